"""What a new password must be: long, and not one of those that are guessed first."""

import re
from functools import cache
from pathlib import Path

from copilot.domain.wording import fold
from copilot.errors import CopilotError

SHORTEST, LONGEST = 12, 200  #: characters
_LEFT = 5  #: so many letters and digits must be left when all that is easily guessed is taken out
_ROWS = ("qwertyuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "wxcvbn", "abcdefghijklmnopqrstuvwxyz", "01234567890")
_YEAR, _REPEATED = re.compile(r"(19|20)\d\d"), re.compile(r"(.)\1{2,}|(.{2,6}?)\2+")
_AS_LETTERS = str.maketrans("0134578@$!", "oieastbasi")


class PasswordRefused(CopilotError):
    """A new password that is too easy; the words say what to choose instead."""


def refuse_weak(password: str, *known: str) -> None:
    """Raise PasswordRefused for a password that is too short or guessed first; `known` are names that everybody can guess."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(
            f"A password has {SHORTEST} to {LONGEST} characters; three or four words are easy to keep in mind.",
            key="password_length",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if _left(password, known) < _LEFT:
        raise PasswordRefused(
            "That password is among the first that are guessed: a common word, a name or a row of keys. "
            "Take three or four words that have nothing to do with each other.",
            key="password_guessed",
        )


def _left(password: str, known: tuple[str, ...]) -> int:
    """How much stays when words that everybody knows, names, rows of keys and repetitions are taken out."""
    names = {word for name in known for word in re.split(r"[^a-z0-9]+", fold(name)) if len(word) > 2}
    folded = _YEAR.sub(" ", fold(password))
    return min(_rest(written, names) for written in (folded, folded.translate(_AS_LETTERS)))


def _rest(written: str, names: set[str]) -> int:
    rest = written
    for word in sorted({*_common(), *names}, key=len, reverse=True):
        rest = rest.replace(word, " ")
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for length in range(len(row), 2, -1):
            for at in range(len(row) - length + 1):
                rest = rest.replace(row[at : at + length], " ")
    return len(re.findall(r"[^\W_]", _REPEATED.sub(" ", rest)))


@cache
def _common() -> frozenset[str]:
    lines = (Path(__file__).parent / "common_in_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
