"""
What a message asks by its meaning: a linear map from its vector to the sorts of wish, learned from phrases.

`copilot bench stops --write` learns it and keeps it in `learned.npz` beside this file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from copilot.weights import linear
from copilot.weights.linear import LinearMap, Teaching, Vectors

Embed = Callable[[str], Vectors | None]  #: a message as a vector of the model it was learned with; None: not at hand

STOP, LESS, INNOCENT = "stop", "less", "innocent"
_KEPT = Path(__file__).parent / "learned.npz"
_TEACHING = Teaching(steps=400, decay=1e-3, sharpen=5.0)


@dataclass(frozen=True)
class Learned:
    """How likely each sort of wish is."""

    by: LinearMap

    def likely(self, vector: Vectors) -> dict[str, float]:
        """The share of each sort; together they are 1."""
        return dict(zip(self.by.sorts, self.by.shares(vector[None], _TEACHING)[0].tolist(), strict=True))


def learn(vectors: Vectors, means: Sequence[str]) -> Learned:
    """From phrases as vectors and what they mean; the same every time. Both sorts of stop are one."""
    return Learned(linear.learn(vectors, [STOP if one.startswith(STOP) else one for one in means], _TEACHING))


def keep(one: Learned, learned_with: str) -> None:
    """Write what was learned, with the name of the model whose vectors it was learned from."""
    by = one.by
    np.savez_compressed(
        _KEPT, model=np.asarray(learned_with), sorts=np.asarray(by.sorts), middle=by.middle, weights=by.weights, bias=by.bias
    )


@cache
def learned() -> Learned:
    """What was learned and kept."""
    with np.load(_KEPT) as kept:
        return Learned(LinearMap(tuple(str(one) for one in kept["sorts"]), kept["middle"], kept["weights"], kept["bias"]))


@cache
def learned_with() -> str:
    """The embedding model whose vectors it was learned from; those of another say nothing here."""
    with np.load(_KEPT) as kept:
        return str(kept["model"])
