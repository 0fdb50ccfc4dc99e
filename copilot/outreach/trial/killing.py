"""Workers killed at random moments, again and again; then what became of every message, beside what the far end accepted."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from copilot.domain.draft import Status
from copilot.domain.message import Purpose
from copilot.errors import CopilotError
from copilot.outreach.trial.far_end import FarEnd
from copilot.outreach.trial.people import CHANNELS, approved, furnish
from copilot.outreach.trial.worker import work
from copilot.records.columns import now
from copilot.records.drafts import Draft
from copilot.settings import Settings

LEASE = timedelta(seconds=2)
_WORKERS, _CLIENTS, _ENOUGH_WAITING = 2, 60, 24
_PATIENCE = 300.0  #: seconds for what is left after the last kill
_UNSETTLED = (Status.QUEUED.value, Status.SENDING.value)


@dataclass(frozen=True)
class Tally:
    """What became of the messages of one way."""

    way: str
    idempotent: bool
    messages: int
    sent: int
    waiting: int  #: for a person
    waiting_that_left: int  #: of those; nobody here could know
    lost: int  #: said to be sent and never accepted, or neither sent nor waiting
    doubled: int  #: accepted more than once
    repeated: int  #: given again under the same key, which the far end sent once
    unlogged: int  #: sent without exactly one line in the contact log, or a line without being sent


def settings_for(folder: Path, far_end: FarEnd, smtp_port: int) -> Settings:
    """One way a channel: a mail server and a gateway that cannot undo, one that knows keys, and files."""
    given: dict[str, Any] = {
        "data_dir": folder,
        "email_by": "smtp",
        "sms_by": "twilio",
        "whatsapp_by": "gateway",
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "smtp_tls": "none",
        "letters_from": "hello@trial.example",
        "public_url": "https://trial.example",
        "twilio_url": far_end.url,
        "twilio_account": "ACtrial",
        "twilio_token": "token",
        "twilio_sms_from": "+447700900000",
        "gateway_url": f"{far_end.url}/send",
    }
    return Settings(_env_file=None, **given)


def kill_often(
    engine: Engine, url: str, settings: Settings, kills: int, seed: int, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Two workers under load, one of them killed at a random moment, so many times; then everything is settled."""
    dice, context = random.Random(seed), multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["copilot.outreach.trial.warmed"])
    clients = furnish(engine, _CLIENTS, now())
    _top_up(engine, clients, dice)
    running = [_started(context, url, settings) for _ in range(_WORKERS)]
    try:
        for done in range(kills):
            _top_up(engine, clients, dice)
            time.sleep(dice.uniform(0.0, 0.4))
            at = dice.randrange(len(running))
            running[at].kill()
            running[at].join()
            running[at] = _started(context, url, settings)
            progress(done + 1)
        _until_settled(engine)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.join()


def _started(context: Any, url: str, settings: Settings) -> ForkServerProcess:
    ready = context.Event()
    process: ForkServerProcess = context.Process(target=work, args=(url, settings, LEASE, ready.set), daemon=True)
    process.start()
    if not ready.wait(60):
        raise CopilotError("A worker of the trial did not start within a minute.")
    return process


def _top_up(engine: Engine, clients: list[int], dice: random.Random) -> None:
    """There is always something to do, on every channel."""
    with Session(engine) as session:
        waiting = session.exec(select(func.count()).where(Draft.status == Status.QUEUED.value)).one()
        if waiting < _ENOUGH_WAITING:
            at = now()
            session.add_all(
                approved(dice.choice(clients), channel, Purpose.SERVICE, at)
                for channel in CHANNELS
                for _ in range(_ENOUGH_WAITING // 4)
            )
        session.commit()


def _until_settled(engine: Engine) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with Session(engine) as session:
            if not session.exec(select(func.count()).where(col(Draft.status).in_(_UNSETTLED))).one():
                return
        time.sleep(0.2)


def tallies(engine: Engine, far_end: FarEnd, files: Path) -> list[Tally]:
    """Every message beside what the far end accepted."""
    ways = {"email": "smtp", "sms": "twilio", "whatsapp": "gateway", "post": "paper"}
    accepted = {**far_end.accepted, "paper": Counter(file.stem for file in files.glob("post/*.txt"))}
    with Session(engine) as session:
        drafts = session.exec(select(Draft)).all()
        lines = Counter(session.exec(select(Draft.contact_id).where(col(Draft.contact_id).is_not(None))).all())
    found = []
    for channel, way in ways.items():
        ours = [draft for draft in drafts if draft.channel == channel]
        sent = [draft for draft in ours if draft.status == Status.SENT]
        unsure = [draft for draft in ours if draft.status == Status.UNSURE]
        counts = accepted[way]
        found.append(
            Tally(
                way=way,
                idempotent=way in ("gateway", "paper"),
                messages=len(ours),
                sent=len(sent),
                waiting=len(unsure),
                waiting_that_left=sum(bool(counts[draft.key]) for draft in unsure),
                lost=sum(not counts[draft.key] for draft in sent) + len(ours) - len(sent) - len(unsure),
                doubled=sum(counts[draft.key] > 1 for draft in ours),
                repeated=sum(far_end.repeated.values()) if way == "gateway" else 0,
                unlogged=sum(lines[draft.contact_id] != (draft.status == Status.SENT) for draft in ours),
            )
        )
    return found
