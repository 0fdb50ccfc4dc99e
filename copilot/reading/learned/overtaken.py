"""
Which facts a later one takes the place of, also where nobody has linked the two: sold, moved, measured again, gone off it.

A later fact overtakes an earlier one when it speaks of a change and of the same thing: it shares a word, a figure or the sort
of measure with it, or both say where somebody lives. That is a suspicion, not a verdict: the network weighs it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from copilot.domain.provenance import Provenance
from copilot.domain.situation import Known
from copilot.reading.common_words import COMMON
from copilot.reading.cues import pattern, plain
from copilot.reading.learned.amounts import amounts_in
from copilot.reading.learned.sums import is_money, is_share

_SAME = ("where", "measured", "work")  #: what of two facts in different words may be the same
_GIVEN = frozenset((Provenance.TOLD_US, Provenance.PURCHASE, Provenance.SERVICE))
_WORD = re.compile(r"[^\W\d_]{3,}")
_LETTERS = re.compile(r"\b(?!I\b)[A-Z]{1,2}\b")  #: a size, a fit
_SIZE = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d|½)?)\s?([a-k]{1,3})?(?![\w%])")


def overtaken(facts: Sequence[Known]) -> dict[str, tuple[Known, ...]]:
    """Of each fact that later ones overtake, by its id: which ones, in the order given; those that somebody linked too."""
    found = {fact.id: tuple(one for one in facts if _overtakes(one, fact)) for fact in facts}
    return {name: later for name, later in found.items() if later}


def _overtakes(new: Known, old: Known) -> bool:
    if new.id == old.superseded_by:
        return True
    changed = new.provenance in _GIVEN and is_about(new.text, "changed")
    return changed and new.learned_on > old.learned_on and new.id != old.id and _of_the_same(old.text, new.text)


def lost(old: Known, later: Sequence[Known]) -> tuple[frozenset[float], frozenset[str]]:
    """The figures and the sizes in letters of an overtaken fact that none of the later ones repeats."""
    return (
        figures(old.text).difference(*(figures(one.text) for one in later)),
        sizes(old.text).difference(*(sizes(one.text) for one in later)),
    )


def _of_the_same(old: str, new: str) -> bool:
    return bool(
        _words(old) & _words(new)
        or figures(old) & figures(new)
        or measures(old) & measures(new)
        or any(is_about(old, what) and is_about(new, what) for what in _SAME)
    )


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """Its telling words by their first four letters: a ring and rings are the same."""
    found = (plain(word) for word in _WORD.findall(text))
    return frozenset(word[:4] for word in found if word not in COMMON and not pattern("change", "changed").fullmatch(word))


@lru_cache(maxsize=8192)
def figures(text: str) -> frozenset[float]:
    """The figures of a text that are no prices and no shares."""
    return frozenset(one.value for one in amounts_in(text) if not is_money(text, one) and not is_share(text, one))


@lru_cache(maxsize=8192)
def sizes(text: str) -> frozenset[str]:
    """What stands in a text like a size in letters: R, XL."""
    return frozenset(_LETTERS.findall(text))


@lru_cache(maxsize=8192)
def measures(text: str) -> frozenset[str]:
    """How its sizes are written: digits by their number, letters as letters."""
    priced = {one.start for one in amounts_in(text) if is_money(text, one) or is_share(text, one)}
    found = (match for match in _SIZE.finditer(plain(text)) if match.start() not in priced)
    return frozenset(f"{len(match[1])}{'L' * len(match[2] or '')}" for match in found)


@lru_cache(maxsize=16_384)
def is_about(text: str, what: str) -> bool:
    """Whether a text speaks of one of the groups of lexicon/change.yaml: what changed, where, what was measured, of work."""
    return bool(pattern("change", what).search(plain(text)))
