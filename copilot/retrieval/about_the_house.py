"""
Searching the house documents. They are few: every section, and every sentence of them, is compared with the question.

Measured with multilingual-e5-small on 90 questions about rules in four languages (tests/bench/data, kind "house"): the
section with the answer comes first for 49 by sections alone, for 62 with their sentences, and for 83 where the matters
that the question names come as the documents word them; three sentences of it hold the whole answer for 82.
"""

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from threading import Event, Lock

import numpy as np
from numpy.typing import NDArray

from copilot.domain.desk import Scope
from copilot.errors import IndexUnavailable, ModelError
from copilot.retrieval.embedding import Embedder, Vectors
from copilot.retrieval.house import Section, digest_of, fingerprint, read_folder
from copilot.retrieval.lexical import bm25
from copilot.retrieval.passage import Passage, Passages
from copilot.retrieval.ranking import spread
from copilot.retrieval.relevance import covered, supports
from copilot.retrieval.shelf import Shelf, house_collection
from copilot.retrieval.wording import telling, tokens

log = logging.getLogger(__name__)

WORDS = 0.6  #: weight of words beside meaning
PLACE = 0.6  #: how much what is said of the town in question comes forward, and what is said of another steps back
AT_ONCE = 32  #: texts that are embedded before anybody may stop it
TELLING = 3  #: sentences of a section that are shown as its answer

Scores = NDArray[np.float32]


class HouseDocuments:
    """The sections of `knowledge/` with their sentences and the vectors of both, read again when a file changes."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        self._folder = folder
        self._shelf = shelf
        self._lock = Lock()
        self._left_off = Event()
        self._read: object = None
        self._sections: list[Section] = []
        self._vectors: dict[str, Vectors] = {}

    def leave_off(self) -> None:
        """Read no further: what was read so far is kept, and the rest is read at the next start."""
        self._left_off.set()

    def warm(self, embedder: Embedder) -> None:
        """Read the documents and have their vectors ready."""
        self._current(embedder)

    def search(
        self,
        scope: Scope,
        query: str,
        limit: int,
        embedder: Embedder | None,
        *,
        matters: Collection[str] = (),
        here: str = "",
        elsewhere: Collection[str] = (),
    ) -> Passages:
        """The sections that answer best, of documents that the asker may read.

        `matters`: what the question is about, as the documents word it; `here` and `elsewhere`: the asker's town and
        those of the other stores, of which the question means the first unless it names another.
        """
        sections, vectors = self._current(embedder)
        shown = [section for section in sections if section.may_be_read(scope)]
        if not shown:
            return Passages()
        towns = {word for town in (here, *elsewhere) for word in tokens(town)}
        asked = telling(query) - towns or frozenset(tokens(query))
        of = np.array([at for at, section in enumerate(shown) for _ in section.sentences], dtype=np.intp)
        sentences = [sentence for section in shown for sentence in section.sentences]
        words = asked.union(*map(tokens, matters))
        whole = WORDS * spread(bm25(words, [tokens(section.embedded) for section in shown]))
        parts = WORDS * spread(bm25(words, [tokens(f"{shown[at].title} {s}") for at, s in zip(of, sentences, strict=True)]))
        cosines = None
        try:
            if vectors and embedder is not None:
                question = embedder.embed_query(query)
                cosines = np.array([vectors[section.digest] @ question for section in shown], dtype=np.float32)
                whole = whole + spread(cosines)
                parts = parts + spread(np.array([vectors[digest_of(s)] @ question for s in sentences], dtype=np.float32))
        except ModelError as lost:
            log.warning("Searching the house documents by words only: %s", lost)
        if meant := _meant(query, here, elsewhere):
            others = {here, *elsewhere} - {meant}
            whole = whole + _nearby([section.title for section in shown], meant, others)
            parts = parts + _nearby(sentences, meant, others)
        best = np.full(len(shown), -np.inf, dtype=np.float32)
        np.maximum.at(best, of, parts)
        scores = whole + best
        chosen = [
            Passage(
                kind="house",
                row_id=None,
                client_id=None,
                text=shown[at].text,
                on=shown[at].review_date,
                author=shown[at].owner,
                provenance=None,
                do_not_mention=False,
                score=float(scores[at]),
                key=shown[at].key,
                title=shown[at].title,
                cosine=None if cosines is None else float(cosines[at]),
                covered=max(covered(asked, shown[at].embedded), _named(matters, shown[at].embedded)),
                telling=_telling(shown[at].sentences, parts[of == at]),
            )
            for at in np.argsort(-scores, kind="stable")[:limit]
        ]
        supported = any(supports(passage, embedder) for passage in chosen)
        return Passages(tuple(chosen), degraded=cosines is None, supported=supported)

    def _current(self, embedder: Embedder | None) -> tuple[list[Section], dict[str, Vectors]]:
        with self._lock:
            if (now := fingerprint(self._folder)) != self._read:
                self._sections, wrong = read_folder(self._folder)
                for refused in wrong:
                    log.warning("A house document is left out: %s", refused)
                self._read, self._vectors = now, {}
            if not self._vectors and embedder is not None:
                try:
                    self._vectors = self._shelved(embedder)
                except (IndexUnavailable, ModelError) as lost:
                    log.warning("Searching the house documents by words only: %s", lost)
            return self._sections, self._vectors

    def _shelved(self, embedder: Embedder) -> dict[str, Vectors]:
        """The vector of each section and sentence by its digest, from the shelf where it is still right; the shelf is put
        right on the way."""
        name = house_collection(embedder.model_id)
        held = self._shelf.held(name, vectors=True)
        wanted = {f"house:{section.key}": section.embedded for section in self._sections}
        wanted |= {f"sentence:{digest_of(s)}": s for section in self._sections for s in section.sentences}
        digests = {key: digest_of(text) for key, text in wanted.items()}
        vectors = {
            digest: known.vector
            for key, digest in digests.items()
            if (known := held.get(key)) is not None and known.vector is not None and known.digest == digest
        }
        changed = [key for key, digest in digests.items() if digest not in vectors]
        for at in range(0, len(changed), AT_ONCE):
            if self._left_off.is_set():
                raise IndexUnavailable("The house documents are read on when the copilot starts again.")
            some = changed[at : at + AT_ONCE]
            made = embedder.embed_passages([wanted[key] for key in some])
            self._shelf.put(name, some, made, [{"kind": key.partition(":")[0], "digest": digests[key]} for key in some])
            vectors |= {digests[key]: vector for key, vector in zip(some, made, strict=True)}
        self._shelf.drop(name, sorted(held.keys() - wanted.keys()))
        return vectors


def _telling(sentences: Sequence[str], scores: Scores) -> tuple[str, ...]:
    """The few sentences that answer, in the order in which they stand."""
    best = np.argsort(-scores, kind="stable")[:TELLING]
    return tuple(sentences[at] for at in sorted(best))


def _named(matters: Collection[str], text: str) -> float:
    """The share of the matters of which a text speaks; one alone tells too little."""
    there = set(tokens(text))
    return sum(bool(there.intersection(tokens(matter))) for matter in matters) / len(matters) if len(matters) > 1 else 0.0


def _meant(query: str, here: str, elsewhere: Collection[str]) -> str:
    """The town that a question is about: the one that it names, else the asker's; none where it names several."""
    named = [town for town in (here, *elsewhere) if town and set(tokens(town)) <= set(tokens(query))]
    return here if not named else named[0] if len(named) == 1 else ""


def _nearby(texts: Sequence[str], here: str, elsewhere: Collection[str]) -> Scores:
    """What speaks of one town only comes forward, what speaks of another only steps back."""
    own = np.array([here in text for text in texts])
    other = np.array([any(town in text for town in elsewhere) for text in texts])
    return np.asarray(PLACE * (own & ~other) - PLACE * (other & ~own), dtype=np.float32)
