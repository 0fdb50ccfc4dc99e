"""Making two records of one person one. Nothing is lost, and it can be undone to the last row."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, update
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as rows

from copilot.errors import CopilotError
from copilot.records.columns import now
from copilot.records.people import Client
from copilot.records.queueing import INDEXED, enqueue
from copilot.records.upkeep import AuditLine, Merge

MERGED = "merged"
_KIND = {str(row.__tablename__): kind for kind, row in INDEXED.items()}
_NOT_MOVED = {Client.__tablename__, Merge.__tablename__}
#: Fields of the kept client that are filled where they are empty. What stands together is filled together.
_FILLED = (
    ("given_name",),
    ("family_name",),
    ("preferred_name",),
    ("salutation",),
    ("timezone",),
    ("country", "city", "postcode"),
    ("account_id", "account_role"),
    ("relationship_style", "style_set_by"),
    ("since",),
)
_EMPTY = (None, "", "unknown")


class MergeRefused(CopilotError):
    """These two records cannot be merged, or parted, as asked."""


def merge(session: Session, keep_id: int, merged_id: int, by_id: int | None = None) -> Merge:
    """Move everything of one client to another and fill the gaps in what is known of the one kept. The caller commits."""
    if keep_id == merged_id:
        raise MergeRefused("A client cannot be merged with itself.")
    kept, merged = _unmerged(session, keep_id), _unmerged(session, merged_id)
    session.flush()
    moved = {f"{table.name}.{column.name}": _move(session, table, column, merged_id, keep_id) for table, column in owned()}
    merge = Merge(
        kept_id=keep_id,
        merged_id=merged_id,
        by_id=by_id,
        moved={
            "rows": {name: ids for name, ids in moved.items() if ids},
            "filled": _fill(kept, merged),
            "was": {"status": merged.status, "status_on": merged.status_on and merged.status_on.isoformat()},
        },
    )
    merged.status, merged.status_on, merged.merged_into_id = MERGED, now().date(), keep_id
    session.add_all([kept, merged, merge, _told(by_id, "merge", keep_id, merged_id)])
    session.flush()
    _forget(session, merge)
    return merge


def undo_merge(session: Session, merge_id: int, by_id: int | None = None) -> Merge:
    """Part two merged clients again: every row, filled field and status as it was. The caller commits."""
    merge = session.get(Merge, merge_id)
    if merge is None:
        raise MergeRefused(f"There is no merge number {merge_id}.")
    if merge.undone_at is not None:
        raise MergeRefused(f"Merge number {merge_id} was undone already.")
    later = session.exec(
        rows(Merge).where(Merge.merged_id == merge.kept_id, col(Merge.undone_at).is_(None)).order_by(col(Merge.id).desc())
    ).first()
    if later is not None:
        raise MergeRefused(f"The client that was kept has been merged since; first undo merge number {later.id}.")
    kept, merged = session.get_one(Client, merge.kept_id), session.get_one(Client, merge.merged_id)
    session.flush()
    of_rows: Any = merge.moved["rows"]
    for table, column in owned():
        _move_back(session, table, column, of_rows.get(f"{table.name}.{column.name}", []), merge)
    filled: Any = merge.moved["filled"]
    for field, (before, after) in filled.items():
        # What somebody has changed since is theirs.
        if _plain(getattr(kept, field)) == after:
            setattr(kept, field, before)
    was: Any = merge.moved["was"]
    fields = Client.model_validate({"source_id": "", "store_id": 0, **was})
    merged.status, merged.status_on, merged.merged_into_id = fields.status, fields.status_on, None
    merge.undone_at = now()
    session.add_all([kept, merged, merge, _told(by_id, "undo merge", merge.kept_id, merge.merged_id)])
    session.flush()
    _forget(session, merge)
    return merge


def owned() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of every table that says whose a row is; found, so that no new table is forgotten."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in _NOT_MOVED:
            for column in table.columns:
                if column.name == "client_id" or any(key.target_fullname == "client.id" for key in column.foreign_keys):
                    yield table, column


def _move(session: Session, table: Table, column: Column[Any], whose: int, to: int) -> list[Any]:
    (key,) = table.primary_key
    ids = list(session.connection().execute(select(key).where(column == whose).order_by(key)).scalars())
    if ids:
        session.connection().execute(update(table).where(column == whose).values({column.name: to}))
        if table.name in _KIND:
            enqueue(session, _KIND[table.name], ids)
    return ids


def _move_back(session: Session, table: Table, column: Column[Any], ids: list[Any], merge: Merge) -> None:
    (key,) = table.primary_key
    if ids:
        # A row that has gone to a third client since stays there.
        back = update(table).where(key == bindparam("moved"), column == merge.kept_id)
        session.connection().execute(back.values({column.name: merge.merged_id}), [{"moved": id} for id in ids])
        if table.name in _KIND:
            enqueue(session, _KIND[table.name], ids)


def _fill(kept: Client, merged: Client) -> dict[str, list[Any]]:
    """Fill empty fields; what each was before and is now."""
    filled: dict[str, list[Any]] = {}
    groups = list(_FILLED)
    if kept.store_id == merged.store_id:
        groups.append(("associate_id",))  # a book belongs to one store
    for first, *others in groups:
        if getattr(kept, first) in _EMPTY and getattr(merged, first) not in _EMPTY:
            for field in (first, *others):
                before, after = getattr(kept, field), getattr(merged, field)
                if before in _EMPTY and before != after:
                    setattr(kept, field, after)
                    filled[field] = [before, _plain(after)]
    return filled


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _unmerged(session: Session, client_id: int) -> Client:
    client = session.get(Client, client_id)
    if client is None:
        raise MergeRefused(f"There is no client number {client_id}.")
    if client.merged_into_id is not None:
        raise MergeRefused(f"Client {client.source_id!r} has been merged already; undo that first.")
    return client


def _told(by_id: int | None, action: str, kept_id: int, merged_id: int) -> AuditLine:
    return AuditLine(user_id=by_id, action=action, subject=f"client {kept_id}", detail=f"client {merged_id}")


def _forget(session: Session, merge: Merge) -> None:
    """The rows were moved behind the session's back: what it remembers of them is out of date."""
    session.expire_all()
    session.refresh(merge)
