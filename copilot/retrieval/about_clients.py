"""Searching what is written about clients: within one client's rows, or within a store's."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session, col, select

from copilot.domain.desk import Scope, Visibility
from copilot.errors import IndexUnavailable, ModelError
from copilot.records.people import Client, Store
from copilot.retrieval import entries as rows
from copilot.retrieval.embedding import Embedder
from copilot.retrieval.entry import Entry
from copilot.retrieval.lexical import bm25
from copilot.retrieval.passage import Passage, Passages
from copilot.retrieval.ranking import Scores, by_name, fused, in_context
from copilot.retrieval.relevance import covered, supports
from copilot.retrieval.shelf import Shelf, store_collection
from copilot.retrieval.wording import beginnings, telling, tokens

log = logging.getLogger(__name__)

_EMBEDDED_AT_ONCE = 32  # rows that changed a moment ago and are not in the index yet
_NEAREST, _WITH_WORDS = 250, 400
_PIECES = 2  # of a PDF, beside the note that it is kept with


@dataclass(frozen=True)
class Tools:
    """The model and the shelf; without a model only words are compared."""

    embedder: Embedder
    shelf: Shelf


def search_client(session: Session, scope: Scope, client_id: int, query: str, limit: int, tools: Tools | None) -> Passages:
    """What is written about one client, and about records merged into theirs; nothing when the asker may not see them."""
    ids = rows.family(session, scope, client_id)
    entries = rows.of_clients(session, scope, ids) if ids else []
    if not entries:
        return Passages()
    question = _question(query, aside=_names(session, ids))
    words = bm25(question, [tokens(entry.embedded) for entry in entries])
    cosines = None
    try:
        cosines = cosines_of(query, entries, tools) if tools else None
    except (IndexUnavailable, ModelError) as lost:
        log.warning("Searching by words only: %s", lost)
    scores = in_context(fused(words, cosines), query, entries)
    return passages_of(session, entries, scores, cosines, question, limit, tools)


def search_store(session: Session, scope: Scope, query: str, limit: int, tools: Tools | None) -> Passages:
    """What is written about any client whom the asker may see."""
    if not scope.sees_clients:
        return Passages()
    question = _question(query)
    holding = rows.of_words(session, scope, beginnings(query), _WITH_WORDS)
    found, cosines = _with_their_notes(session, scope, holding), None
    try:
        if tools:
            found = with_near_rows(session, scope, (query,), holding, tools)
            cosines = cosines_of(query, found, tools)
    except (IndexUnavailable, ModelError) as lost:
        log.warning("Searching by words only: %s", lost)
        found, cosines = _with_their_notes(session, scope, holding), None
    if not found:
        return Passages(degraded=cosines is None)
    texts = [tokens(entry.embedded) for entry in found]
    words = bm25(question, texts, among=rows.how_many(session, scope))
    scores = by_name(fused(words, cosines), query, found)
    return passages_of(session, found, scores, cosines, question, limit, tools)


def _question(query: str, aside: str = "") -> Collection[str]:
    return telling(query, aside=aside) or telling(query) or frozenset(tokens(query))


def _names(session: Session, client_ids: Collection[int]) -> str:
    """The client's own names say nothing about which of their notes is meant."""
    found = session.exec(select(Client).where(col(Client.id).in_(client_ids)))
    return " ".join(f"{one.given_name} {one.family_name} {one.preferred_name}" for one in found)


def cosines_of(query: str, entries: Sequence[Entry], tools: Tools) -> Scores:
    """How near each entry is to the question; those not indexed as they now stand are embedded here, if they are few."""
    question = tools.embedder.embed_query(query)
    cosines = np.full(len(entries), np.nan, dtype=np.float32)
    late: list[int] = []
    for store_id in {entry.store_id for entry in entries}:
        here = [at for at, entry in enumerate(entries) if entry.store_id == store_id]
        collection = store_collection(store_id, tools.embedder.model_id)
        held = tools.shelf.held(collection, [entries[at].key for at in here], vectors=True)
        for at in here:
            known = held.get(entries[at].key)
            if known is None or known.vector is None or known.digest != entries[at].digest:
                late.append(at)
            else:
                cosines[at] = known.vector @ question
    late = sorted(late, key=lambda at: entries[at].on)[-_EMBEDDED_AT_ONCE:]
    if late:
        cosines[late] = tools.embedder.embed_passages([entries[at].embedded for at in late]) @ question
    return cosines


def with_near_rows(
    session: Session, scope: Scope, queries: Collection[str], holding: Sequence[Entry], tools: Tools
) -> list[Entry]:
    """The rows at hand, those nearest to the queries, and the notes that any of them were read from."""
    near = {key for query in queries for key in _nearest(session, scope, query, tools)}
    found = _merged(holding, _checked(session, scope, near - {entry.key for entry in holding}))
    return _with_their_notes(session, scope, found)


def _nearest(session: Session, scope: Scope, query: str, tools: Tools) -> dict[str, float]:
    seen = [Visibility.STORE.value] + [Visibility.MANAGERS.value] * scope.leads
    readable = {"$or": [{"visibility": {"$in": seen}}, {"author_id": scope.user_id}]}
    stores = [scope.store_id] if scope.store_id is not None else session.exec(select(Store.id)).all()
    question = tools.embedder.embed_query(query)
    near: dict[str, float] = {}
    for store_id in stores:
        collection = store_collection(store_id or 0, tools.embedder.model_id)
        near |= tools.shelf.nearest(collection, question, _NEAREST, readable)
    return near


def _checked(session: Session, scope: Scope, keys: Collection[str]) -> list[Entry]:
    """The rows behind these keys, read again within the asker's scope."""
    named = {(kind, int(row_id)) for kind, row_id in (key.split(":") for key in keys)}
    kept = rows.of_rows(session, scope, named)
    lost = named - {(entry.kind, entry.row_id) for entry in kept}
    if lost and (outside := rows.for_index(session, lost)):
        log.error(
            "The index offered %d rows that the asker may not see; they were held back. "
            "Stop the copilot and run `copilot index --verify`.",
            len(outside),
        )
    return kept


def _with_their_notes(session: Session, scope: Scope, found: Sequence[Entry]) -> list[Entry]:
    """Beside each fact, the note that it was read from."""
    notes = rows.of_rows(session, scope, {("note", entry.note_id) for entry in found if entry.note_id is not None})
    return _merged(found, notes)


def _merged(some: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    return sorted({entry.key: entry for entry in [*some, *others]}.values(), key=lambda entry: (entry.on, entry.key))


def passages_of(
    session: Session,
    entries: Sequence[Entry],
    scores: Scores,
    cosines: Scores | None,
    question: Collection[str],
    limit: int,
    tools: Tools | None,
) -> Passages:
    """The best, each thing once: a fact that was read from a note, and a page of a PDF, stand behind the note."""
    near = cosines if cosines is not None else np.full(len(entries), np.nan, dtype=np.float32)
    place = {entry.row_id: at for at, entry in enumerate(entries) if entry.kind == "note"}
    best, nearest = scores.copy(), near.copy()
    for at, entry in enumerate(entries):
        if entry.note_id in place:
            note = place[entry.note_id]
            best[note] = max(best[note], scores[at])
            nearest[note] = np.fmax(nearest[note], near[at])
    order = [int(at) for at in np.argsort(-best, kind="stable") if entries[at].note_id not in place][:limit]
    said = rows.read_from(session, [entries[at].row_id for at in order if entries[at].kind == "note"])
    chosen = []
    for at in order:
        entry = entries[at]
        text = _with_pages(entries, scores, at)
        provenance, hushed = (said if entry.kind == "note" else {}).get(entry.row_id, (entry.provenance, False))
        chosen.append(
            Passage(
                kind=entry.kind,
                row_id=entry.row_id,
                client_id=entry.client_id,
                text=text,
                on=entry.on,
                author=entry.author,
                provenance=provenance,
                do_not_mention=entry.do_not_mention or hushed,
                score=float(best[at]),
                key=str(entry.row_id),
                valid_until=entry.valid_until,
                cosine=None if np.isnan(nearest[at]) else float(nearest[at]),
                covered=covered(question, entry.embedded + text.removeprefix(entry.text)),
            )
        )
    supported = any(supports(passage, tools.embedder if tools else None) for passage in chosen)
    return Passages(tuple(chosen), degraded=cosines is None, supported=supported)


def _with_pages(entries: Sequence[Entry], scores: Scores, at: int) -> str:
    """A note, and of the PDFs kept with it what comes at least as near to the question."""
    note = entries[at]
    if note.kind != "note":
        return note.text
    nearer = [n for n, one in enumerate(entries) if one.kind == "page" and one.note_id == note.row_id and scores[n] >= scores[at]]
    best = sorted(nearer, key=lambda n: -scores[n])[:_PIECES]
    shown = [f"PDF, p. {entries[n].page}:\n{entries[n].text}" for n in sorted(best, key=lambda n: entries[n].row_id)]
    return "\n".join([note.text, *shown])
