"""What may be done to a message or a client without changing what the guard says; our own cases to try it on."""

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

from copilot.domain.message import Message
from copilot.domain.situation import Situation
from copilot.policies import BENCHMARK, read_policy
from copilot.reading.cases import case_of
from copilot.settings import house_folder

FILE = Path(__file__).parents[1] / "bench" / "data" / "outreach_laws.jsonl"
_LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")
_PICTURES = "😀🎉✨🙈💐"


def with_invisible(text: str, chance: random.Random) -> str:
    """Signs of no width between the letters."""
    return "".join(letter + (chance.choice("\u200b\u200c\u2060\u00ad") if letter.isalpha() else "") for letter in text)


def with_lookalikes(text: str, chance: random.Random) -> str:
    """Cyrillic letters in Latin words; the first letter of each word stays."""
    return "".join(
        letter.translate(_LOOKALIKES) if place and text[place - 1].isascii() and text[place - 1].isalpha() else letter
        for place, letter in enumerate(text)
    )


def with_pictures(text: str, chance: random.Random) -> str:
    """Emoji between the words and within them."""
    words = [
        word[:2] + chance.choice(_PICTURES) + word[2:] if len(word) > 4 and word.isalpha() else word for word in text.split(" ")
    ]
    return f" {chance.choice(_PICTURES)} ".join(words)


def in_full_width(text: str, chance: random.Random) -> str:
    """Letters of another width."""
    return "".join(chr(ord(letter) + 0xFEE0) if "a" <= letter <= "z" else letter for letter in text)


def with_stray_accents(text: str, chance: random.Random) -> str:
    """Marks on letters that carry none in any of our languages."""
    return "".join(letter + "\u0337" if letter.isascii() and letter.isalpha() else letter for letter in text)


TRICKS: tuple[Callable[[str, random.Random], str], ...] = (
    with_invisible,
    with_lookalikes,
    with_pictures,
    in_full_width,
    with_stray_accents,
)


@cache
def cases() -> tuple[dict, ...]:
    """Our own: five trades in each of four languages, one never-given fact used in each."""
    return tuple(json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())


def told(raw: dict, source: str) -> dict:
    """The same, had the fact been learned another way."""
    return {**raw, "facts": [{**fact, "source": source} for fact in raw["facts"]]}


def judged(raw: dict) -> tuple[Message, Situation]:
    """What is judged."""
    case = case_of(raw)
    return case.message(), case.situation(_policy())


@cache
def _policy():
    return read_policy(house_folder() / "knowledge" / BENCHMARK)
