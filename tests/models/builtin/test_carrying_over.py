"""Follow-ups: what a short question takes from the one before it."""

from datetime import date

import pytest

from copilot.models.builtin.carrying import carried_over
from copilot.models.builtin.understanding import Ask, understand

TODAY = date(2026, 3, 18)


def ask(text: str) -> Ask:
    return understand(text, TODAY)


@pytest.mark.parametrize(("before", "now", "intent"), [
    ("How much did she spend this year?", "and last year?", "spent"),
    ("What did she buy in March 2025?", "and in April?", "bought"),
    ("How often was he here in 2024?", "and in 2025", "how_many"),
])  # fmt: skip
def test_another_time_keeps_the_kind_of_question(before: str, now: str, intent: str) -> None:
    completed = carried_over(ask(now), ask(before))

    assert intent in completed.intents
    assert completed.span == ask(now).span


def test_a_question_of_its_own_kind_takes_nothing() -> None:
    now = ask("When did she last buy something?")

    assert carried_over(now, ask("How much did she spend in 2024?")) == now


def test_telling_words_make_a_question_of_their_own() -> None:
    now = ask("and her shoe size?")

    assert carried_over(now, ask("How much did she spend in 2024?")) == now


def test_a_name_asks_nothing_by_itself() -> None:
    completed = carried_over(ask("and Sophie?"), ask("How much did he spend in 2024?"), frozenset({"sophie"}))

    assert "spent" in completed.intents
    assert completed.span is not None
    assert completed.span.since == date(2024, 1, 1)


def test_how_do_we_know_that_is_about_what_was_asked_before() -> None:
    completed = carried_over(ask("How do we know that?"), ask("What is her ring size?"))

    assert completed.intents == ("provenance",)
    assert completed.about == ("ring", "size")
