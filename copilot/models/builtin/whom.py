"""Somebody who is asked for without a name: whether a question does so, and what of it describes them."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from copilot.domain.source import Found
from copilot.domain.wording import fold
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.parts import of_a_case, only_tells, questions_in
from copilot.models.builtin.understanding import Ask, understand

Form = Literal["", "he", "she"]
_SENTENCE_ENDS = re.compile(r":|(?<=[^\W\d]{3})[.!](?=\s)")
_BETWEEN = re.compile(r"[,;:.?!](?=\s|$)\s*|\s[-–—]\s")
_GOES_ON = re.compile(
    r"(?i)(?:who|whose|the one|with|qui|dont|celui|celle|avec|che|con|que|(?:quell[oa]|el|la|es[ea]) (?:che|que|con))\b"
    r"|(?:in|at|from|of|en|de|del|di|da|dal|chez) (?!qu|ch|cu|wh|do)"
)
_AND_MORE = re.compile(r"\S .*\b(?:and|et|e|y)\b")
_ANY_NAME = frozenset({""})  #: somebody is meant, and nobody named

NEAR = 3  #: words behind "the" among which the calling stands: "the shy young architect"
RATHER, FEWER = 2.7, 0.65  #: and a lesser one that is enough where everybody else is farther off
WELL, BETTER, ELSE = 3.3, 4.3, 0.9  #: the scores from which a description fits, and the share of it below which nobody else does


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
    plainly = _calling(ask.text, ask.language, frozenset()) is not None
    sought = re.search(_listed("people")[ask.language]["one"], ask.asked) is not None
    pointed = plainly or sought or _calling(ask.text, ask.language, _persons(ask.language)) is not None
    return pointed and (plainly or not ask.says("many")) and not of_a_case(ask.asked)


def asks_the_name(ask: Ask) -> bool:
    """Whether it asks what somebody is called, and nothing else: "what's he actually called?"."""
    asked = plain(ask.asked).strip("?!. ")
    return re.search(_listed("people")[ask.language]["named"], asked) is not None and not _AND_MORE.search(asked)


def by_title(ask: Ask, name: str) -> bool:
    """Whether an unknown name stands right behind a calling, as behind a title: "la doctora Vogelsang"."""
    said = re.findall(r"\w+", ask.asked)
    titles = _callings(ask.language) | _persons(ask.language)
    return any(word == name and place and said[place - 1] in titles for place, word in enumerate(said))


def _calling(text: str, language: str, also: frozenset[str]) -> tuple[int, int] | None:
    """From the word that points at somebody to the end of their calling, in the text as it was written."""
    said = [(fold(match.group()), *match.span()) for match in re.finditer(r"\w+", text)]
    for place, (word, begin, _) in enumerate(said):
        for near, _, end in said[place + 1 : place + 1 + NEAR] if word in _pointing(language) else ():
            if near in _callings(language) or near in also:
                return begin, end
    return None


def in_parts(ask: Ask) -> tuple[Ask, list[Ask]]:
    """The part of a message that describes somebody, and the parts that ask something of whoever it is."""
    end = _SENTENCE_ENDS.search(ask.text)
    head, tail = (ask.text[: end.start()], ask.text[end.end() :]) if end else (ask.text, "")
    if place := _calling(ask.text, ask.language, _persons(ask.language)):
        head, tail = _clause_around(ask.text, *place)
    if tail.strip(" ?!.") and head.strip() and (end or place):
        who = understand(head.strip(), ask.today, fallback_language=ask.language)
        asked = questions_in(tail.strip(), ask.today, fallback_language=ask.language, names=_ANY_NAME)
    else:
        who, *asked = questions_in(ask.text, ask.today, fallback_language=ask.language, names=_ANY_NAME)
    return (replace(who, language=ask.language), asked) if asked else (ask, [])


def _clause_around(text: str, begin: int, end: int) -> tuple[str, str]:
    """The clause that speaks of somebody, with one that goes on about them, and what is left of the text behind it."""
    before = max((match.end() for match in _BETWEEN.finditer(text, 0, begin)), default=0)
    ends = [*_BETWEEN.finditer(text, end)]
    following = [match.start() for match in ends[1:]] + [len(text)]
    behind = next(
        (
            match
            for match, stop in zip(ends, following, strict=False)
            if not _GOES_ON.match(text, match.end()) and (stop == len(text) or " " in text[match.end() : stop].strip())
        ),
        None,
    )
    close, rest = (behind.start(), text[behind.end() :]) if behind else (len(text), "")
    return text[begin if len(text[before:begin].split()) > NEAR else before : close], rest


def description(ask: Ask) -> dict[str, Any]:
    """What is said of them, as the tool that finds them takes it."""
    words, (part, asked) = _people(ask.language), in_parts(ask)
    form = _form(part) or next((_form(one) for one in asked[:1] if not only_tells(one)), "")  # "... water for him" is the dog's
    text = re.sub(r"['’`]", " ", fold(part.text))
    span = part.span
    since = span.since if span and span.since and span.since >= ask.today else None
    if span and since:
        text = text.replace(span.words, " ")
    for pattern in (words.frame, words.he, words.she):
        text = pattern.sub(" ", text)
    text = " ".join(re.findall(r"\w+(?:-\w+)*", text))
    kept = [word for word in text.split() if word not in ask.lexicon.stopwords]
    told = {"description": text if kept else "", "own_book": ask.says("mine"), "form": form, "language": ask.language}
    if span and since:
        told |= {"visit_from": since.isoformat(), "visit_until": (span.until or since).isoformat()}
    return told


def surely_described(found: Found | None, *, of_rule: bool = False, by_far: bool = False) -> int | None:
    """The client whom a description fits well, and nobody else nearly; better still where it may be of a rule of the house.
    `by_far`: everybody else must be farther off."""
    people: list[dict[str, Any]] = found.data["people"] if found else []
    best, second = ([one["score"] for one in people] + [0.0, 0.0])[:2]
    well = best >= (BETTER if of_rule else WELL) and second < (FEWER if by_far else ELSE) * best
    return int(people[0]["client_id"]) if well or (not of_rule and best >= RATHER and second < FEWER * best) else None


def _form(ask: Ask) -> Form:
    """Whether a gentleman or a lady is meant, where the words say one of them only: "reste-t-il" says neither."""
    asked = re.sub(r"\b(?:y a|reste|faut|manque)[ -]t[ -]il\b", " ", ask.asked)
    he, she = (bool(pattern.search(asked)) for pattern in (_people(ask.language).he, _people(ask.language).she))
    if not he and not she and (place := _calling(ask.text, ask.language, frozenset())):
        pointing = fold(ask.text[slice(*place)]).split()[0]
        he, she = (pointing in _listed("people")[ask.language].get(f"pointing_{form}", "").split() for form in ("he", "she"))
    return "" if he == she else "he" if he else "she"


@cache
def _callings(language: str) -> frozenset[str]:
    return frozenset(_listed("callings").get(language, "").split())


@cache
def _persons(language: str) -> frozenset[str]:
    return frozenset(_listed("people")[language]["persons"].split())


@cache
def _pointing(language: str) -> frozenset[str]:
    return frozenset(_listed("people")[language]["pointing"].split())


@cache
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
