"""One sender at a time for a client and their household."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, or_, select

from copilot.records.drafts import Draft
from copilot.records.people import Client

T = TypeVar("T")
_AGAIN = (0.1, 0.5, 2.0, 10.0, 30.0)  #: seconds between tries; SQLite has waited for half a minute before each


def lock(session: Session, client_id: int) -> None:
    """Let nobody else send to this client or their household before this transaction ends. Call it first in a transaction.

    PostgreSQL locks the rows; SQLite has one writer at a time, so it is enough to become the writer.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.connection().execute(text("UPDATE client SET id = id WHERE id = :id"), {"id": client_id})
        return
    account = select(Client.account_id).where(Client.id == client_id).scalar_subquery()
    everybody = select(Client.id).where(or_(Client.id == client_id, col(Client.account_id) == account))
    session.exec(everybody.order_by(col(Client.id)).with_for_update()).all()


@contextmanager
def locked_draft(engine: Engine, draft_id: int, client_id: int) -> Iterator[tuple[Session, Draft]]:
    """A draft to this client as it is now, with nobody else's hand on it; what is changed is kept at the end."""
    with Session(engine) as session:
        lock(session, client_id)
        yield session, session.get_one(Draft, draft_id, populate_existing=True)
        session.commit()


def patiently(work: Callable[[], T]) -> T:
    """Do what one transaction does, again where the database was locked or away: who waits longest is not always next.

    What fails has changed nothing. OperationalError where it still fails after some minutes.
    """
    for wait in _AGAIN:
        try:
            return work()
        except OperationalError:
            time.sleep(wait)
    return work()
