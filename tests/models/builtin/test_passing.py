"""A name that is also an everyday word: who is meant when it is said in passing, and when it is not."""

from typing import Any

import pytest

from copilot.domain.source import Found
from copilot.models.builtin.passing import without_passing


def named(*words: str) -> Found:
    return Found("find_client", (), {"clients": [{"words": word} for word in words], "described": False})


def left(found: Found) -> list[Any]:
    return [row["words"] for row in found.data["clients"]]


@pytest.mark.parametrize(("text", "language", "words", "meant"), [
    ("Arriva Ottavia, cosa le preparo da bere", "it", ("Ottavia", "bere"), ["Ottavia"]),
    ("cosa le preparo, a Bere", "it", ("Bere",), ["Bere"]),
])  # fmt: skip
def test_an_everyday_word_names_nobody_beside_a_name(text: str, language: str, words: tuple[str, ...], meant: list[str]) -> None:
    assert left(without_passing(named(*words), text, language, somebody=False)) == meant


def test_an_everyday_word_names_nobody_where_somebody_is_spoken_of() -> None:
    assert left(without_passing(named("vale"), "vale, y eso lo tenemos aquí?", "es", somebody=True)) == []


def test_an_everyday_word_that_is_the_only_name_is_one() -> None:
    assert left(without_passing(named("vale"), "qué talla tiene vale", "es", somebody=False)) == ["vale"]
