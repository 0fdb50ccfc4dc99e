"""The clauses of a question about many: where a condition stands, the time that is said with it, and what is left without it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from copilot.models.builtin.times import Span
from copilot.models.builtin.understanding import Ask, clause_of

NEARBY = 7  #: words behind "no" or "never" that it still denies
_ENDS = r"[,;:?]"


@dataclass
class Said:
    """The conditions that were read, as filters of the book, and the words of the question that are left."""

    filters: dict[str, Any] = field(default_factory=dict)
    left: str = ""


@cache
def condition_words(language: str) -> dict[str, Any]:
    """The words of a language for conditions on many clients."""
    said: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lexicon" / "conditions.yaml").read_text(encoding="utf-8"))
    return dict(said.get(language, said["en"]))


def first(pattern: str, text: str) -> re.Match[str] | None:
    """The first place where a condition is said."""
    return next(every(pattern, text), None)


def every(pattern: str, text: str) -> Iterator[re.Match[str]]:
    """Every place where a condition is said, at the beginning of a word."""
    return re.finditer(rf"(?<![\w-])(?:{pattern})", text)


def clause_around(words: dict[str, Any], text: str, match: re.Match[str]) -> tuple[str, int]:
    """The clause in which a condition stands, and where that begins."""
    ends = [(0, 0), *((m.start(), m.end()) for m in re.finditer(border(words), text)), (len(text), 0)]
    start = max(end for begin, end in ends if end <= match.start())
    stop = min(begin for begin, end in ends if begin >= match.end())
    return text[start:stop], start


def border(words: dict[str, Any]) -> str:
    """Where a clause ends; the first letter of "e-mail" is no "e"."""
    return rf"{_ENDS}|(?<![\w-])(?:{words['break']})(?![\w-])"


def taken(ask: Ask, words: dict[str, Any], said: Said, match: re.Match[str], *, timed: bool = True) -> Span | None:
    """Take a condition out of the words that are left, with the time of its clause, or else the one time of the question."""
    clause, _ = clause_around(words, said.left, match)
    said.left = cut_out(said.left, match)
    if not timed:
        return None
    own = None if ask.span and _plain(ask.span.words) in clause else clause_of(ask, clause).span
    span = own or ask.span
    if span:
        said.left = said.left.replace(_plain(span.words), " ", 1)
    return span


def cut_out(text: str, match: re.Match[str]) -> str:
    """The text without a condition, with a border in its place."""
    return f"{text[: match.start()]} , {text[match.end() :]}"


def masked(ask: Ask) -> str:
    """The question with the "and" of "between March and May" taken out, which joins no clauses."""
    return ask.asked.replace(ask.span.words, _plain(ask.span.words)) if ask.span else ask.asked


def _plain(words: str) -> str:
    return re.sub(r"\b(?:and|et|e|y)\b|[,;]", " ", words)


def days_of(span: Span | None, name: str) -> dict[str, str]:
    """The days of a time as filters: "bought_since", "bought_until"."""
    days = ((f"{name}_since", span.since), (f"{name}_until", span.until)) if span else ()
    return {key: day.isoformat() for key, day in days if day}
