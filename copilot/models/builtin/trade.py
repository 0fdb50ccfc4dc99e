"""What a question about a rule is about, in the words in which house documents are written."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from copilot.domain.wording import fold
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import lexicon, plain

PRICE = re.compile(r"[£€$] ?\d|\bfree\b")
TIME = re.compile(r"\b(?:minutes?|hours?|days?|weeks?|months?|years?)\b|\d\d:\d\d")


@dataclass(frozen=True)
class _Matter:
    words: str
    said: re.Pattern[str]
    kind: str  #: "thing" or "asked" where it is no service by itself
    beside: str  #: the matter without which it is only a time: "on Thursday" asks for no opening hours


def in_house_words(question: str) -> tuple[str, ...]:
    """The English words of each matter that a question in any of our languages names: "ourlet" is about "hem, alterations"."""
    return tuple(matter.words for matter in _named(question))


def services_in(question: str) -> tuple[str, ...]:
    """Of these, what a shop does and has rules about: a repair, a return; neither what it sells nor "how long"."""
    return tuple(matter.words for matter in _named(question) if not matter.kind)


def said_of_services(question: str) -> frozenset[str]:
    """The words of a question, folded, with which a service is named: they are no slips in a name."""
    said = [match for matter in _named(question) if not matter.kind for match in _words_said(matter, question)]
    return frozenset(word for words in said for word in words.split())


def _words_said(matter: _Matter, question: str) -> list[str]:
    plainly = re.sub(r"[\W_]+", " ", fold(question))
    return [match.group() + _end(plainly, match.end()) for match in matter.said.finditer(plainly)]


def _end(text: str, at: int) -> str:
    """What is left of the word that goes on at a place of a text."""
    return text[at:].partition(" ")[0]


def things_in(question: str) -> tuple[str, ...]:
    """Of these, what it sells, and its sizes."""
    return tuple(matter.words for matter in _named(question) if matter.kind == "thing")


def _named(question: str) -> list[_Matter]:
    said = re.sub(r"[\W_]+", " ", fold(question))
    named = [matter for matter in _matters() if matter.said.search(said)]
    there = {matter.words for matter in named}
    return [matter for matter in named if not matter.beside or matter.beside in there]


def what_is_asked(question: str) -> tuple[re.Pattern[str], ...]:
    """How an answer of the house documents looks: it holds a price, or a time, where that is asked for."""
    words, asked = lexicon(language_of(question)), plain(question)
    return tuple(pattern for signal, pattern in (("asks_price", PRICE), ("asks_time", TIME)) if words.says(signal, asked))


@cache
def _matters() -> tuple[_Matter, ...]:
    listed = yaml.safe_load((Path(__file__).parent / "lexicon" / "trade.yaml").read_text(encoding="utf-8"))
    return tuple(
        _Matter(
            words=_words(one["words"]),
            said=re.compile("|".join(map(_pattern, one["said"]))),
            kind=one.get("kind", ""),
            beside=_words(one.get("beside", ())),
        )
        for one in listed
    )


def _words(listed: list[object]) -> str:
    return " ".join(map(str, listed))


def _pattern(beginning: object) -> str:
    text = str(beginning).replace("_", " ")
    return rf"\b{text[:-1]}\b" if text.endswith("=") else rf"\b{text}"
