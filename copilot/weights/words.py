"""Text as the encoder of multilingual-e5-small takes it in: cut into pieces, each with its vector and its place."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from copilot.weights import packed
from copilot.weights.tokens import Pieces

Vectors = NDArray[np.float32]


class Words:
    """The word vectors in memory. Safe to share between threads."""

    def __init__(self, weights: Path) -> None:
        self.packed = packed.read(weights)
        self.pieces = Pieces(self.packed)
        self.packed.pieces.clear()  # they are in `pieces` now
        places = self.packed.plain("emb.pos").reshape(self.packed.longest, -1)
        self._places = places + self.packed.plain("emb.type")[: self.packed.width]

    def placed(self, rows: Sequence[Sequence[int]]) -> tuple[Vectors, NDArray[np.int32]]:
        """Each row between marks of start and end, the shorter ones filled up: texts, pieces, width; and where there is text."""
        longest = max(map(len, rows)) + 2
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int32)
        for at, row in enumerate(rows):
            ids[at, : len(row) + 2] = [self.packed.start, *row, self.packed.end]
            mask[at, : len(row) + 2] = 1
        return packed.word_vectors(self.packed, ids) + self._places[:longest], mask
