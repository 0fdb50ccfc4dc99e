"""Many senders, few clients, and more messages than may leave: whether any client hears from us more often than they may."""

import multiprocessing
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from copilot.channels.outgoing import Outgoing, Sent
from copilot.domain.draft import Status
from copilot.domain.message import Channel, Purpose
from copilot.outreach.letters import House
from copilot.outreach.trial.people import approved, furnish
from copilot.outreach.trial.worker import open_worker
from copilot.policies import benchmark_policy
from copilot.records.care import Contact
from copilot.records.columns import now
from copilot.records.drafts import Draft
from copilot.records.people import Client

_EACH = 6  #: messages to each client; the most that anybody may get is four
_LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Slowly:
    """A way that takes a moment, so that many are on their way at once."""

    name: str = "slowly"
    idempotent: bool = True

    def refuses(self, letter: Outgoing) -> str:
        """Nothing."""
        return ""

    def send(self, letter: Outgoing) -> Sent:
        """After a moment."""
        time.sleep(random.random() * 0.05)
        return Sent(letter.key)

    def found(self, letter: Outgoing, since: datetime, others: frozenset[str]) -> Sent | None:
        """Not asked."""
        return None

    def test(self) -> str:
        """Always there."""
        return "there"


@dataclass(frozen=True)
class Raced:
    """What left, and whether it was too much for anybody."""

    messages: int
    sent: int
    allowed: int  #: the most that may leave to those who live alone
    sent_to_those: int
    exceeded: int  #: messages that left although the cap was reached
    unsettled: int


def race(engine: Engine, url: str, senders: int, clients: int, processes: int = 8) -> Raced:
    """So many senders in a few processes, all at once, over everything that waits; then the count."""
    at = now()
    pairs = clients // 4
    ids = furnish(engine, clients, at, in_pairs=pairs)
    with Session(engine) as session:
        session.add_all(approved(one, Channel.EMAIL, Purpose.MARKETING, at) for one in ids for _ in range(_EACH))
        session.commit()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["copilot.outreach.trial.warmed"])
    start = context.Barrier(processes)
    each = [senders // processes + (at < senders % processes) for at in range(processes)]
    running = [context.Process(target=_send_all, args=(url, count, start), daemon=True) for count in each]
    for process in running:
        process.start()
    for process in running:
        process.join()
    return _counted(engine, set(ids[2 * pairs :]))


def _send_all(url: str, senders: int, start: Any) -> None:
    """Until nothing is due any more."""
    house = House("Trial", "https://trial.example", "s" * 32)
    workers = [open_worker(url, {Channel.EMAIL: Slowly()}, _LEASE, house) for _ in range(senders)]
    start.wait()

    def until_done(index: int) -> None:
        while workers[index].turn():
            pass

    threads = [threading.Thread(target=until_done, args=(index,)) for index in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _counted(engine: Engine, alone: set[int]) -> Raced:
    caps = benchmark_policy().caps
    with Session(engine) as session:
        clients = {client.id: client for client in session.exec(select(Client)).all()}
        marketing = Contact.direction == "out", Contact.purpose == Purpose.MARKETING.value
        sent = session.exec(select(Contact).where(*marketing).order_by(col(Contact.at), col(Contact.id))).all()
        states = session.exec(select(Draft.status)).all()
    before: dict[object, int] = defaultdict(int)
    exceeded = 0
    for contact in sent:
        client = clients[contact.client_id]
        home = ("household", client.account_id) if client.account_id else ("client", client.id)
        exceeded += before[home] >= caps[client.relationship_style]
        before[home] += 1
    return Raced(
        messages=len(states),
        sent=len(sent),
        allowed=sum(caps[clients[one].relationship_style] for one in alone),
        sent_to_those=sum(contact.client_id in alone for contact in sent),
        exceeded=exceeded,
        unsettled=sum(one not in (Status.SENT, Status.SENT_BACK) for one in states),
    )
