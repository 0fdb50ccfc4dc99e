"""What a price may come to: so many of a thing, less a share, plus another."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from copilot.reading.learned.amounts import Amount, amounts_in

_BEFORE = re.compile(r"(?:[€£$¥₩]|\b(?:eur|gbp|usd|chf|sgd|cad|aud|nzd|mxn|inr|krw|jpy|hkd|sek|nok|dkk))\s?$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s?(?:[€£$¥₩]|(?:eur|gbp|usd|chf|sgd|cad|aud|nzd|krw|jpy|hkd|euros?|pounds?|dollars?|francs?|pesos?)\b)", re.IGNORECASE
)
_SHARE = re.compile(r"\s?(?:%|per ?cent\b|percent\b|pour ?cent\b|por ciento\b|per cento\b)", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|nearly|under|over|past|environ|presque|circa|quasi|unos|casi|sobre)\s\W?\w{0,3}\s?$",
    re.IGNORECASE,
)
_MANY = 1_000  #: the most that is a count rather than a price
_MOST = 60
_LINES = 400


@lru_cache(maxsize=8192)
def _sorted(text: str) -> tuple[frozenset[float], frozenset[float], frozenset[float]]:
    """The prices of a text, its counts and measures, its shares in a hundred."""
    prices, counts, shares = set(), set(), set()
    for amount in amounts_in(text):
        if is_money(text, amount):
            prices.add(amount.value)
        elif is_share(text, amount):
            shares.add(amount.value)
        elif 0 < amount.value <= _MANY:
            counts.add(amount.value)
    return frozenset(prices), frozenset(counts), frozenset(shares)


def is_money(text: str, amount: Amount) -> bool:
    """Whether a figure is a price."""
    return bool(_BEFORE.search(text[max(0, amount.start - 5) : amount.start]) or _AFTER.match(text[amount.end : amount.end + 8]))


def is_share(text: str, amount: Amount) -> bool:
    """Whether a figure is so many in a hundred."""
    return bool(_SHARE.match(text[amount.end : amount.end + 12]))


def comes_to(amount: Amount, text: str, known: Sequence[str]) -> bool:
    """Whether a price in a text is known, or follows from what is known and from the text's other figures."""
    prices, counts, shares = (_joined(known, which) for which in range(3))
    others = [one for one in amounts_in(text) if one.start != amount.start and one.value != amount.value]
    own = [one.value for one in others if is_money(text, one)]
    many = [one.value for one in others if not is_money(text, one) and 0 < one.value <= _MANY]
    less = {*shares, *(one.value for one in others if is_share(text, one))}
    single = np.array([*prices, *own])[:_MOST]
    if not len(single):
        return False
    here = np.array([1.0, 2.0, *many])
    lines = np.unique(np.outer(single, here))[:_LINES]
    found = [lines, np.outer(single, [*counts, 1.0]).ravel()]
    found += [(lines[:, None] + lines).ravel(), (single[:, None] - single).ravel()]
    found += [lines * part for share in less for part in (share / 100, 1 - share / 100)]
    found += [single / count for count in here[here > 1]]
    far = np.abs(np.concatenate(found) - amount.value)
    loosely = _ABOUT.search(text[max(0, amount.start - 16) : amount.start])
    return bool(far.min() <= (0.03 * amount.value if loosely else 0.006 if amount.value % 1 else 0.5))


def _joined(texts: Iterable[str], which: int) -> set[float]:
    return {value for text in texts for value in _sorted(text)[which]}
