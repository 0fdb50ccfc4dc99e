"""Words that say the same: stems, and families such as husband, mari, marito; what share of a question they cover."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import snowballstemmer
import yaml

from copilot.domain.wording import fold
from copilot.records.products_named import things_like

_STEMMERS = {
    code: snowballstemmer.stemmer(name)
    for code, name in (("en", "english"), ("fr", "french"), ("it", "italian"), ("es", "spanish"))
}

_ARTICLES = frozenset({"the"})  #: "thé" without its accent stands in every English sentence

_STEMMING = Lock()  # a stemmer keeps the word in hand in itself, and the tools of one question run side by side


def stems(words: Iterable[str], language: str) -> set[str]:
    """Folded words and their stems in the question's language and in English, since notes are written in any."""
    listed = [fold(word) for word in words]
    return {*listed, *(_stem(word, code) for code in {language, "en"} for word in listed)}


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    with _STEMMING:
        return str(_STEMMERS[language].stemWord(word))


def covered(text: str, wanted: Sequence[str], language: str) -> float:
    """Which share of the telling words stands in the text, 0 to 1; 0 when none is asked for."""
    if not wanted:
        return 0.0
    there = stems(re.findall(r"[^\W_]+", fold(text)), language)
    return sum(bool(alike(word, language) & there) for word in wanted) / len(wanted)


def enough(wanted: Sequence[str]) -> float:
    """The share of the telling words that an answer must hold: all of one or two, most of a few, half of many."""
    return {0: 1.0, 1: 1.0, 2: 1.0, 3: 0.66}.get(len(wanted), 0.5)


@lru_cache(maxsize=4096)
def alike(word: str, language: str) -> frozenset[str]:
    """The stems of a word and of those that say the same of a person, or are the same thing or a sort of it, in any language."""
    own = stems([word], language)
    same = (family for stem in own for family in (*_families().get(stem, ()), *_sorts().get(stem, ())))
    return frozenset(own.union(things_like(word), *same)) - _ARTICLES


@cache
def _families() -> dict[str, tuple[frozenset[str], ...]]:
    return _by_stem((words, words) for words in _listed("same.yaml"))


@cache
def _sorts() -> dict[str, tuple[frozenset[str], ...]]:
    return _by_stem((one["asked"], one["told"]) for one in _listed("sorts.yaml"))


def _by_stem(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, tuple[frozenset[str], ...]]:
    """To each stem of the words on the left the stems of all those on the right."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for asked, told in pairs:
        family = frozenset(stems(told, "en"))
        for stem in stems(asked, "en"):
            found[stem] = (*found.get(stem, ()), family)
    return found


def _listed(name: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / "lexicon" / name).read_text(encoding="utf-8"))


def gives_reason(text: str) -> bool:
    """Whether a note says why: "because", "too heavy", "en fait"."""
    words = " ".join(re.findall(r"[^\W_]+", fold(text)))
    return any(re.search(rf"\b{reason}\b", words) for reason in _reasons())


@cache
def _reasons() -> tuple[str, ...]:
    return tuple(_listed("reasons.yaml"))
