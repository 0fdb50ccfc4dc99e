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

from copilot.weights import linear
from copilot.weights.linear import LinearMap, Teaching, Vectors

Embed = Callable[[str], Vectors | None]  #: a question as a vector of the model that was learned with; None: not at hand


def no_vector(text: str) -> None:
    """Where there is no embedding model, meaning says nothing."""


FOLDER = Path(__file__).parent
LANGUAGES = ("en", "fr", "it", "es")
NAME = "Anna"  #: stands for whoever is asked about
SHOP = ("product", "stock", "price", "arrivals", "house", "offtopic", "book", "help")
_TEACHING = Teaching(steps=600, decay=1e-4, sharpen=10.0)


@dataclass(frozen=True)
class Guess:
    """The likeliest kind, and how likely it is; of an attribute such as "shoe size", its words."""

    kind: str
    likely: float
    shares: tuple[tuple[str, float], ...] = ()  #: of every kind, how likely it is

    @property
    def attribute(self) -> tuple[str, ...]:
        """The words of the attribute that is asked about; none for the other kinds."""
        return tuple(self.kind.removeprefix("is ").split()) if self.kind.startswith("is ") else ()


@dataclass(frozen=True)
class Learned:
    """What tells the kinds apart by a question's vector."""

    by: LinearMap

    @property
    def kinds(self) -> tuple[str, ...]:
        """All that it knows."""
        return self.by.sorts

    def guess(self, vector: Vectors) -> Guess:
        """The likeliest kind of one question."""
        shares = self.by.shares(vector[None], _TEACHING)[0]
        best = int(shares.argmax())
        every = tuple(zip(self.kinds, map(float, shares), strict=True))
        return Guess(self.kinds[best], float(shares[best]), every)


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
    """From questions as vectors and their kinds; the same every time."""
    return Learned(linear.learn(vectors, kinds, _TEACHING))


def keep(heads: dict[str, Learned], learned_with: str) -> None:
    """Write what was learned beside the examples, with the name of the model whose vectors it was learned from."""
    arrays = {f"{head}_{part}": np.asarray(getattr(one.by, part)) for head, one in heads.items() for part in _PARTS}
    halves = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in arrays.items()}
    np.savez_compressed(FOLDER / "learned.npz", model=np.asarray(learned_with), **halves)  # type: ignore[arg-type]  # numpy's stub takes the names for options


_PARTS = ("sorts", "middle", "weights", "bias")


@cache
def learned(head: str) -> Learned:
    """What was learned about the questions about a client, or about the shop."""
    with np.load(FOLDER / "learned.npz") as kept:
        sorts, *numbers = (kept[f"{head}_{part}"] for part in _PARTS)
    middle, weights, bias = (array.astype(np.float32) for array in numbers)
    return Learned(LinearMap(tuple(str(sort) for sort in sorts), middle, weights, bias))


@cache
def learned_with() -> str:
    """The embedding model whose vectors it was learned from; those of another say nothing here."""
    with np.load(FOLDER / "learned.npz") as kept:
        return str(kept["model"])
