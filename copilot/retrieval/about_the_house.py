"""Searching the house documents. They are few: every section is compared with the question."""

import logging
from pathlib import Path
from threading import Lock

import numpy as np

from copilot.domain.desk import Scope
from copilot.errors import IndexUnavailable, ModelError
from copilot.retrieval.embedding import Embedder, Vectors
from copilot.retrieval.house import Section, fingerprint, read_folder
from copilot.retrieval.lexical import bm25
from copilot.retrieval.passage import Passage, Passages
from copilot.retrieval.ranking import fused
from copilot.retrieval.relevance import covered, supports
from copilot.retrieval.shelf import Shelf, house_collection
from copilot.retrieval.wording import telling, tokens

log = logging.getLogger(__name__)


class HouseDocuments:
    """The sections of `knowledge/` and their vectors, read again when a file changes."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        self._folder = folder
        self._shelf = shelf
        self._lock = Lock()
        self._read: object = None
        self._sections: list[Section] = []
        self._vectors: Vectors | None = None

    def warm(self, embedder: Embedder) -> None:
        """Read the documents and have their vectors ready."""
        self._current(embedder)

    def search(self, scope: Scope, query: str, limit: int, embedder: Embedder | None) -> Passages:
        """The sections nearest to the question, of documents that the asker may read."""
        sections, vectors = self._current(embedder)
        readable = [at for at, section in enumerate(sections) if section.may_be_read(scope)]
        if not readable:
            return Passages()
        shown = [sections[at] for at in readable]
        question = telling(query) or frozenset(tokens(query))
        words = bm25(question, [tokens(section.embedded) for section in shown])
        cosines = None
        try:
            if vectors is not None and embedder is not None:
                cosines = vectors[readable] @ embedder.embed_query(query)
        except ModelError as lost:
            log.warning("Searching the house documents by words only: %s", lost)
        scores = fused(words, cosines)
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
                covered=covered(question, shown[at].embedded),
            )
            for at in np.argsort(-scores, kind="stable")[:limit]
        ]
        supported = any(supports(passage, embedder) for passage in chosen)
        return Passages(tuple(chosen), degraded=cosines is None, supported=supported)

    def _current(self, embedder: Embedder | None) -> tuple[list[Section], Vectors | None]:
        with self._lock:
            if (now := fingerprint(self._folder)) != self._read:
                self._sections, wrong = read_folder(self._folder)
                for refused in wrong:
                    log.warning("A house document is left out: %s", refused)
                self._read, self._vectors = now, None
            if self._vectors is None and embedder is not None:
                try:
                    self._vectors = self._shelved(embedder)
                except (IndexUnavailable, ModelError) as lost:
                    log.warning("Searching the house documents by words only: %s", lost)
            return self._sections, self._vectors

    def _shelved(self, embedder: Embedder) -> Vectors:
        """The vector of each section, from the shelf where it is still right; the shelf is put right on the way."""
        name = house_collection(embedder.model_id)
        held = self._shelf.held(name, vectors=True)
        keys = [f"house:{section.key}" for section in self._sections]
        vectors = np.zeros((len(keys), embedder.dimensions), dtype=np.float32)
        changed = []
        for at, (key, section) in enumerate(zip(keys, self._sections, strict=True)):
            known = held.get(key)
            if known is None or known.vector is None or known.digest != section.digest:
                changed.append(at)
            else:
                vectors[at] = known.vector
        if changed:
            vectors[changed] = embedder.embed_passages([self._sections[at].embedded for at in changed])
            about = [{"kind": "house", "digest": self._sections[at].digest} for at in changed]
            self._shelf.put(name, [keys[at] for at in changed], vectors[changed], about)
        self._shelf.drop(name, sorted(held.keys() - set(keys)))
        return vectors
