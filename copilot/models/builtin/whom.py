"""Somebody who is asked for without a name: whether a question does so, and what of it describes them."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from copilot.domain.source import Found
from copilot.domain.wording import fold
from copilot.models.builtin.parts import of_a_case, questions_in
from copilot.models.builtin.understanding import Ask, understand

Form = Literal["", "he", "she"]
_ANY_NAME = frozenset({""})  #: somebody is meant, and nobody named

NEAR = 3  #: words behind "the" among which the calling stands: "the shy young architect"
WELL, ELSE = 3.3, 0.9  #: the score from which a description fits, and the share of it below which nobody else does


@dataclass(frozen=True)
class _People:
    seeks: re.Pattern[str]
    he: re.Pattern[str]
    she: re.Pattern[str]
    frame: re.Pattern[str]


def seeks_somebody(ask: Ask) -> bool:
    """Whether a person is looked for: "who", "the chap who ...", "celle qui ..."."""
    return bool(_people(ask.language).seeks.search(ask.asked.lstrip("¿¡ ")))


def speaks_of_one(ask: Ask) -> bool:
    """Whether one somebody is spoken of: "that patent lawyer, what did we promise her?", "la mezzosoprano di Napoli"."""
    return (bool(_form(ask)) or _called(ask)) and not ask.says("many") and not of_a_case(ask.asked)


def _called(ask: Ask) -> bool:
    """Whether a calling stands behind "the", "mon", "quella": with it one somebody is meant."""
    said = re.findall(r"\w+", ask.asked)
    return any(
        word in _pointing(ask.language) and _callings(ask.language).intersection(said[place + 1 : place + 1 + NEAR])
        for place, word in enumerate(said)
    )


def in_parts(ask: Ask) -> tuple[Ask, list[Ask]]:
    """The part of a message that describes somebody, and the parts that ask something of whoever it is."""
    head, colon, tail = ask.text.partition(":")
    if colon and head.strip() and tail.strip():
        who = understand(head.strip(), ask.today, fallback_language=ask.language)
        asked = questions_in(tail.strip(), ask.today, fallback_language=ask.language, names=_ANY_NAME)
    else:
        who, *asked = questions_in(ask.text, ask.today, fallback_language=ask.language, names=_ANY_NAME)
    return (replace(who, language=ask.language), asked) if asked else (ask, [])


def description(ask: Ask) -> dict[str, Any]:
    """What is said of them, as the tool that finds them takes it."""
    words, part = _people(ask.language), in_parts(ask)[0]
    text = re.sub(r"['’`]", " ", fold(part.text))
    span = part.span
    since = span.since if span and span.since and span.since >= ask.today else None
    if span and since:
        text = text.replace(span.words, " ")
    for pattern in (words.frame, words.he, words.she):
        text = pattern.sub(" ", text)
    text = " ".join(re.findall(r"\w+(?:-\w+)*", text))
    kept = [word for word in text.split() if word not in ask.lexicon.stopwords]
    told = {"description": text if kept else "", "own_book": ask.says("mine"), "form": _form(ask), "language": ask.language}
    if span and since:
        told |= {"visit_from": since.isoformat(), "visit_until": (span.until or since).isoformat()}
    return told


def surely_described(found: Found | None) -> int | None:
    """The client whom a description fits well, and nobody else nearly."""
    people: list[dict[str, Any]] = found.data["people"] if found else []
    best, second = ([one["score"] for one in people] + [0.0, 0.0])[:2]
    return int(people[0]["client_id"]) if best >= WELL and second < ELSE * best else None


def _form(ask: Ask) -> Form:
    """Whether a gentleman or a lady is meant, where the words say one of them only."""
    he, she = (bool(pattern.search(ask.asked)) for pattern in (_people(ask.language).he, _people(ask.language).she))
    return "" if he == she else "he" if he else "she"


@cache
def _callings(language: str) -> frozenset[str]:
    return frozenset(_listed("callings").get(language, "").split())


@cache
def _pointing(language: str) -> frozenset[str]:
    return frozenset(_listed("people")[language]["pointing"].split())


def _listed(name: str) -> dict[str, Any]:
    listed: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lexicon" / f"{name}.yaml").read_text(encoding="utf-8"))
    return listed


@cache
def _people(language: str) -> _People:
    said: dict[str, list[str]] = _listed("people")[language]
    return _People(
        re.compile("|".join(said["seeks"])),
        *(re.compile("|".join(rf"\b(?:{word})(?!\w)" for word in said[name])) for name in ("he", "she", "frame")),
    )
