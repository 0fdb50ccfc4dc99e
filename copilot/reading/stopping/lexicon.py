"""The four files of lexicon/, made ready for matching."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("en", "fr", "it", "es")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_END = "(?= ,|$)"  # of a clause
_ANY_WORDS = "(?:(?! ,) [a-z0-9]+){0,3}"  # what "..." stands for


@dataclass(frozen=True)
class Lexicon:
    """How people of one language ask."""

    stop: re.Pattern[str]
    refuse: re.Pattern[str]  #: asks by saying no, so that a "not" before it is its own
    weak: re.Pattern[str]  #: stops, unless the message also asks for less
    less: re.Pattern[str]
    prefer: tuple[re.Pattern[str], ...]
    start: re.Pattern[str]
    not_before: re.Pattern[str]
    but_not: re.Pattern[str]
    after_not: re.Pattern[str]
    denied: re.Pattern[str]
    reported: re.Pattern[str]
    unless: re.Pattern[str]
    contact: re.Pattern[str]  #: speaks of hearing from us at all
    channels: Mapping[str, re.Pattern[str]]
    verbs: Mapping[str, re.Pattern[str]]
    here: re.Pattern[str]
    everything: re.Pattern[str]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of one of the four languages."""
    file = resources.files("copilot.reading.stopping").joinpath("lexicon", f"{language}.yaml")
    raw: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    parts = {name: f"({words})" for name, words in raw["parts"].items()}
    parts["chan"] = "(" + "|".join(rf"\b({words})\b" for words in raw["channels"].values()) + ")"
    parts["chanverb"] = "(" + "|".join(raw["verbs"].values()) + ")"

    def one(words: str) -> re.Pattern[str]:
        return re.compile(_written(words, parts))

    def before(name: str) -> re.Pattern[str]:
        return re.compile(_written(raw[name], parts, end="$"))

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(rf"(?<![a-z0-9])(?:{_written(words, parts)})(?![a-z0-9])" for words in raw[name]))

    return Lexicon(
        stop=any_of("stop"),
        refuse=any_of("refuse"),
        weak=any_of("weak"),
        less=any_of("less"),
        prefer=(any_of("prefer"),),
        start=any_of("start"),
        not_before=before("not_before"),
        but_not=before("but_not"),
        after_not=one(raw.get("after_not", "(?!)")),
        denied=before("denied"),
        reported=before("reported"),
        unless=before("unless"),
        contact=one(raw["contact"]),
        channels={name: one(rf"\b({words})\b") for name, words in raw["channels"].items()},
        verbs={name: one(rf"\b({words})\b") for name, words in raw["verbs"].items()},
        here=one(raw["here"]),
        everything=one(raw["everything"]),
    )


def _written(words: str, parts: Mapping[str, str], *, end: str = _END) -> str:
    for _ in range(3):  # parts stand in parts
        for name, part in parts.items():
            words = words.replace("{" + name + "}", part)
    words = words.replace("$", end)
    return _GROUP.sub("(?:", words.replace(" ... ", _ANY_WORDS + " ").replace("...", _ANY_WORDS))
