"""From a vector to sorts by a linear map, learned from labelled examples: multinomial logistic regression."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_MOMENTUM = 0.9


@dataclass(frozen=True)
class Teaching:
    """How it is learned."""

    steps: int
    decay: float  #: of the weights, each step (an L2 penalty)
    sharpen: float  #: by what the centred vectors are multiplied


@dataclass(frozen=True)
class LinearMap:
    """What was learned, of vectors with d numbers."""

    sorts: tuple[str, ...]
    middle: Vectors  #: (d,): the mean of the examples
    weights: Vectors  #: (d, sorts)
    bias: Vectors  #: (sorts,)

    def shares(self, vectors: Vectors, teaching: Teaching) -> Vectors:
        """How likely each sort is, (n, sorts) from (n, d); each row adds up to 1."""
        return _shares((vectors - self.middle) * teaching.sharpen @ self.weights + self.bias).astype(np.float32)


def learn(vectors: Vectors, sorts: Sequence[str], teaching: Teaching) -> LinearMap:
    """The map that tells the sorts of these vectors, (n, d), apart: gradient descent, the same every time."""
    names = tuple(sorted(set(sorts)))
    wanted = np.eye(len(names))[[names.index(one) for one in sorts]]
    middle = vectors.mean(axis=0)
    rows = ((vectors - middle) * teaching.sharpen).astype(np.float64)
    weights, bias = np.zeros((rows.shape[1], len(names))), np.zeros(len(names))
    along, along_bias = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(teaching.steps):
        off = (_shares(rows @ weights + bias) - wanted) / len(rows)
        along = _MOMENTUM * along + rows.T @ off + teaching.decay * weights
        along_bias = _MOMENTUM * along_bias + off.sum(axis=0)
        weights -= along
        bias -= along_bias
    return LinearMap(names, middle.astype(np.float32), weights.astype(np.float32), bias.astype(np.float32))


def _shares(scores: NDArray[np.float64] | Vectors) -> NDArray[np.float64] | Vectors:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
