"""The rows that can be found, read from SQL with the asker's scope applied."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from copilot.domain.desk import Scope, Visibility
from copilot.domain.provenance import Provenance
from copilot.records.attachment import AttachmentPiece
from copilot.records.care import ServiceCase
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, User
from copilot.retrieval.entry import KINDS, Entry


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


def of_words(session: Session, scope: Scope, beginnings: Collection[str], most: int) -> list[Entry]:
    """What the asker may read that holds one of these beginnings of words: of each kind the `most` that hold the
    most of them, at the beginning of a word rather than within one, the newest first."""
    wanted, best = {}, {}
    for kind in KINDS:
        text = _TEXT[kind]
        plain = [_plain(beginning) for beginning in sorted(beginnings)]
        wanted[kind] = or_(false(), *(text.ilike(f"%{word}%", escape="\\") for word in plain))
        held = [
            case(
                (or_(text.ilike(f"{word}%", escape="\\"), text.ilike(f"% {word}%", escape="\\")), 2),
                (text.ilike(f"%{word}%", escape="\\"), 1),
                else_=0,
            )
            for word in plain
        ]
        best[kind] = [(-sum(held[1:], held[0])), _ON[kind].desc()] if held else []
    return _read(session, scope, wanted, best=best, most=most)


def how_many(session: Session, scope: Scope) -> int:
    """How many notes, facts, cases and pieces of PDFs there are of the clients whom the asker may see."""
    total = 0
    for kind in KINDS:
        query = select(func.count()).select_from(_TABLE[kind])
        total += session.scalar(_with_client(query, _CLIENT[kind]).where(_in_store(scope))) or 0
    return total


def for_index(session: Session, rows: Collection[tuple[str, int]]) -> list[Entry]:
    """These rows as the index is to hold them, whoever may read them; rows that are gone are missing."""
    ids = {kind: [row_id for named, row_id in rows if named == kind] for kind in KINDS}
    return _read(session, None, {kind: _ID[kind].in_(ids[kind]) for kind in KINDS if ids[kind]})


def read_from(session: Session, note_ids: Collection[int]) -> dict[int, tuple[Provenance, bool]]:
    """Of the facts read from each of these notes: the most delicate provenance; whether any is not to be mentioned."""
    known: dict[int, tuple[Provenance, bool]] = {}
    for fact in session.scalars(select(Fact).where(col(Fact.note_id).in_(note_ids))):
        here = Provenance(fact.provenance)
        before, hushed = known.get(fact.note_id or 0, (here, False))
        most = max(before, here, key=lambda provenance: provenance.care)
        known[fact.note_id or 0] = (most, hushed or fact.do_not_mention)
    return known


_Source = aliased(Note)
_Kept = aliased(Client)
_TABLE: dict[str, Any] = {"note": Note, "fact": Fact, "case": ServiceCase, "page": AttachmentPiece}
_ID: dict[str, Any] = {kind: table.id for kind, table in _TABLE.items()}
_TEXT: dict[str, Any] = {kind: table.text for kind, table in _TABLE.items()}
_CLIENT: dict[str, Any] = {kind: table.client_id for kind, table in _TABLE.items()}
_ON: dict[str, Any] = {
    "note": col(Note.written_on),
    "fact": col(Fact.learned_on),
    "case": col(ServiceCase.opened_on),
    "page": _Source.written_on,
}


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
    return func.coalesce(col(_Kept.store_id), col(Client.store_id))


def _with_client(query: Select[*tuple[Any, ...]], client_id: Any) -> Select[*tuple[Any, ...]]:
    """A merged record's rows belong to the store of the record that was kept."""
    return query.join(Client, col(Client.id) == client_id).outerjoin(_Kept, col(_Kept.id) == col(Client.merged_into_id))


def _holds() -> ColumnElement[bool]:
    """Neither replaced by a newer fact nor withdrawn as wrong."""
    return and_(col(Fact.superseded_by_id).is_(None), col(Fact.withdrawn_at).is_(None))


def _plain(beginning: str) -> str:
    """Without a meaning of its own for LIKE."""
    return beginning.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _read(
    session: Session,
    scope: Scope | None,
    wanted: dict[str, ColumnElement[bool]],
    *,
    best: dict[str, list[Any]] | None = None,
    most: int | None = None,
) -> list[Entry]:
    entries: list[Entry] = []
    order = best or {}
    if "note" in wanted:
        query = _with_client(select(Note, _store(), col(User.name)), col(Note.client_id))
        query = query.outerjoin(User, col(User.id) == col(Note.author_id))
        query = query.where(wanted["note"], _in_store(scope), _readable(scope, Note))
        query = query.order_by(*order.get("note", ())).limit(most)
        entries += [_note(*row) for row in session.execute(query)]
    if "fact" in wanted:
        query = _with_client(select(Fact, _store(), col(User.name), _Source), col(Fact.client_id))
        query = query.outerjoin(User, col(User.id) == col(Fact.learned_by_id))
        query = query.outerjoin(_Source, col(_Source.id) == col(Fact.note_id))
        readable = or_(col(_Source.id).is_(None), _readable(scope, _Source))
        query = query.where(wanted["fact"], _in_store(scope), readable, _holds())
        query = query.order_by(*order.get("fact", ())).limit(most)
        entries += [_fact(*row) for row in session.execute(query)]
    if "case" in wanted:
        query = _with_client(select(ServiceCase, _store()), col(ServiceCase.client_id))
        query = query.where(wanted["case"], _in_store(scope))
        query = query.order_by(*order.get("case", ())).limit(most)
        entries += [_case(*row) for row in session.execute(query)]
    if "page" in wanted:
        query = _with_client(select(AttachmentPiece, _Source, _store(), col(User.name)), col(AttachmentPiece.client_id))
        query = query.join(_Source, col(_Source.id) == col(AttachmentPiece.note_id))
        query = query.outerjoin(User, col(User.id) == col(_Source.author_id))
        query = query.where(wanted["page"], _in_store(scope), _readable(scope, _Source))
        query = query.order_by(*order.get("page", ())).limit(most)
        entries += [_page(*row) for row in session.execute(query)]
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


def _page(piece: AttachmentPiece, note: Note, store_id: int, author: str | None) -> Entry:
    """What stands in a PDF may be read by those who may read the note that it is kept with."""
    return replace(
        _note(note, store_id, author), kind="page", row_id=piece.id or 0, text=piece.text, note_id=note.id, page=piece.page
    )


def _case(case: ServiceCase, store_id: int) -> Entry:
    text = f"{case.kind}: {case.text}" + (f" ({case.outcome})" if case.outcome else "")
    return Entry("case", case.id or 0, case.client_id, store_id, text, case.opened_on, provenance=Provenance.SERVICE)
