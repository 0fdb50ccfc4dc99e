"""What would be written down, and what only asks: a size with a question behind it changes nothing."""

from datetime import date

import pytest

from copilot.models.builtin.alike import covered
from copilot.models.builtin.changing.reading import change_in

TODAY = date(2026, 3, 18)


@pytest.mark.parametrize("asked", [
    "Odette Marlin loafer size and which days am I not to ring her",
    "la Marlin cosa beve e perché non vuole borse a spalla",
    "Odette Marlin veut du thé et pourquoi des gants",
    "Odette Marlin quiere el azul y qué talla tiene",
])  # fmt: skip
def test_a_question_behind_it_makes_it_a_question(asked: str) -> None:
    assert change_in(asked, TODAY) is None


def test_a_size_that_is_told_is_still_written_down() -> None:
    change = change_in("Odette Marlin's ring size is 52 and not 51", TODAY)

    assert change is not None
    assert change.tool == "correct_fact"


def test_tea_in_french_is_no_english_article() -> None:
    assert covered("Comes at the end of the morning", ["the"], "fr") == 0
    assert covered("Drink: smoked tea", ["the"], "fr") == 1
