"""Figures in a message: whether anything that we know says the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

_NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:[.,' \u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?!\w*@)")
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "dozen": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "hundred": 100, "half": 0.5,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "douzaine": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
    "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10, "undici": 11,
    "dodici": 12, "dozzina": 12, "quindici": 15, "venti": 20, "trenta": 30, "quaranta": 40, "cinquanta": 50,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12,
    "docena": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORD = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:[- ](one|two|three|four|five|six|seven|eight|nine))?|({'|'.join(_WORDS)}))\b", re.IGNORECASE
)
_THOUSANDS = re.compile(r"(?<=[€£$¥])(\d{1,3}(?:\.\d)?)k\b", re.IGNORECASE)

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
    """Every figure of a text, in digits or, up to a hundred, in words; "£418k" is one."""
    found = [
        Amount(match.start(), match.end(), _value(match[1]))
        for match in _NUMBER.finditer(text)
        if not _THOUSANDS.match(text, match.start())
    ]
    found += [Amount(match.start(), match.end(), _said(match)) for match in _WORD.finditer(text)]
    found += [Amount(match.start(), match.end(), float(match[1]) * 1_000) for match in _THOUSANDS.finditer(text)]
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


def _said(words: re.Match[str]) -> float:
    """Of a figure in words, "ninety-six"."""
    tens, ones, single = words.groups()
    return _WORDS[single.lower()] if single else _TENS[tens.lower()] + (_WORDS[ones.lower()] if ones else 0)


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
