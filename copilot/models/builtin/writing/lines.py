"""The lines of one language, as they stand in its file: which of them can be said, and how one is filled."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from copilot.models.builtin.elision import elided

LANGUAGES = ("en", "fr", "it", "es")
_EITHER = re.compile(r"<([^<>]*)>")
_FORM = re.compile(r"\[([^\[\]|]*)\|([^\[\]]*)\]")
_QUE = re.compile(r"\bque (?=[AEIOUÀÂÉÈÊËÎÏÔÖÙÛ])")
_NUMBER = re.compile(r"\(([^()|]*)\|([^()]*)\)")
_PLURAL = re.compile(r"(?<![su])s$", re.IGNORECASE)  #: "Hoops", and not "Glass" or "Campus"
_THE_THE = re.compile(r"\b[Tt]he (?=(?:The|Le|La|Les|L'|Il|Lo|I|Gli|El|Los|Las)\b)")


@cache
def spoken(language: str) -> dict[str, Any]:
    """Everything that the file of a language holds; English where there is none of it."""
    known = language if language in LANGUAGES else "en"
    return dict(yaml.safe_load((Path(__file__).parent / f"{known}.yaml").read_text(encoding="utf-8")))


def holes(line: str) -> frozenset[str]:
    """What must be known for a line to be said, whichever of its alternatives is chosen."""
    certain = _EITHER.sub("", line)
    return frozenset(name for _, name, _, _ in Formatter().parse(certain) if name)


def sayable(lines: Sequence[str], filled: Mapping[str, str]) -> list[str]:
    """The lines for which everything is known."""
    return [line for line in lines if holes(line) <= {name for name, value in filled.items() if value}]


def said(line: str, filled: Mapping[str, str], language: str, chance: random.Random, *, familiar: bool = False) -> str:
    """A line as it is written: its number and its form of address settled, one of its alternatives chosen, its holes filled."""

    def chosen(either: re.Match[str]) -> str:
        options = [one for one in either[1].split("|") if holes(one) <= {name for name, value in filled.items() if value}]
        return chance.choice(options) if options else ""

    one = _NUMBER.sub(lambda number: number[2] if _several(filled.get("piece", "")) else number[1], line)
    text = _addressed(_EITHER.sub(chosen, one), familiar)
    known = {name: _addressed(filled.get(name, ""), familiar) for name in holes(text)}
    words = elided(text, known, language).format(**known)
    words = _QUE.sub("qu'", words) if language == "fr" else words
    return _capital(re.sub(r"\s+([,.])", r"\1", re.sub(r" {2,}", " ", _THE_THE.sub("", words))).strip())


def _addressed(text: str, familiar: bool) -> str:
    return _FORM.sub(lambda form: form[2] if familiar else form[1], text)


def _several(piece: str) -> bool:
    """Whether a piece is spoken of as several: "the Séverine Hoops are here"."""
    return _PLURAL.search(re.split(r"[,(]", piece)[0].strip()) is not None


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
