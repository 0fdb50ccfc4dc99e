"""A kind that is only likely: taken where no word says another, and never for what stands on no receipt."""

from datetime import date

import numpy as np
import pytest

from copilot.models.builtin import guessing
from copilot.models.builtin.guessing import about_a_client
from copilot.models.builtin.kinds import Guess, Vectors, no_vector
from copilot.models.builtin.parts import questions_in
from copilot.models.builtin.understanding import Ask, understand

TODAY = date(2026, 3, 18)


class Leaning:
    """What was learned, sure of one kind to one degree."""

    def __init__(self, kind: str, likely: float) -> None:
        self.kind, self.likely = kind, likely

    def guess(self, vector: Vectors) -> Guess:
        return Guess(self.kind, self.likely, ((self.kind, self.likely),))


def told(text: str, kind: str, likely: float, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setattr(guessing, "learned", lambda head: Leaning(kind, likely))
    return about_a_client(understand(text, TODAY), frozenset({"odette"}), lambda text: np.zeros(1, dtype=np.float32))


def test_a_likely_kind_is_asked_where_no_word_says_another(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = told("anything hanging with Odette", "promises", 0.5, monkeypatch)

    assert ask.intents == ("promises",)


def test_a_likely_kind_that_would_add_something_up_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = told("anything hanging with Odette", "how_many", 0.5, monkeypatch)

    assert ask.intents == ()


def test_what_every_kind_is_worth_stays_with_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = told("anything hanging with Odette", "detail", 0.3, monkeypatch)

    assert ask.shares == (("detail", 0.3),)


@pytest.mark.parametrize("question", ["How many brothers does Odette have?", "¿Cuántos hermanos tiene Odette?"])
def test_brothers_are_not_counted_on_receipts(question: str) -> None:
    ask = about_a_client(understand(question, TODAY), frozenset({"odette"}), no_vector)

    assert "how_many" not in ask.intents


def test_how_come_belongs_to_the_question_before_it() -> None:
    asks = questions_in("Which bag did Odette bring back, and how come?", TODAY)

    assert len(asks) == 1
