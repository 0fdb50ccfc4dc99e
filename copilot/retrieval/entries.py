"""The rows that can be found, read from SQL with the asker's scope applied."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from copilot.domain.desk import Scope, Visibility
from copilot.domain.provenance import Provenance
from copilot.records.care import ServiceCase
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, User

KINDS = ("note", "fact", "case")


@dataclass(frozen=True)
class Entry:
    """One row as the index knows it."""

    kind: str
    row_id: int
    client_id: int
    store_id: int
    text: str
    on: date
    author: str = ""
    author_id: int | None = None
    visibility: str = Visibility.STORE.value
    provenance: Provenance | None = None
    do_not_mention: bool = False
    note_id: int | None = None  #: of a fact: the note it was read from
    valid_until: date | None = None

    @property
    def key(self) -> str:
        """Its name in the index: `note:12`."""
        return f"{self.kind}:{self.row_id}"

    @property
    def embedded(self) -> str:
        """What is compared with a question: a question may name the day and the writer as well as the matter."""
        return f"[{self.on.day} {self.on:%B %Y}] {self.author + ': ' if self.author else ''}{self.text}"

    @property
    def digest(self) -> str:
        """Changes whenever anything that the index holds of this row changes."""
        held = "\x1f".join(map(str, (self.embedded, self.client_id, self.store_id, self.visibility, self.author_id)))
        return hashlib.sha256(held.encode()).hexdigest()[:32]


def family(session: Session, scope: Scope, client_id: int) -> list[int]:
    """The client's id and those of records merged into it; empty when the asker may not see this client."""
    if not scope.sees_clients:
        return []
    client = session.get(Client, client_id)
    while client is not None and client.merged_into_id is not None:
        client = session.get(Client, client.merged_into_id)
    if client is None or client.id is None or scope.store_id not in (None, client.store_id):
        return []
    ids = [client.id]
    while more := session.scalars(
        select(col(Client.id)).where(col(Client.merged_into_id).in_(ids), col(Client.id).not_in(ids))
    ).all():
        ids += [found for found in more if found is not None]
    return ids


def of_clients(session: Session, scope: Scope, client_ids: Collection[int]) -> list[Entry]:
    """All that the asker may read about these clients, oldest first."""
    return _read(session, scope, {kind: _CLIENT[kind].in_(client_ids) for kind in KINDS})


def of_rows(session: Session, scope: Scope, rows: Collection[tuple[str, int]]) -> list[Entry]:
    """Those of these rows, named by kind and id, that the asker may read, oldest first."""
    ids = {kind: [row_id for named, row_id in rows if named == kind] for kind in KINDS}
    return _read(session, scope, {kind: _ID[kind].in_(ids[kind]) for kind in KINDS if ids[kind]})


def for_index(session: Session, rows: Collection[tuple[str, int]]) -> list[Entry]:
    """These rows as the index is to hold them, whoever may read them; rows that are gone are missing."""
    ids = {kind: [row_id for named, row_id in rows if named == kind] for kind in KINDS}
    return _read(session, None, {kind: _ID[kind].in_(ids[kind]) for kind in KINDS if ids[kind]})


_ID: dict[str, Any] = {"note": col(Note.id), "fact": col(Fact.id), "case": col(ServiceCase.id)}
_CLIENT: dict[str, Any] = {
    "note": col(Note.client_id),
    "fact": col(Fact.client_id),
    "case": col(ServiceCase.client_id),
}
_Source = aliased(Note)
_Kept = aliased(Client)


def _readable(scope: Scope | None, note: Any) -> ColumnElement[bool]:
    """Store notes by all in the store, managers' notes by those who lead, and one's own always."""
    if scope is None:
        return true()
    if not scope.sees_clients:
        return false()
    seen = [Visibility.STORE.value] + [Visibility.MANAGERS.value] * scope.leads
    return or_(note.visibility.in_(seen), note.author_id == scope.user_id)


def _in_store(scope: Scope | None) -> ColumnElement[bool]:
    if scope is None or (scope.sees_clients and scope.store_id is None):
        return true()
    return and_(true() if scope.sees_clients else false(), _store() == scope.store_id)


def _store() -> ColumnElement[int]:
    from sqlalchemy import func

    return func.coalesce(col(_Kept.store_id), col(Client.store_id))


def _with_client(query: Select[*tuple[Any, ...]], client_id: Any) -> Select[*tuple[Any, ...]]:
    """A merged record's rows belong to the store of the record that was kept."""
    return query.join(Client, col(Client.id) == client_id).outerjoin(_Kept, col(_Kept.id) == col(Client.merged_into_id))


def _read(session: Session, scope: Scope | None, wanted: dict[str, ColumnElement[bool]]) -> list[Entry]:
    entries: list[Entry] = []
    if "note" in wanted:
        query = _with_client(select(Note, _store(), col(User.name)), col(Note.client_id))
        query = query.outerjoin(User, col(User.id) == col(Note.author_id))
        query = query.where(wanted["note"], _in_store(scope), _readable(scope, Note))
        entries += [_note(*row) for row in session.execute(query)]
    if "fact" in wanted:
        query = _with_client(select(Fact, _store(), col(User.name), _Source), col(Fact.client_id))
        query = query.outerjoin(User, col(User.id) == col(Fact.learned_by_id))
        query = query.outerjoin(_Source, col(_Source.id) == col(Fact.note_id))
        readable = or_(col(_Source.id).is_(None), _readable(scope, _Source))
        query = query.where(wanted["fact"], _in_store(scope), readable, col(Fact.superseded_by_id).is_(None))
        entries += [_fact(*row) for row in session.execute(query)]
    if "case" in wanted:
        query = _with_client(select(ServiceCase, _store()), col(ServiceCase.client_id))
        query = query.where(wanted["case"], _in_store(scope))
        entries += [_case(*row) for row in session.execute(query)]
    return sorted(entries, key=lambda entry: (entry.on, KINDS.index(entry.kind), entry.row_id))


def _note(note: Note, store_id: int, author: str | None) -> Entry:
    return Entry(
        "note",
        note.id or 0,
        note.client_id,
        store_id,
        note.text,
        note.written_on,
        author or "",
        note.author_id,
        note.visibility,
    )


def _fact(fact: Fact, store_id: int, author: str | None, note: Note | None) -> Entry:
    """A fact may be read by those who may read the note it came from."""
    return Entry(
        "fact",
        fact.id or 0,
        fact.client_id,
        store_id,
        fact.text,
        fact.learned_on,
        author or "",
        note.author_id if note else fact.learned_by_id,
        note.visibility if note else Visibility.STORE.value,
        Provenance(fact.provenance),
        fact.do_not_mention,
        fact.note_id,
        fact.valid_until,
    )


def _case(case: ServiceCase, store_id: int) -> Entry:
    text = f"{case.kind}: {case.text}" + (f" ({case.outcome})" if case.outcome else "")
    return Entry("case", case.id or 0, case.client_id, store_id, text, case.opened_on, provenance=Provenance.SERVICE)


def provenance_of(notes: Sequence[Entry], facts: Sequence[Entry]) -> dict[int, tuple[Provenance, bool]]:
    """For each note, of the facts read from it: the most delicate provenance; whether any is not to be mentioned."""
    known: dict[int, tuple[Provenance, bool]] = {}
    for fact in facts:
        if fact.note_id is None or fact.provenance is None:
            continue
        before = known.get(fact.note_id, (fact.provenance, False))
        known[fact.note_id] = (
            max(before[0], fact.provenance, key=lambda provenance: provenance.care),
            before[1] or fact.do_not_mention,
        )
    return {note.row_id: known[note.row_id] for note in notes if note.row_id in known}
