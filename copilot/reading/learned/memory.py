"""What the network has read of the things known: read once, remembered by content, so that the next message costs only itself."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from copilot.reading.learned.evidence import Piece

Vectors = NDArray[np.float32]
_Key = tuple[str, int, int, bool, bool]


@dataclass(frozen=True)
class Read:
    """One thing known, as a message meets it."""

    met: NDArray[np.float16]  #: keys and values of each trained layer: 2 x layers, length, width
    answers: Vectors


class Memory:
    """Keeps the latest; safe to share between threads."""

    def __init__(self, read: Callable[[Piece], Read], most: int) -> None:
        self._read = read
        self._most = most
        self._kept: OrderedDict[_Key, Read] = OrderedDict()
        self._lock = Lock()

    def of(self, pieces: Sequence[Piece]) -> tuple[NDArray[np.float16], Vectors]:
        """All keys and values side by side, and what each piece answers to."""
        read = [self._one(piece) for piece in pieces]
        return np.concatenate([one.met for one in read], axis=1), np.stack([one.answers for one in read])

    def _one(self, piece: Piece) -> Read:
        key = (piece.text, piece.kind, piece.age, piece.from_note, piece.overtaken)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        read = self._read(piece)
        with self._lock:
            self._kept[key] = read
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return read
