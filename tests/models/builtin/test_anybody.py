"""Questions about nobody whom we know: what they ask, whether they are about a rule, and where they name somebody after all."""

import re
from datetime import date

import pytest

from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.parts import questions_in
from copilot.models.builtin.trade import PRICE, TIME, in_house_words, services_in, what_is_asked
from copilot.models.builtin.understanding import understand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "asked",
    [
        "A lady's clutch got soaked in the rain. What do I tell her?",
        "un monsieur veut rendre une ceinture portée, on peut la reprendre ?",
        "una cliente ha perso il certificato, quanto costa rifarlo?",
        "una señora quiere pagar en efectivo, ¿puede?",
    ],
)
def test_somebody_in_general_asks_for_a_rule(asked: str) -> None:
    assert understand(asked, TODAY).of_rule


@pytest.mark.parametrize(
    "asked",
    [
        "There's a lady at the desk with a repair. Which one of mine is she?",
        "a man who builds harpsichords",
        "which of my clients has an open repair",
    ],
)
def test_somebody_who_is_looked_for_asks_for_none(asked: str) -> None:
    assert not understand(asked, TODAY).of_rule


@pytest.mark.parametrize(
    "asked",
    ["the hem has come down: what do we charge, and when is it ready?", "A man's zip broke. How much is a new one and how long?"],
)
def test_a_question_about_a_service_is_not_cut(asked: str) -> None:
    assert len(questions_in(asked, TODAY)) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("what'll that set her back and how many weeks", {PRICE, TIME}),
        ("combien pour un ourlet", {PRICE}),
        ("quanto ci mette", {TIME}),
        ("¿para cuándo estaría?", {TIME}),
    ],
)
def test_a_price_and_a_time_are_asked_for_in_many_ways(asked: str, told: set[re.Pattern[str]]) -> None:
    assert set(what_is_asked(asked)) == told


def test_what_is_only_a_time_or_a_thing_is_no_service() -> None:
    assert services_in("a bag on Thursday, how long") == ()
    assert not any("Thursday" in words for words in in_house_words("the parcel came on Thursday"))
    assert "repair" in services_in(plain("Une réparation ?"))


def test_the_weather_is_no_service() -> None:
    assert services_in("will it rain tomorrow") == ()
