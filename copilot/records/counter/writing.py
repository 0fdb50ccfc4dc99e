"""Who may write about a client, one at a time."""

from sqlalchemy import update
from sqlmodel import Session, col

from copilot.domain.desk import Desk, Role
from copilot.records.counter.refusing import CounterRefused
from copilot.records.people import Client
from copilot.records.scope import client_in_scope
from copilot.records.upkeep import AuditLine


def may_write(desk: Desk) -> None:
    """Refuses who works with simulated clients only."""
    if desk.role is Role.TRAINER:
        raise CounterRefused("Trainers do not write about clients.", key="trainers_write_nothing")


def client_to_change(session: Session, desk: Desk, client_id: int) -> Client:
    """The client, held until the transaction ends, so that two who change the same thing come one after the other."""
    may_write(desk)
    # A write takes the lock in either database; in SQLite a read that comes first could no longer be turned into one.
    session.execute(update(Client).where(col(Client.id) == client_id).values(source_id=Client.source_id))
    return client_in_scope(session, desk.scope, client_id)


def told(session: Session, desk: Desk, action: str, subject: str) -> None:
    """A line in the audit trail: the row's id and nothing of what it says."""
    session.add(AuditLine(user_id=desk.user_id, action=action, subject=subject))
