"""What the prices of a text may come to: so many of a thing, less a share, plus another."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

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
_GRAMS = re.compile(r"\s?(?:g|gr|gram(?:me|m[io]|o)?s?)\b", re.IGNORECASE)
_MANY = 1_000  #: the most that is a count rather than a price
_MOST = 60
_LINES = 400
_ADDED = 6  #: prices that a sum may be made of


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


def adding_up(text: str, known: Sequence[str]) -> frozenset[int]:
    """Where the prices of a text begin that are known, or follow from what is known and the text's other figures.

    A price supports another only once it is supported itself: two wrong ones cannot vouch for each other.
    """
    prices, counts, shares = (_joined(known, which) for which in range(3))
    amounts = amounts_in(text)
    open_ones = [one for one in amounts if is_money(text, one)]
    others = [one for one in amounts if one not in open_ones]
    less = {*shares, *(one.value for one in others if is_share(text, one))}
    many = {one.value for one in others if 0 < one.value <= _MANY}
    many |= {one.value / 1_000 for one in others if _GRAMS.match(text, one.end)}
    found: set[int] = set()
    named: set[float] = set()
    while more := [one for one in open_ones if _comes_to(one, text, prices, counts, less, many) or _adds_up_to(one, named)]:
        found |= {one.start for one in more}
        named |= {one.value for one in more}
        prices |= named
        open_ones = [one for one in open_ones if one not in more]
    return frozenset(found)


def _comes_to(amount: Amount, text: str, prices: set[float], counts: set[float], less: set[float], many: set[float]) -> bool:
    single = np.array([*prices])[:_MOST]
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


def _adds_up_to(amount: Amount, named: set[float]) -> bool:
    """Whether a price is the sum of three to six that the text names, at most one of them taken off."""
    for many in range(3, min(len(named), _ADDED) + 1):
        for some in combinations(named, many):
            if any(abs(sum(some) - 2 * less - amount.value) < 0.006 for less in (0.0, *some)):
                return True
    return False


def _joined(texts: Iterable[str], which: int) -> set[float]:
    return {value for text in texts for value in _sorted(text)[which]}
