"""Whether what was found is about what was asked."""

from collections.abc import Collection

from copilot.retrieval.embedding import Embedder
from copilot.retrieval.passage import Passage
from copilot.retrieval.wording import tokens

ENOUGH_WORDS = 0.5


def covered(question: Collection[str], text: str) -> float:
    """The share of the question's telling words that stand in the text."""
    return len(set(question).intersection(tokens(text))) / len(question) if question else 0.0


def supports(passage: Passage, embedder: Embedder | None) -> bool:
    """Near enough in meaning, or enough of the words: see `docs` for how the two lie apart."""
    near = embedder is not None and passage.cosine is not None and passage.cosine >= embedder.near
    return near or passage.covered >= ENOUGH_WORDS
