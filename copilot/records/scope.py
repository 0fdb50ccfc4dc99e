"""Who may see which client: one sentence of SQL that every question about clients goes through."""

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, select

from copilot.domain.desk import Scope, Visibility
from copilot.errors import OutOfScope
from copilot.records.knowledge import Note
from copilot.records.people import Client


def clients_within(scope: Scope) -> ColumnElement[bool]:
    """The condition that a client may be seen: of the asker's store (or any store for who runs the house), not merged away."""
    if not scope.sees_clients:
        return false()
    here = true() if scope.store_id is None else col(Client.store_id) == scope.store_id
    return and_(here, col(Client.status) != "merged")


def notes_within(scope: Scope) -> ColumnElement[bool]:
    """The condition that a note of a visible client may be read."""
    own = col(Note.author_id) == scope.user_id
    if scope.leads:
        return or_(col(Note.visibility) != Visibility.AUTHOR.value, own)
    return or_(col(Note.visibility) == Visibility.STORE.value, own)


def client_in_scope(session: Session, scope: Scope, client_id: int) -> Client:
    """The client, or OutOfScope in the very words used for one that does not exist."""
    found = session.exec(select(Client).where(Client.id == client_id, clients_within(scope))).first()
    if found is None:
        raise OutOfScope(f"There is no client {client_id} here.")
    return found
