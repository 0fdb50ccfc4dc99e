"""Somebody who just came in, written down in under a minute: a name, one way to reach them, what they agree to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from babel import Locale
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete
from sqlmodel import select as rows

from copilot.domain.desk import Desk, Role
from copilot.records.care import Consent
from copilot.records.counter.consenting import HOW, add_consent
from copilot.records.counter.naming import Named, name_in
from copilot.records.counter.reaching import CHANNELS, checked
from copilot.records.counter.refusing import CounterRefused
from copilot.records.counter.writing import client_to_change, may_write, told
from copilot.records.merging import owned
from copilot.records.people import Client, ContactPoint, Store


@dataclass(frozen=True)
class WalkIn:
    """What was entered. `opted_in`: the words that they heard, by the channel to which they agreed."""

    name: str
    kind: str
    contact: str
    language: str
    salutation: str = ""
    store_id: int | None = None
    opted_in: Mapping[str, str] = field(default_factory=dict)
    version: str = ""  #: of those words


@dataclass(frozen=True)
class Checked:
    """The same, ready to be kept."""

    named: Named
    store: Store
    kind: str
    value: str
    normalised: str
    language: str
    opted_in: Mapping[str, str]
    how: str = HOW


def check_walk_in(session: Session, desk: Desk, entered: WalkIn) -> Checked:
    """Everything that was entered in the form in which it is kept, or the first reason why it cannot be."""
    may_write(desk)
    named = name_in(entered.name, entered.salutation)
    # Who has a store writes into its book, whatever the browser says.
    store = session.get(Store, desk.store_id or entered.store_id or 0)
    if store is None or (desk.store_id is None and desk.role is Role.ASSOCIATE):
        raise CounterRefused("Choose the store.", key="store_missing", field="store_id")
    value, normalised = checked(entered.kind, entered.contact, store.country)
    if entered.language not in Locale("en").languages:
        raise CounterRefused("Choose the language.", key="language_missing", field="language")
    if strange := [channel for channel in entered.opted_in if channel not in CHANNELS[entered.kind]]:
        words = f"There is nothing to reach them by {strange[0]}."
        raise CounterRefused(words, key="no_such_channel", field="contact")
    how = f"{HOW}; opt-in wording {entered.version}" if entered.version else HOW
    return Checked(named, store, entered.kind, value, normalised, entered.language, entered.opted_in, how)


def add_walk_in(session: Session, desk: Desk, entered: Checked, at: datetime, *, once: str) -> Client:
    """The client in the asker's book, style unknown, nothing granted but what was switched on. The same `once` makes one."""
    may_write(desk)
    if (before := _made(session, once)) is not None:
        return before
    client = Client(
        source_id=once,
        given_name=entered.named.given,
        family_name=entered.named.family,
        salutation=entered.named.salutation,
        language=entered.language,
        store_id=entered.store.id or 0,
        associate_id=desk.user_id if desk.store_id is not None else None,
        since=desk.today,
    )
    session.add(client)
    try:
        session.flush()
    except IntegrityError:  # a second tap at the same moment, and the first one won
        session.rollback()
        won = _made(session, once)
        if won is None:
            raise
        return won
    session.add(
        ContactPoint(
            client_id=client.id or 0,
            kind=entered.kind,
            value=entered.value,
            normalised=entered.normalised,
            preferred=True,
            changed_by_id=desk.user_id,
        )
    )
    for channel, wording in entered.opted_in.items():
        add_consent(
            session, desk, client.id or 0, channel, "granted", at, wording=wording, how=entered.how, once=f"{once}:{channel}"
        )
    told(session, desk, "client added", f"client {client.id}")
    session.flush()
    return client


def take_walk_in_back(session: Session, desk: Desk, client_id: int, *, once: str) -> None:
    """Remove a client who was just added, unless anything else was written about them since."""
    client = client_to_change(session, desk, client_id)
    if client.source_id != once:
        raise CounterRefused("This client was not added here.", key="not_added_here")
    consents = set(session.exec(rows(Consent.id).where(col(Consent.source_id).startswith(f"{once}:"))).all())
    expected = {"contact_point": 1, "consent": len(consents)}
    for table, column in owned():
        there = session.connection().execute(select(func.count()).select_from(table).where(column == client_id)).scalar_one()
        if there > expected.get(table.name, 0):
            raise CounterRefused("More has been written about them since, so they stay.", key="has_more")
    replaced = rows(ContactPoint).where(ContactPoint.client_id == client_id, col(ContactPoint.used_until).is_not(None))
    merged = rows(Client).where(Client.merged_into_id == client_id)
    if session.exec(replaced).first() or session.exec(merged).first():
        raise CounterRefused("More has been written about them since, so they stay.", key="has_more")
    session.exec(delete(Consent).where(col(Consent.client_id) == client_id))
    session.exec(delete(ContactPoint).where(col(ContactPoint.client_id) == client_id))
    session.delete(client)
    told(session, desk, "client taken back", f"client {client_id}")
    session.flush()


def _made(session: Session, once: str) -> Client | None:
    return session.exec(rows(Client).where(Client.source_id == once)).first()
