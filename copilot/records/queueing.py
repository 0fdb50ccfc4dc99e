"""What the search index still has to learn, queued in the very transaction that changes the rows."""

from collections.abc import Collection, Iterable

from sqlalchemy import event, insert, inspect, select
from sqlalchemy.orm import Session
from sqlmodel import col

from copilot.records.attachment import AttachmentPiece
from copilot.records.care import ServiceCase
from copilot.records.columns import now
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client
from copilot.records.upkeep import IndexTask

INDEXED: dict[str, type[Note] | type[Fact] | type[ServiceCase] | type[AttachmentPiece]] = {
    "note": Note,
    "fact": Fact,
    "case": ServiceCase,
    "page": AttachmentPiece,
}
_KIND = {table: kind for kind, table in INDEXED.items()}
_AT_ONCE = 500


def enqueue(session: Session, kind: str, row_ids: Iterable[int | None]) -> None:
    """Have these rows (note, fact, case or page) indexed anew. Needed only where rows change otherwise than through objects."""
    at = now()
    kept = [row_id for row_id in row_ids if row_id is not None]  # None: added and deleted before it was ever kept
    tasks = [{"kind": kind, "row_id": row_id, "queued_at": at, "attempts": 0, "error": ""} for row_id in kept]
    if tasks:
        session.connection().execute(insert(IndexTask), tasks)


def enqueue_clients(session: Session, client_ids: Collection[int]) -> None:
    """Have everything that is written about these clients indexed anew: they moved to another store, or were merged."""
    some = list(client_ids)
    for kind, table in INDEXED.items():
        for at in range(0, len(some), _AT_ONCE):
            found = select(col(table.id)).where(col(table.client_id).in_(some[at : at + _AT_ONCE]))
            enqueue(session, kind, session.connection().execute(found).scalars())


def enqueue_all(session: Session) -> None:
    """Have everything indexed anew."""
    for kind, table in INDEXED.items():
        enqueue(session, kind, session.connection().execute(select(col(table.id))).scalars().all())


@event.listens_for(Session, "after_flush")
def _queue_what_changed(session: Session, _flush: object) -> None:
    """Objects that were added, changed or deleted queue themselves."""
    changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    ids: dict[str, list[int | None]] = {}
    for row in changed:
        if (kind := _KIND.get(type(row))) is not None:
            ids.setdefault(kind, []).append(row.id)
    # Who may read a fact, or the page of a PDF, depends on the note that it belongs to.
    if notes := [row.id for row in changed if isinstance(row, Note) and row not in session.new]:
        for kind, row_id, note_id in (("fact", Fact.id, Fact.note_id), ("page", AttachmentPiece.id, AttachmentPiece.note_id)):
            of_notes = select(col(row_id)).where(col(note_id).in_(notes))
            ids.setdefault(kind, []).extend(session.connection().execute(of_notes).scalars())
    for kind, some in ids.items():
        enqueue(session, kind, dict.fromkeys(some))
    moved = [row.id for row in changed if isinstance(row, Client) and row not in session.new and _moved(row)]
    enqueue_clients(session, [one for one in moved if one is not None])


def _moved(client: Client) -> bool:
    held = inspect(client).attrs
    return bool(held.store_id.history.has_changes() or held.merged_into_id.history.has_changes())
