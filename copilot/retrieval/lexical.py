"""Comparing words: BM25 over the few texts at hand."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

#: How soon a repeated word stops counting, and how much a long text is held back: notes are short and seldom repeat.
K1, B = 0.6, 0.3


def bm25(question: Collection[str], texts: Sequence[Sequence[str]], *, among: int = 0) -> NDArray[np.float32]:
    """One score for each text; 0 where no word is shared. `among`: how many texts there are, where these are only
    those that share a word with the question."""
    scores = np.zeros(len(texts), dtype=np.float32)
    if not texts:
        return scores
    counts = [_counted(tuple(text)) for text in texts]
    lengths = np.array([len(text) for text in texts], dtype=np.float32)
    held_back = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean())))
    for word in set(question):
        times = np.array([count[word] for count in counts], dtype=np.float32)
        holding = int(np.count_nonzero(times))
        if holding:
            rarity = np.log(1 + (max(among, len(texts)) - holding + 0.5) / (holding + 0.5))
            scores += rarity * times * (K1 + 1) / (times + held_back)
    return scores


@lru_cache(maxsize=20_000)
def _counted(text: tuple[str, ...]) -> Counter[str]:
    return Counter(text)
