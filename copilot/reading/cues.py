"""The words that give a fact away, as they stand in lexicon/*.yaml, made ready for matching."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("en", "fr", "it", "es")
NOTHING = re.compile(r"(?!)")
_CHOICE = re.compile(r"\((?!\?)([^()]+)\)(?=[ '-])")
_MAYBE = re.compile(r"\((?!\?)([^()]+ )\)\?")
#: A star after a letter; after a class or a bracket it is the pattern's own.
_ANY_ENDING = re.compile(r"(?<=[a-z])(?<!\\w)\*")


@cache
def _plain(letter: str) -> str:
    """One letter in small print without its accent; always exactly one."""
    plain = unicodedata.normalize("NFD", letter.lower())[:1]
    return {"’": "'", "‘": "'", "\u00a0": " "}.get(plain, plain) or letter


def plain(text: str) -> str:
    """The text in small letters without accents, every letter still at its place."""
    return "".join(map(_plain, text))


@cache
def _lexicon(name: str) -> dict[str, Any]:
    lexicon: dict[str, Any] = yaml.safe_load(
        resources.files("copilot.reading").joinpath("lexicon", f"{name}.yaml").read_text("utf-8")
    )
    return lexicon


def groups(lexicon: str) -> tuple[str, ...]:
    """The groups of one lexicon, in the order of its file."""
    return tuple(_lexicon(lexicon))


def _split(cues: str) -> list[str]:
    """The cues between the bars; a bar in brackets is a choice within one cue."""
    depth, found, start = 0, [], 0
    for place, letter in enumerate(cues):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            found.append(cues[start:place].strip())
            start = place + 1
    return [cue for cue in (*found, cues[start:].strip()) if cue]


def _opened(cue: str) -> list[str]:
    """`(said|told) me` as `said me` and `told me`: with a first letter of its own each can be sorted."""
    maybe, choice = _MAYBE.match(cue), _CHOICE.match(cue)
    if maybe:
        rest = cue[maybe.end() :]
        return [*(one + rest for one in maybe[1].split("|")), *_opened(rest)]
    return [one + cue[choice.end() :] for one in choice[1].split("|")] if choice else [cue]


def _as_pattern(given: list[str], signs: list[str]) -> re.Pattern[str]:
    """One pattern for many cues."""
    cues = [_ANY_ENDING.sub(r"\\w*", one) for cues in given for whole in _split(cues) for one in _opened(whole)]
    either = [rf"(?<!\w)(?:{_shelved(dict.fromkeys(cues))})(?!\w)"] if cues else []
    return re.compile("|".join([*either, *map(re.escape, signs)])) if either or signs else NOTHING


def _shelved(cues: Iterable[str], depth: int = 2) -> str:
    """The cues sorted by their first letters: at each word the machine looks at one shelf only."""
    shelves: dict[str, list[str]] = defaultdict(list)
    for cue in cues:
        # A letter that may be left out ("colou?r") cannot name a shelf.
        named = depth and cue[:1].isalnum() and cue[1:2] not in ("?", "*", "+", "{")
        shelves[cue[0] if named else ""].append(cue)
    loose = shelves.pop("", [])
    sorted_ones = [f"{first}(?:{_shelved([cue[1:] for cue in some], depth - 1)})" for first, some in shelves.items()]
    return "|".join(sorted_ones + loose)


def pattern(lexicon: str, group: str, language: str = "en") -> re.Pattern[str]:
    """All cues of a group in all four languages, since people mix them, and those that hold only in the stated one."""
    return any_of(lexicon, (group,), language)


def any_of(lexicon: str, wanted: tuple[str, ...], language: str = "en") -> re.Pattern[str]:
    """All cues of several groups in one pattern: a quick first look."""
    return _ready(lexicon, wanted, language if _minds_language(lexicon, wanted) else "")


@cache
def _minds_language(lexicon: str, wanted: tuple[str, ...]) -> bool:
    return any(key.endswith("_only") for group in wanted for key in _lexicon(lexicon)[group])


@cache
def _ready(lexicon: str, wanted: tuple[str, ...], language: str) -> re.Pattern[str]:
    given, signs = [], []
    for group in wanted:
        found = _lexicon(lexicon)[group]
        given += [found[key] for key in (*LANGUAGES, f"{language}_only") if key in found]
        signs += found.get("signs", "").split()
    return _as_pattern(given, signs)


@cache
def people(gender: str = "") -> re.Pattern[str]:
    """Words for somebody other than the client: all, or those of one gender ("f", "m"), or the plural ones ("p")."""
    found = _lexicon("provenance")["people"]
    wanted = [key for key in found if key != "why" and (not gender or key.endswith(f"_{gender}"))]
    return _as_pattern([found[key] for key in wanted], [])
