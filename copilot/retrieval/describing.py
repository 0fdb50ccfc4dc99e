"""
Which client a description fits, when nobody remembers the name: "the chap who sells wind turbines".

Measured with multilingual-e5-small on 29 descriptions in four languages of one person each (tests/bench/data, kind "who"):
words and meaning together put the right one first for 24 and among three for 28; the best score of those who are there has
its middle at 4.3, that of seven descriptions of nobody at 2.3.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from sqlmodel import Session

from copilot.domain.desk import Scope
from copilot.errors import IndexUnavailable, ModelError
from copilot.retrieval import entries as rows
from copilot.retrieval.about_clients import Tools, cosines_of, passages_of, with_near_rows
from copilot.retrieval.entry import Entry
from copilot.retrieval.passage import Passage, Passages
from copilot.retrieval.ranking import Scores, spread
from copilot.retrieval.wording import beginnings, tokens

log = logging.getLogger(__name__)

WORDS = 4.0  #: what all of the words are worth beside one spread of meaning
SHORT, HELD_BACK = 4, 0.7  #: words under which a text is near to everything, and by how much it steps back
RARE = 3  #: texts; a word that more of them hold may stand somewhere by chance ...
ALONE = 0.6  #: ... and alone of several is worth this much less
FAR = 0.75  #: the share of a model's nearness below which a meaning is far
BESIDE = 0.4  #: what a word is worth that stands only in another of the client's papers
MOST = 400

Words = Sequence[Collection[str]]  #: of each telling word, those that say the same


def describe(
    session: Session,
    scope: Scope,
    description: str,
    words: Words,
    tools: Tools | None,
    *,
    among: Mapping[int, float] | None = None,
    besides: Mapping[int, Mapping[str, float]] | None = None,
) -> Passages:
    """The clients in scope whom the description fits best, each by the one passage that shows it, best first.

    `words`: its telling words, each with those that say the same; `among`: who may be meant at all, and by how much each
    comes forward; `besides`: of these words, those that are true of a client without standing in any passage (a town, a
    piece), and what each is worth beside one that does.
    """
    if not scope.sees_clients:
        return Passages()
    groups = [frozenset(token for word in group for token in tokens(word)) for group in words]
    beginning = frozenset().union(*(beginnings(word) for group in words for word in group)) if words else frozenset()
    found, cosines = _of(rows.of_words(session, scope, beginning, MOST), among), None
    plain = " ".join(next(iter(group)) for group in words) if words else description
    try:
        if tools:
            found = _of(with_near_rows(session, scope, (description, plain), found, tools), among)
            cosines = [cosines_of(query, found, tools) for query in (description, plain)] if found else None
    except (IndexUnavailable, ModelError) as lost:
        log.warning("Describing by words only: %s", lost)
    if not found:
        return Passages(degraded=cosines is None)
    shares = _shares(groups, found, rows.how_many(session, scope), besides or {})
    scores = np.asarray(WORDS * shares, dtype=np.float32)
    if cosines is not None and tools:
        scores = scores + np.asarray(sum(_meaning(one, tools.embedder.near) for one in cosines) / len(cosines), dtype=np.float32)
    scores = scores - HELD_BACK * np.array([len(entry.text.split()) < SHORT for entry in found], dtype=np.float32)
    if among:
        scores = scores + np.array([among[entry.client_id] for entry in found], dtype=np.float32)
    shown = passages_of(session, found, scores, cosines[0] if cosines else None, frozenset().union(*groups), len(found), tools)
    best: dict[int | None, Passage] = {}
    for passage in shown:
        best.setdefault(passage.client_id, passage)
    held = {entry.key: float(share) for entry, share in zip(found, shares, strict=True)}
    items = [replace(one, covered=held.get(f"{one.kind}:{one.row_id}", 0.0)) for one in best.values()]
    return Passages(tuple(items), degraded=cosines is None)


def _of(found: Sequence[Entry], among: Mapping[int, float] | None) -> list[Entry]:
    return [entry for entry in found if among is None or entry.client_id in among]


def _shares(groups: Words, found: Sequence[Entry], all_of_them: int, besides: Mapping[int, Mapping[str, float]]) -> Scores:
    """What share of the description stands in each text, a word that few texts hold telling more; and what of it stands
    elsewhere among the same client's papers, telling less."""
    texts = [frozenset(tokens(entry.text)) for entry in found]
    held = np.array([[bool(text.intersection(group)) for group in groups] for text in texts], dtype=np.float32)
    if not groups:
        return np.zeros(len(found), dtype=np.float32)
    often = held.sum(axis=0)
    telling = np.log(1 + all_of_them / (0.5 + often))
    by_chance = (held.sum(axis=1) == 1) & (held @ often > RARE) & (len(groups) > 1)
    alone = np.where(by_chance, ALONE, 1.0)
    together = np.zeros_like(held)
    for client in {entry.client_id for entry in found}:
        own = [at for at, entry in enumerate(found) if entry.client_id == client]
        true = besides.get(client, {})
        known = [max((worth for token, worth in true.items() if token in group), default=0.0) for group in groups]
        together[own] = np.maximum(BESIDE * held[own].max(axis=0), known)
    elsewhere = (1 - held) * together
    return np.asarray((alone * (held @ telling) + elsewhere @ telling) / telling.sum(), dtype=np.float32)


def _meaning(cosines: Scores, near: float) -> Scores:
    """By how much each stands out in meaning; one that is far from near stands out by nothing."""
    cosines = _known(cosines)
    close = np.clip((cosines - FAR * near) / ((1 - FAR) * near), 0, 1)
    return np.asarray(spread(cosines) * close, dtype=np.float32)


def _known(cosines: Scores) -> Scores:
    """An unknown cosine counts as an average one."""
    known = np.isfinite(cosines)
    return np.asarray(np.where(known, cosines, cosines[known].mean() if known.any() else 0), dtype=np.float32)
