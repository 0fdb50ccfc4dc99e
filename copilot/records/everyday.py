"""Everyday words: some are also names, and alone and in lower case they name nobody; the others are no slip in a name."""

import gzip
import json
import math
from collections import defaultdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale

from copilot.domain.wording import fold

EVERYDAY_WORDS: frozenset[str] = frozenset((Path(__file__).parent / "everyday_words.txt").read_text(encoding="utf-8").split())

LANGUAGES = ("en", "fr", "it", "es")
OFTEN = 100  #: times that a word must have been counted in its language: below stand slips and names


def in_dictionary(word: str) -> bool:
    """Whether a word in lower case, as it was written, is one of our languages' own: "maison" is no slip in "Masson"."""
    return word.islower() and word in _dictionaries()


def is_place(word: str) -> bool:
    """Whether a folded word is a country or a large town in one of our languages: "Berlino" is no slip in "Bellini"."""
    return word in _places()


def how_telling(word: str, language: str) -> float:
    """How much a folded word tells by being rare in a language, 0.05 to 1: "back" little, "briefcase" nearly all."""
    return min(1.0, max(0.05, (_COMMON - math.log10(max(_shares(language).get(word, 0.0), 1e-7))) / 3))


_COMMON = -2.5  #: the logarithm of the share from which a word tells nothing


@cache
def _shares(language: str) -> dict[str, float]:
    """What share of all words of a language each folded word is."""
    counted = {word: times for word, times in _counted(language).items() if times >= OFTEN}
    total, shares = sum(counted.values()), defaultdict[str, float](float)
    for word, times in counted.items():
        shares[fold(word)] += times / total
    return dict(shares)


@cache
def _places() -> frozenset[str]:
    towns = {zone.rpartition("/")[2].replace("_", " ") for zone in available_timezones() if "/" in zone}
    for language in LANGUAGES:
        locale = Locale(language)
        towns |= {told["city"] for told in locale.time_zones.values() if "city" in told} | set(locale.territories.values())
    return frozenset(word for town in towns for word in fold(town).split() if len(word) > 3)


@cache
def _dictionaries() -> frozenset[str]:
    return frozenset(word for language in LANGUAGES for word, times in _counted(language).items() if times >= OFTEN)


def _counted(language: str) -> dict[str, int]:
    """The words that pyspellchecker counts; its own reader takes ten times as long and prepares what is not needed here."""
    packed = (files("spellchecker") / "resources" / f"{language}.json.gz").read_bytes()
    counted: dict[str, int] = json.loads(gzip.decompress(packed))
    return counted
