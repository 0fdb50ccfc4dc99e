"""Figures in a message: whether anything that we know says the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:[.,' \u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?!\w*@)")
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "due": 2, "tre": 3, "quattro": 4,
    "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "half": 0.5,
}  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A figure and where it stands."""

    start: int
    end: int
    value: float


@dataclass
class Amounts:
    """The figures that we know, and what follows from two of them."""

    known: frozenset[float] = frozenset()
    derived: frozenset[float] = field(init=False)

    def __post_init__(self) -> None:
        values = sorted(self.known)[:80]
        pairs = {round(abs(a - b), 2) for a in values for b in values} | {round(a + b, 2) for a in values for b in values}
        shares = {round(a * b / 100, 2) for a in values if a <= 100 for b in values}
        self.derived = frozenset(pairs | shares | {round(value * 2, 2) for value in values} | {value / 2 for value in values})


def amounts_in(text: str) -> list[Amount]:
    """Every figure of a text, in digits or, up to a hundred, in words."""
    found = [Amount(match.start(), match.end(), _value(match[1])) for match in _NUMBER.finditer(text)]
    found += [Amount(match.start(), match.end(), _WORDS[match[0].lower()]) for match in _WORD.finditer(text)]
    return sorted(found, key=lambda amount: amount.start)


def amounts_known(texts: Iterable[str]) -> Amounts:
    """The figures of everything that we know."""
    return Amounts(frozenset(amount.value for text in texts for amount in amounts_in(text)))


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
