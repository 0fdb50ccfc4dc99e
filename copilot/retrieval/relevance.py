"""
Whether what was found is about what was asked.

Measured with multilingual-e5-small, 300 questions about five long conversations, each asked of its own conversation
and of another: the best cosine of what is shown is 0.823 and more for 95 in 100 of the first, 0.839 and less for 95 in
100 of the others; the best share of covered words has its middle at 0.71 and 0.50. With the limits below, 97 in 100 of
the first and 20 in 100 of the others count as supported. Questions in other words and other languages lie closer
together (20 with an answer, 12 without: middles 0.824 and 0.811): 8 of the 20 and 1 of the 12 count as supported. So
this says "something is near"; whoever answers must still read.
"""

from collections.abc import Collection

from copilot.retrieval.embedding import Embedder
from copilot.retrieval.passage import Passage
from copilot.retrieval.wording import tokens

ENOUGH_WORDS, SOME_WORDS = 0.66, 0.3
NEARLY = 0.01  # how much less near it may be where some words are shared


def covered(question: Collection[str], text: str) -> float:
    """The share of the question's telling words that stand in the text."""
    return len(set(question).intersection(tokens(text))) / len(question) if question else 0.0


def supports(passage: Passage, embedder: Embedder | None) -> bool:
    """Near enough in meaning, or with enough of the question's words, or with something of both."""
    if passage.covered >= ENOUGH_WORDS:
        return True
    if embedder is None or passage.cosine is None:
        return False
    return passage.cosine >= embedder.near - (NEARLY if passage.covered >= SOME_WORDS else 0)
