"""A subject for an e-mail that somebody wrote in their own words: the way it begins, else a plain line."""

import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from copilot.domain.wording import fold
from copilot.models.builtin.writing.lines import LANGUAGES, said, sayable, spoken

_GREETING = re.compile(
    r"^\s*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|ch[eè]re?s?|ciao|gentile|car[oa]|buongiorno"
    r"|buonasera|hola|estimad[oa]|querid[oa]|buen[oa]s)\b[^,!:\n]{0,40}(?:[,!:]|\n)\s*",
    re.IGNORECASE,
)
_STOP = re.compile(r"[,;:.!?…—–\n]")
_FIGURE = re.compile(r"[£€$¥]|\d{3,}")  #: prices and long numbers are checked in the letter, and not said twice
_FEWEST, _MOST, _LETTERS = 2, 9, 60
#: Occasions of which the writer's own subjects hold whatever the letter says.
_ALWAYS_TRUE = ("answer", "apology", "promise")


def opening(text: str, language: str) -> str:
    """The first clause after the greeting, where it is short and reads as a subject; else empty."""
    words = _subjects(language)
    body = _GREETING.sub("", text.strip(), count=1)
    stop = _STOP.search(body)
    clause = body[: stop.start()] if stop else body
    clause = re.split(rf"\s(?:{words['ends']})(?:\s|$)", clause, maxsplit=1, flags=re.IGNORECASE)[0].strip(" \"'«»“”")
    if not _FEWEST <= len(clause.split()) <= _MOST or len(clause) > _LETTERS or _FIGURE.search(clause):
        return ""
    if not re.match(rf"(?:{words['begins']})\b", fold(clause)):
        return ""
    return clause[:1].upper() + clause[1:]


def plain_subject(occasion: str, language: str, me: str, seed: int) -> str:
    """A line that fits any letter of this occasion; it says nothing of the client."""
    chance = random.Random(f"{seed} {language} subject")
    fitting = sayable(spoken(language)[occasion]["subject"], {}) if occasion in _ALWAYS_TRUE else []
    return said(chance.choice(fitting or _subjects(language)["plain"]), {"me": me}, language, chance)


@cache
def _subjects(language: str) -> dict[str, Any]:
    kept = yaml.safe_load(Path(__file__).with_name("subjects.yaml").read_text(encoding="utf-8"))
    return dict(kept[language if language in LANGUAGES else "en"])
