"""Searching what is written about clients and what the house says. Whose eyes look is an argument of every search."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.desk import Scope
from copilot.retrieval.passage import Passages
from copilot.settings import Settings


@dataclass(frozen=True)
class Drained:
    """What a turn of the queue did."""

    written: int = 0
    removed: int = 0
    failed: int = 0
    left: int = 0


class Index:
    """The search index: notes, facts, service cases and house documents. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def warm(self) -> None:
        """Load the model and open the index, so that the first search does not wait."""

    def search_client(self, session: Session, scope: Scope, client_id: int, query: str, *, limit: int = 8) -> Passages:
        """What is written about one client; nothing when the asker may not see them."""
        return Passages()

    def search_store(self, session: Session, scope: Scope, query: str, *, limit: int = 8) -> Passages:
        """What is written about any client whom the asker may see."""
        return Passages()

    def search_house(self, scope: Scope, query: str, *, limit: int = 5) -> Passages:
        """What the house documents say."""
        return Passages()

    def drain(self, engine: Engine, *, limit: int = 256) -> Drained:
        """Bring the index up to date with the rows that changed, at most `limit` of them."""
        return Drained()

    def close(self) -> None:
        """Let go of the index, so that another process may open it."""


def open_index(settings: Settings) -> Index:
    """The index that the settings name. Nothing is loaded until it is used or warmed."""
    return Index(settings)
