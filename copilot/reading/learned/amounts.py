"""Figures in a message: whether anything that we know says the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

_NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:[.,' \u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?!\w*@)")
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "due": 2, "tre": 3, "quattro": 4,
    "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "half": 0.5,
}  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)

_MOST = 80  #: figures that are combined with each other
_COUNTED = 12  #: up to here a whole figure may say how many
_PARTS = np.array([2.0, 3, 4, 12])


@dataclass(frozen=True)
class Amount:
    """A figure and where it stands."""

    start: int
    end: int
    value: float


@dataclass(frozen=True)
class Amounts:
    """The figures that we know."""

    known: frozenset[float] = frozenset()

    @property
    def derived(self) -> frozenset[float]:
        """What follows from two of them: sums, differences, shares, so many of one thing, one of so many."""
        return _derived(self.known)


@lru_cache(maxsize=8192)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """Every figure of a text, in digits or, up to a hundred, in words."""
    found = [Amount(match.start(), match.end(), _value(match[1])) for match in _NUMBER.finditer(text)]
    found += [Amount(match.start(), match.end(), _WORDS[match[0].lower()]) for match in _WORD.finditer(text)]
    return tuple(sorted(found, key=lambda amount: amount.start))


def amounts_known(texts: Iterable[str]) -> Amounts:
    """The figures of everything that we know."""
    return Amounts(frozenset(amount.value for text in texts for amount in amounts_in(text)))


@lru_cache(maxsize=512)
def _derived(known: frozenset[float]) -> frozenset[float]:
    values = np.array(sorted(known)[:_MOST])
    counts = np.concatenate([values[(values <= _COUNTED) & (values == values.round())], [2.0]])
    shares = values[values <= 100]
    found = [
        np.abs(values[:, None] - values), values[:, None] + values, values[:, None] * counts, values[:, None] / _PARTS,
        values[:, None] * shares / 100, values[:, None] * (100 - shares) / 100,
    ]  # fmt: skip
    return frozenset(np.concatenate([one.ravel() for one in found]).round(2).tolist())


def _value(digits: str) -> float:
    """1,450 and 1.450 and 1 450 are the same; 2.8 and 2,8 too."""
    plain = re.sub(r"[' \u202f]", "", digits)
    marks = [sign for sign in plain if sign in ".,"]
    if marks:
        last = max(plain.rfind("."), plain.rfind(","))
        whole, part = plain[:last], plain[last + 1 :]
        grouped = len(part) == 3 and len(whole) <= 3 and whole != "0"
        whole = re.sub(r"[.,]", "", whole)
        plain = whole + part if grouped or (len(marks) > 1 and len(part) == 3) else f"{whole}.{part}"
    return round(float(plain), 2)
