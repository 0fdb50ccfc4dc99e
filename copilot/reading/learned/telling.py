"""
Of which sort a suspicion is.

The network finds words that are wrong more surely than it names what is wrong with them. So the sort is told by a second
look at the words that are suspect: how the network reads them, how sure of each sort it is there and in the whole, what they
draw on, how that was learned and when, and which signs they carry; weighed by one layer that was trained by itself
(`tests/reading/training/telling.py`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from copilot.reading.learned.evidence import AGES, KINDS, SIGNS, Piece
from copilot.weights.running import softmax

_SOURCES = len(KINDS) + len(AGES) + 3  #: the sorts of piece, the classes of age, whether overtaken, whether read from a note
Vectors = NDArray[np.float32]


def seen_at_once(sorts: int, width: int) -> int:
    """How long a row of `look` is, of so many sorts and with words read as vectors of this width."""
    return 3 * (sorts + 1) + _SOURCES + len(SIGNS) + width


def look(tags: Vectors, whole: Vectors, links: Vectors, signs: Vectors, read: Vectors, pieces: Sequence[Piece]) -> Vectors:
    """
    What is seen of suspect words, side by side in one row.

    For each piece of their text: `tags` and, of the message, `whole`: how sure of each sort, before squashing; `links`: how
    likely it draws on each of `pieces`; `signs`: those of `evidence.SIGNS`; `read`: as the network read it.
    """
    drawn = links.mean(axis=0)
    sources = np.zeros(_SOURCES, dtype=np.float32)
    for piece, likely in zip(pieces, drawn, strict=True):
        sources[[piece.kind, len(KINDS) + piece.age]] += likely
        sources[-2] += likely * piece.overtaken
        sources[-1] += likely * piece.from_note
    row = [tags.mean(axis=0), tags.max(axis=0), whole, sources, signs.max(axis=0), read.mean(axis=0)]
    return np.concatenate(row).astype(np.float32)


def shares(row: Vectors, weight: Vectors, bias: Vectors) -> Vectors:
    """How likely each sort is, together one."""
    return softmax(weight @ row + bias)
