"""Searching what is written about clients and what the house says. Whose eyes look is an argument of every search."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.desk import Scope
from copilot.errors import CopilotError, ModelError, SettingsError
from copilot.retrieval import about_clients, keeping
from copilot.retrieval.about_clients import Tools
from copilot.retrieval.about_the_house import HouseDocuments
from copilot.retrieval.describing import Words, describe
from copilot.retrieval.embedding import Embedder, choose
from copilot.retrieval.house import read_folder
from copilot.retrieval.house_scores import HouseQuestion
from copilot.retrieval.keeping import Drained, Verified
from copilot.retrieval.passage import Passages
from copilot.retrieval.shelf import Shelf
from copilot.settings import Settings, house_folder

log = logging.getLogger(__name__)


class Index:
    """The search index: notes, facts, service cases and house documents. Safe to share between threads."""

    def __init__(self, settings: Settings, knowledge: Path, load: Callable[[Settings], Embedder] = choose) -> None:
        self._settings = settings
        self._load = load
        self._knowledge = knowledge
        self.shelf = Shelf(settings)
        self._house = HouseDocuments(knowledge, self.shelf)
        self._embedder: Embedder | None = None
        self._loading, self._draining = Lock(), Lock()
        self._adopted = False

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded on first use."""
        with self._loading:
            if self._embedder is None:
                self._embedder = self._load(self._settings)
            return self._embedder

    def warm(self) -> None:
        """Load the model and the house documents, so that the first search does not wait."""
        self._house.warm(self.embedder)

    def search_client(self, session: Session, scope: Scope, client_id: int, query: str, *, limit: int = 8) -> Passages:
        """What is written about one client, best first; nothing when the asker may not see them."""
        return about_clients.search_client(session, scope, client_id, query, limit, self._tools())

    def search_store(self, session: Session, scope: Scope, query: str, *, limit: int = 8) -> Passages:
        """What is written about any client whom the asker may see, best first."""
        return about_clients.search_store(session, scope, query, limit, self._tools())

    def describe(
        self,
        session: Session,
        scope: Scope,
        description: str,
        words: Words,
        *,
        among: Mapping[int, float] | None = None,
        besides: Mapping[int, Mapping[str, float]] | None = None,
    ) -> Passages:
        """The clients whom a description fits, best first; see `describing.describe`."""
        return describe(session, scope, description, words, self._tools(), among=among, besides=besides)

    def search_house(self, scope: Scope, question: HouseQuestion, *, limit: int = 5) -> Passages:
        """What the house documents say, best first; see `HouseDocuments.search`."""
        tools = self._tools()
        return self._house.search(scope, question, limit, tools.embedder if tools else None)

    def drain(self, engine: Engine, *, limit: int = 256) -> Drained:
        """Bring the index up to date with the rows that changed, at most `limit` of them. Raises IndexUnavailable."""
        with self._draining:
            self._adopt(engine)
            return keeping.drain(engine, self.shelf, self.embedder, limit)

    def waiting(self, engine: Engine) -> int:
        """How many changed rows the index does not know yet."""
        return keeping.waiting(engine)

    def verify(self, engine: Engine) -> Verified:
        """Prove that index and rows agree, and put right what does not. Raises IndexUnavailable."""
        with self._draining:
            self._adopt(engine)
            return keeping.verify(engine, self.shelf, self.embedder)

    def start_anew(self, engine: Engine) -> None:
        """Empty the index and queue every row for it. Raises IndexUnavailable."""
        with self._draining:
            keeping.start_anew(engine, self.shelf)
            self._adopted = True

    def remarks(self) -> list[str]:
        """What whoever runs the copilot should know: a model that does not load, an index out of reach, bad documents."""
        found = []
        try:
            found += [self.embedder.remark] * bool(self.embedder.remark)
            self.shelf.names()
        except CopilotError as wrong:
            found.append(str(wrong))
        return found + [str(refused) for refused in read_folder(self._knowledge)[1]]

    def leave_off(self) -> None:
        """The copilot is about to close: what reads ahead stops soon."""
        self._house.leave_off()

    def close(self) -> None:
        """Let go of the index, so that another process may open it."""
        self.shelf.close()

    def _adopt(self, engine: Engine) -> None:
        if not self._adopted:
            if keeping.adopt(engine, self.shelf, self.embedder):
                log.info("Every row is queued: the index is new, or was made by another model.")
            self._adopted = True

    def _tools(self) -> Tools | None:
        try:
            return Tools(self.embedder, self.shelf)
        except (ModelError, SettingsError) as unfit:
            log.warning("Searching by words only: %s", unfit)
            return None


def open_index(settings: Settings) -> Index:
    """The index that the settings name. Nothing is loaded or opened until it is used or warmed."""
    return Index(settings, house_folder() / "knowledge")
