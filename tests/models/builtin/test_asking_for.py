"""What a question about the book asks for, as the filters that find it."""

from datetime import date

import pytest

from copilot.models.builtin.asking_for import book_filters
from copilot.models.builtin.understanding import understand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "asked",
    ["who works in radio and comes on thursdays", "la que hace radio y viene los jueves", "quella che viene ogni giovedì"],
)
def test_a_habit_is_no_appointment(asked: str) -> None:
    assert "visit_from" not in book_filters(understand(asked, TODAY))


@pytest.mark.parametrize(
    "asked", ["quanto hanno speso i miei clienti da inizio anno", "cuánto han gastado mis clientes en lo que va de año"]
)
def test_the_beginning_of_the_year_is_no_town(asked: str) -> None:
    filters = book_filters(understand(asked, TODAY))

    assert filters["spent_since"] == "2026-01-01"
    assert "city" not in filters


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("which of my promises are late, and to whom", True),
        ("qu'est-ce que j'ai promis moi", True),
        ("which promises are overdue in the whole store", False),
    ],
)
def test_what_i_promised_is_told_from_what_we_promised(asked: str, own: bool) -> None:
    assert book_filters(understand(asked, TODAY)).get("promised_by_me", False) is own
