"""One sender at a time for a client and their household."""

from sqlalchemy import text
from sqlmodel import Session, col, or_, select

from copilot.records.people import Client


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
