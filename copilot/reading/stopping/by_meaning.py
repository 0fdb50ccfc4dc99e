"""
What a message asks by its meaning: a linear map from its vector to the sorts of wish, learned from phrases.

`copilot bench stops --write` learns it and keeps it in `learned.npz` beside this file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Embed = Callable[[str], Vectors | None]  #: a message as a vector of the model it was learned with; None: not at hand

STOP, LESS, INNOCENT = "stop", "less", "innocent"
_KEPT = Path(__file__).parent / "learned.npz"
_STEPS, _PULL, _DECAY, _SHARPEN = 400, 1.0, 1e-3, 5.0


@dataclass(frozen=True)
class Learned:
    """How likely each sort of wish is."""

    sorts: tuple[str, ...]
    middle: Vectors
    weights: Vectors
    bias: Vectors

    def likely(self, vector: Vectors) -> dict[str, float]:
        """The share of each sort; together they are 1."""
        scores = (vector - self.middle) * _SHARPEN @ self.weights + self.bias
        grown = np.exp(scores - scores.max())
        return dict(zip(self.sorts, (grown / grown.sum()).tolist(), strict=True))


def learn(vectors: Vectors, means: Sequence[str]) -> Learned:
    """Multinomial regression by gradient descent with momentum; the same every time. Both sorts of stop are one."""
    wished = [STOP if one.startswith(STOP) else one for one in means]
    sorts = tuple(sorted(set(wished)))
    wanted = np.eye(len(sorts))[[sorts.index(one) for one in wished]]
    middle = vectors.mean(axis=0)
    rows = ((vectors - middle) * _SHARPEN).astype(np.float64)
    weights, bias = np.zeros((rows.shape[1], len(sorts))), np.zeros(len(sorts))
    along, along_bias = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(_STEPS):
        scores = rows @ weights + bias
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        off = (shares - wanted) / len(rows)
        along = 0.9 * along + rows.T @ off + _DECAY * weights
        along_bias = 0.9 * along_bias + off.sum(axis=0)
        weights -= _PULL * along
        bias -= _PULL * along_bias
    return Learned(sorts, middle.astype(np.float32), weights.astype(np.float32), bias.astype(np.float32))


def keep(one: Learned, learned_with: str) -> None:
    """Write what was learned, with the name of the model whose vectors it was learned from."""
    np.savez_compressed(
        _KEPT, model=np.asarray(learned_with), sorts=np.asarray(one.sorts), middle=one.middle, weights=one.weights, bias=one.bias
    )


@cache
def learned() -> Learned:
    """What was learned and kept."""
    with np.load(_KEPT) as kept:
        return Learned(tuple(str(one) for one in kept["sorts"]), kept["middle"], kept["weights"], kept["bias"])


@cache
def learned_with() -> str:
    """The embedding model whose vectors it was learned from; those of another say nothing here."""
    with np.load(_KEPT) as kept:
        return str(kept["model"])
