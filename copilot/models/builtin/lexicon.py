"""How people ask, language by language: the words are data, in `lexicon/*.yaml`."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from copilot.domain.wording import fold

LANGUAGES = ("en", "fr", "it", "es")


@dataclass(frozen=True)
class Lexicon:
    """One language's words, compiled."""

    language: str
    intents: dict[str, re.Pattern[str]]
    signals: dict[str, re.Pattern[str]]
    channels: dict[str, re.Pattern[str]]
    styles: dict[str, re.Pattern[str]]
    languages: dict[str, re.Pattern[str]]
    captures: dict[str, tuple[re.Pattern[str], ...]]
    spans: dict[str, Any]
    stopwords: frozenset[str]
    own_words: frozenset[str]  #: words that give the language away where no little word does
    raw: dict[str, Any] = field(repr=False, default_factory=dict)

    def says(self, signal: str, asked: str) -> bool:
        """Whether the folded question holds this signal: a negation, a pronoun, "overdue"."""
        return bool(self.signals[signal].search(asked))


def plain(text: str) -> str:
    """A question as the patterns see it: folded, apostrophes as blanks, single blanks."""
    return re.sub(r"\s+", " ", re.sub(r"['’`]", " ", fold(text))).strip()


@cache
def lexicon(language: str) -> Lexicon:
    """The words of a language; English where we have none of it."""
    path = Path(__file__).parent / "lexicon" / f"{language}.yaml"
    raw = yaml.safe_load((path if path.is_file() else path.with_name("en.yaml")).read_text(encoding="utf-8"))
    captures = {name: raw[name] for name in ("not_bought", "lives", "outside")}
    return Lexicon(
        language=raw["language"],
        intents={name: _any(patterns) for name, patterns in raw["intents"].items()},
        signals={name: _any(raw[name]) for name in _SIGNALS},
        channels={name: _any(patterns) for name, patterns in raw["channels"].items()},
        styles={name: _any(patterns) for name, patterns in raw["styles"].items()},
        languages={name: _any(patterns) for name, patterns in raw["languages"].items()},
        captures={name: tuple(re.compile(rf"\b{p}" if p[0].isalpha() else p) for p in ps) for name, ps in captures.items()},
        spans={name: raw[name] for name in _SPAN_WORDS},
        stopwords=frozenset(raw["stopwords"].split()),
        own_words=frozenset(raw["own_words"].split()),
        raw=raw,
    )


_SIGNALS = (
    "rule",
    "may_not",
    "missed",
    "nothing_bought",
    "abroad",
    "spent_least",
    "many",
    "mine",
    "forgotten",
    "often_here",
    "scene",
    "remark",
    "of_wedding",
    "sizes_compared",
    "among",
    "awaits_it",
    "of_mine",
    "new_clients",
    "still_coming",
    "occasions",
    "before_that",
    "or_words",
    "why",
    "cheapest",
    "seen",
    "still_open",
    "habit",
    "promised_by_me",
    "asks_price",
    "asks_time",
    "whole_store",
    "negation",
    "not_seen",
    "spent_most",
    "waiting",
    "overdue",
    "other_one",
    "both",
    "follow_up",
    "pronouns",
    "relations",
    "left",
    "refused",
    "stopped",
    "place_words",
    "counting",
    "per_year",
    "per_month",
    "listing",
)
_SPAN_WORDS = (
    "spans",
    "numbers",
    "few",
    "units",
    "seasons",
    "months",
    "feasts",
    "last_words",
    "this_words",
    "next_words",
    "parts",
    "nouns",
    "weekdays",
)


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(p if p[0] in ("^", "\\") else rf"(?<![a-z0-9])(?:{p})" for p in patterns))


@cache
def shortest_words(language: str) -> frozenset[str]:
    """A language's little words of at most three letters: "una signora ha rotto" names nobody called Hà."""
    return frozenset(word for word in lexicon(language).stopwords if len(word) < 4)


@cache
def nobodys_names() -> frozenset[str]:
    """The little words of all our languages, and the countries of the world as they call them."""
    little = frozenset().union(*(lexicon(language).stopwords for language in LANGUAGES))
    countries = (name for language in LANGUAGES for name in Locale(language).territories.values())
    return little | {word for name in countries for word in plain(name).split() if len(word) > 3}
