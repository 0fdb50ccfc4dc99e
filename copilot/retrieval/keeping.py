"""Keeping the index true to the rows: the queue, the proof that both agree, and starting anew."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, delete, func, select, update

from copilot.errors import IndexUnavailable, ModelError
from copilot.records.queueing import INDEXED, enqueue_all
from copilot.records.upkeep import IndexTask
from copilot.retrieval.embedding import Embedder
from copilot.retrieval.entries import for_index
from copilot.retrieval.entry import Entry
from copilot.retrieval.shelf import Shelf, house_collection, store_collection

log = logging.getLogger(__name__)

_AT_ONCE = 500
_ONE_AT_A_TIME = 7_203_118  # the number of PostgreSQL's lock: any, but always the same


@dataclass(frozen=True)
class Drained:
    """What one turn of the queue did."""

    written: int = 0
    removed: int = 0
    failed: int = 0  #: kept in the queue, with the reason
    left: int = 0  #: not tried yet


@dataclass(frozen=True)
class Verified:
    """How index and rows compared; what was wrong has been put right."""

    rows: int
    missing: tuple[str, ...] = ()  #: rows that the index did not know
    outdated: tuple[str, ...] = ()  #: rows that it knew otherwise than they are
    surplus: tuple[str, ...] = ()  #: what it held of rows that are gone, or of another store

    @property
    def agreed(self) -> bool:
        """Whether nothing had to be put right."""
        return not (self.missing or self.outdated or self.surplus)


def drain(engine: Engine, shelf: Shelf, embedder: Embedder, limit: int) -> Drained:
    """
    Bring the index up to date with at most `limit` queued rows.

    A row's task is deleted only after the index has it: whoever is killed in between leaves the task, and doing it
    twice does no harm. Raises IndexUnavailable when the index is gone; the tasks stay, with the reason.
    """
    with _alone(engine) as alone:
        if not alone:
            return Drained()
        with Session(engine) as session:
            waiting = select(IndexTask).order_by(col(IndexTask.attempts), col(IndexTask.id)).limit(limit)
            tasks = {task.id or 0: (task.kind, task.row_id) for task in session.exec(waiting)}
        if not tasks:
            return Drained()
        written, removed, failed = 0, 0, 0
        try:
            written, removed = refresh(engine, shelf, embedder, set(tasks.values()))
            _done(engine, tasks)
        except IndexUnavailable as lost:
            _tried(engine, tasks, lost)
            raise
        except ModelError as unfit:
            log.warning("A batch could not be indexed and is tried row by row: %s", unfit)
            written, removed, failed = _one_by_one(engine, shelf, embedder, tasks)
        with Session(engine) as session:
            left = session.exec(select(func.count(col(IndexTask.id))).where(col(IndexTask.attempts) == 0)).one()
        return Drained(written, removed, failed, left)


def refresh(engine: Engine, shelf: Shelf, embedder: Embedder, rows: Collection[tuple[str, int]]) -> tuple[int, int]:
    """Read these rows and make the index hold just what they say; how many vectors were written and removed."""
    with Session(engine) as session:
        entries = for_index(session, rows)
    collections = _of_stores(shelf, embedder)
    removed, written = 0, 0
    wanted: dict[str, list[Entry]] = {}
    for entry in entries:
        wanted.setdefault(store_collection(entry.store_id, embedder.model_id), []).append(entry)
    keys = {f"{kind}:{row_id}" for kind, row_id in rows}
    for name in collections:
        removed += shelf.drop(name, sorted(keys - {entry.key for entry in wanted.get(name, [])}))
    for name, here in wanted.items():
        held = shelf.held(name, [entry.key for entry in here])
        changed = [entry for entry in here if entry.key not in held or held[entry.key].digest != entry.digest]
        if changed:
            vectors = embedder.embed_passages([entry.embedded for entry in changed])
            shelf.put(name, [entry.key for entry in changed], vectors, [_about(entry) for entry in changed])
        written += len(changed)
    return written, removed


def verify(engine: Engine, shelf: Shelf, embedder: Embedder) -> Verified:
    """Compare every row with the index, by key and by digest of its content, and put right what differs."""
    total, missing, outdated = 0, list[tuple[str, int]](), list[tuple[str, int]]()
    right: dict[str, set[str]] = {}
    for rows in _all_rows(engine):
        with Session(engine) as session:
            entries = for_index(session, rows)
        total += len(entries)
        for name in {store_collection(entry.store_id, embedder.model_id) for entry in entries}:
            here = [entry for entry in entries if store_collection(entry.store_id, embedder.model_id) == name]
            held = shelf.held(name, [entry.key for entry in here], vectors=True)
            right.setdefault(name, set()).update(entry.key for entry in here)
            missing += [(entry.kind, entry.row_id) for entry in here if entry.key not in held]
            outdated += [
                (entry.kind, entry.row_id)
                for entry in here
                if (known := held.get(entry.key)) is not None
                and (known.digest != entry.digest or known.vector is None or len(known.vector) != embedder.dimensions)
            ]
    surplus: list[str] = []
    for name in _of_stores(shelf, embedder):
        beyond = sorted(shelf.held(name).keys() - right.get(name, set()))
        shelf.drop(name, beyond)
        surplus += beyond
    for at in range(0, len(missing + outdated), _AT_ONCE):
        refresh(engine, shelf, embedder, (missing + outdated)[at : at + _AT_ONCE])
    return Verified(total, _keys(missing), _keys(outdated), tuple(surplus))


def adopt(engine: Engine, shelf: Shelf, embedder: Embedder) -> bool:
    """Queue everything when the index was made by another model, or is new beside rows that are not; whether it did."""
    names = shelf.names()
    ours = {*_of_stores(shelf, embedder), house_collection(embedder.model_id)}
    others = [name for name in names if name not in ours and name.startswith(("store-", "house."))]
    known = [name for name in names if name in ours and name.startswith("store-")]
    if known and not others:
        return False
    _queue_all(engine)
    # Only now: whoever is killed here finds the others again and queues once more.
    for name in others:
        shelf.clear(name)
    return True


def start_anew(engine: Engine, shelf: Shelf) -> None:
    """Empty the index and queue every row."""
    for name in shelf.names():
        if name.startswith(("store-", "house.")):
            shelf.clear(name)
    _queue_all(engine)


def waiting(engine: Engine) -> int:
    """How many tasks are queued."""
    with Session(engine) as session:
        return session.exec(select(func.count(col(IndexTask.id)))).one()


def _queue_all(engine: Engine) -> None:
    with Session(engine) as session:
        session.exec(delete(IndexTask))
        enqueue_all(session)
        session.commit()


def _about(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "row_id": entry.row_id,
        "client_id": entry.client_id,
        "store_id": entry.store_id,
        "visibility": entry.visibility,
        "author_id": entry.author_id if entry.author_id is not None else -1,
        "digest": entry.digest,
    }


def _of_stores(shelf: Shelf, embedder: Embedder) -> list[str]:
    ending = store_collection(0, embedder.model_id).removeprefix("store-0")
    return [name for name in shelf.names() if name.startswith("store-") and name.endswith(ending)]


def _all_rows(engine: Engine) -> Iterator[list[tuple[str, int]]]:
    for kind, table in INDEXED.items():
        after = 0
        while True:
            with Session(engine) as session:
                query = select(table.id).where(col(table.id) > after).order_by(col(table.id)).limit(_AT_ONCE)
                ids = [row_id or 0 for row_id in session.exec(query)]
            if not ids:
                break
            yield [(kind, row_id) for row_id in ids]
            after = ids[-1]


def _keys(rows: Collection[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(f"{kind}:{row_id}" for kind, row_id in rows)


def _done(engine: Engine, tasks: Collection[int]) -> None:
    with Session(engine) as session:
        session.exec(delete(IndexTask).where(col(IndexTask.id).in_(list(tasks))))
        session.commit()


def _tried(engine: Engine, tasks: Collection[int], reason: Exception) -> None:
    with Session(engine) as session:
        chosen = update(IndexTask).where(col(IndexTask.id).in_(list(tasks)))
        session.exec(chosen.values(attempts=col(IndexTask.attempts) + 1, error=str(reason)[:500]))
        session.commit()


def _one_by_one(engine: Engine, shelf: Shelf, embedder: Embedder, tasks: dict[int, tuple[str, int]]) -> tuple[int, int, int]:
    written, removed, failed = 0, 0, 0
    for task, row in tasks.items():
        try:
            more, fewer = refresh(engine, shelf, embedder, [row])
            _done(engine, [task])
            written, removed = written + more, removed + fewer
        except ModelError as unfit:
            _tried(engine, [task], unfit)
            failed += 1
    return written, removed, failed


@contextmanager
def _alone(engine: Engine) -> Iterator[bool]:
    """Whether nobody else drains: an older text must not arrive after a newer one. On SQLite only one process does."""
    if engine.dialect.name != "postgresql":
        yield True
        return
    with engine.connect() as connection:
        taken = connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _ONE_AT_A_TIME})
        try:
            yield bool(taken)
        finally:
            if taken:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _ONE_AT_A_TIME})
