"""How the built-in model speaks: dates, articles and counts as people of each language say them."""

from datetime import date

import pytest

from copilot.models.builtin.voice import Voice

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "on 8 March 2026"), ("fr", "le 8 mars 2026"), ("it", "l'8 marzo 2026"), ("es", "el 8 de marzo de 2026")],
)
def test_a_day_is_said_as_the_language_says_it(language: str, said: str) -> None:
    assert Voice(language, TODAY).when(date(2026, 3, 8)) == said


def test_an_ordinary_day_keeps_its_article_in_italian() -> None:
    voice = Voice("it", TODAY)

    assert voice.span(date(2026, 3, 11), None) == " dall'11 marzo 2026"
    assert voice.span(date(2026, 3, 18), None) == " dal 18 marzo 2026"


@pytest.mark.parametrize(("name", "said"), [("Amélie Roux", "d'Amélie Roux"), ("Sophie Laurent", "de Sophie Laurent")])
def test_a_name_that_begins_with_a_vowel_is_joined_in_french(name: str, said: str) -> None:
    sentence = Voice("fr", TODAY).say("gifts", name=name, list="-")

    assert sentence == f"Cadeaux achetés par {name} : -."
    assert said in Voice("fr", TODAY).say("wishes", name=name, list="-")


def test_the_words_of_a_note_are_never_changed() -> None:
    sentence = Voice("fr", TODAY).say("note_said", author="Inès", day="3 mars", quote="le sac de Amélie", mark="note 1")

    assert sentence == "D'après une note d'Inès, 3 mars : « le sac de Amélie » [note 1]."
