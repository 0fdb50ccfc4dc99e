"""
What kind of question it is, by meaning, where the patterns of the lexicon find nothing.

Ways of asking stand in `en.yaml`, `fr.yaml`, `it.yaml` and `es.yaml` beside this file; `copilot bench kinds --write` learns
from them one linear map for questions about a client and one for all others, and keeps both in `learned.npz`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Embed = Callable[[str], Vectors | None]  #: a question as a vector of the model that was learned with; None: not at hand


def no_vector(text: str) -> None:
    """Where there is no embedding model, meaning says nothing."""


FOLDER = Path(__file__).parent
LANGUAGES = ("en", "fr", "it", "es")
NAME = "Anna"  #: stands for whoever is asked about
SHOP = ("product", "stock", "price", "arrivals", "house", "offtopic", "book", "help")
_STEPS, _PULL, _DECAY, _SHARPEN = 600, 1.0, 1e-4, 10.0


@dataclass(frozen=True)
class Guess:
    """The likeliest kind, and how likely it is; of an attribute such as "shoe size", its words."""

    kind: str
    likely: float

    @property
    def attribute(self) -> tuple[str, ...]:
        """The words of the attribute that is asked about; none for the other kinds."""
        return tuple(self.kind.removeprefix("is ").split()) if self.kind.startswith("is ") else ()


@dataclass(frozen=True)
class Learned:
    """A linear map from a question's vector to the kinds."""

    kinds: tuple[str, ...]
    middle: Vectors
    weights: Vectors
    bias: Vectors

    def likely(self, vectors: Vectors) -> Vectors:
        """How likely each kind is, one row for each vector."""
        scores = (vectors - self.middle) * _SHARPEN @ self.weights + self.bias
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)

    def guess(self, vector: Vectors) -> Guess:
        """The likeliest kind of one question."""
        shares = self.likely(vector[None])[0]
        best = int(shares.argmax())
        return Guess(self.kinds[best], float(shares[best]))


def examples(head: str) -> Iterator[tuple[str, str, int]]:
    """Question, kind and place within its kind, of a client or of the shop; a client stands there by name and as a pronoun."""
    for language in LANGUAGES:
        listed: dict[str, str] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
        for kind, questions in listed.items():
            if (kind in SHOP) == (head == "shop"):
                for place, question in enumerate(questions.splitlines()):
                    yield question.replace("CLIENT", NAME), kind, place
                    if "CLIENT" in question and "'s" not in question:
                        yield question.replace("CLIENT", _PRONOUN[language]), kind, place


_PRONOUN = {"en": "she", "fr": "elle", "it": "lei", "es": "ella"}


def learn(vectors: Vectors, kinds: Sequence[str]) -> Learned:
    """Multinomial regression by gradient descent with momentum; the same every time."""
    names = tuple(sorted(set(kinds)))
    wanted = np.eye(len(names), dtype=np.float64)[[names.index(kind) for kind in kinds]]
    middle = vectors.mean(axis=0)
    rows = ((vectors - middle) * _SHARPEN).astype(np.float64)
    weights, bias = np.zeros((rows.shape[1], len(names))), np.zeros(len(names))
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
    return Learned(names, middle.astype(np.float32), weights.astype(np.float32), bias.astype(np.float32))


def keep(heads: dict[str, Learned], learned_with: str) -> None:
    """Write what was learned beside the examples, with the name of the model whose vectors it was learned from."""
    arrays = {f"{head}_{part}": np.asarray(getattr(one, part)) for head, one in heads.items() for part in _PARTS}
    halves = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in arrays.items()}
    np.savez_compressed(FOLDER / "learned.npz", model=np.asarray(learned_with), **halves)  # type: ignore[arg-type]  # numpy's stub takes the names for options


_PARTS = ("kinds", "middle", "weights", "bias")


@cache
def learned(head: str) -> Learned:
    """What was learned about the questions about a client, or about the shop."""
    with np.load(FOLDER / "learned.npz") as kept:
        kinds, *numbers = (kept[f"{head}_{part}"] for part in _PARTS)
    middle, weights, bias = (array.astype(np.float32) for array in numbers)
    return Learned(tuple(str(kind) for kind in kinds), middle, weights, bias)


@cache
def learned_with() -> str:
    """The embedding model whose vectors it was learned from; those of another say nothing here."""
    with np.load(FOLDER / "learned.npz") as kept:
        return str(kept["model"])
