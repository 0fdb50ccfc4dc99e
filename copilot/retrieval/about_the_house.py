"""Searching the house documents. They are few: every section, and every sentence of them, is compared with the question."""

import logging
from collections.abc import Collection
from pathlib import Path
from threading import Event, Lock

import numpy as np

from copilot.domain.desk import Scope
from copilot.errors import IndexUnavailable, ModelError
from copilot.retrieval.embedding import Embedder, Vectors
from copilot.retrieval.house import Section, digest_of, fingerprint, read_folder
from copilot.retrieval.house_scores import HouseQuestion, scored, scored_by_words, telling_sentences
from copilot.retrieval.passage import Passage, Passages
from copilot.retrieval.relevance import covered, supports
from copilot.retrieval.shelf import Shelf, house_collection
from copilot.retrieval.wording import tokens

log = logging.getLogger(__name__)

AT_ONCE = 32  #: texts that are embedded before anybody may stop it


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

    def search(self, scope: Scope, question: HouseQuestion, limit: int, embedder: Embedder | None) -> Passages:
        """The sections that answer best, of documents that the asker may read."""
        sections, vectors = self._current(embedder)
        shown = [section for section in sections if section.may_be_read(scope)]
        if not shown:
            return Passages()
        scores = None
        try:
            if vectors and embedder is not None:
                scores = scored(question, shown, vectors, embedder)
        except ModelError as lost:
            log.warning("Searching the house documents by words only: %s", lost)
        scores = scores or scored_by_words(question, shown)
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
                score=float(scores.sections[at]),
                key=shown[at].key,
                title=shown[at].title,
                cosine=None if scores.cosines is None else float(scores.cosines[at]),
                covered=max(covered(question.words, shown[at].embedded), _named(question.matters, shown[at].embedded)),
                telling=telling_sentences(question, shown[at].sentences, scores.sentences[at]),
            )
            for at in np.argsort(-scores.sections, kind="stable")[:limit]
        ]
        supported = any(supports(passage, embedder) for passage in chosen)
        return Passages(tuple(chosen), degraded=scores.cosines is None, supported=supported)

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


def _named(matters: Collection[str], text: str) -> float:
    """The share of the matters of which a text speaks; one alone tells too little."""
    there = set(tokens(text))
    return sum(bool(there.intersection(tokens(matter))) for matter in matters) / len(matters) if len(matters) > 1 else 0.0
