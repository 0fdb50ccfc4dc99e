"""Marks and titles of sources speak the asker's language; what was written down stays as it is."""

from datetime import date

import pytest

from copilot.assistant.cite import KINDS
from copilot.chat.marks import mark_in, marked_in, title_in, unmarked
from copilot.chat.words import LANGUAGES, words
from copilot.domain.source import Source

DAY = date(2026, 3, 3)


def test_every_kind_has_one_word_in_every_language_and_said_back_it_is_the_same_kind() -> None:
    assert set(words("marks", "en")) == KINDS

    for language in LANGUAGES:
        shown = {kind: f"Yes [{mark_in(f'{kind} a-1', language)}]." for kind in KINDS}
        assert {kind: unmarked(text) for kind, text in shown.items()} == {kind: f"Yes [{kind} a-1]." for kind in KINDS}


def test_an_answers_own_marks_are_put_into_words_and_what_it_quotes_is_not() -> None:
    bought = Source("purchase", "12", "Maya Lin, 3 March 2026", "")

    shown = marked_in("She bought it [purchase 12]; it said “[purchase 9]”.", [bought], "it")

    assert shown == "She bought it [acquisto 12]; it said “[purchase 9]”."
    assert unmarked(shown) == "She bought it [purchase 12]; it said “[purchase 9]”."


@pytest.mark.parametrize(
    ("kind", "title", "shown"),
    [
        ("note", "Maya Lin, 3 March 2026", "Maya Lin, 3 mars 2026"),
        ("promise", "Promise of 3 March 2026", "Promesse du 3 mars 2026"),
        ("case", "Repair of 3 March 2026", "Réparation du 3 mars 2026"),
        ("contact", "whatsapp from Promise", "WhatsApp de Promise"),
        ("consent", "email: granted", "E-mail : oui"),
        ("ledger", "Maya Lin: what we know", "Maya Lin : ce que nous savons"),
        ("figure", "Sum of 3 purchases", "Somme de 3 achats"),
        ("purchase", "Maya Lin: purchase", "Maya Lin : achat"),
        ("fact", "ring size", "ring size"),
        ("note", "Promise of {name}", "Promise of {name}"),
    ],
)
def test_a_title_is_said_in_french_as_far_as_it_is_ours(kind: str, title: str, shown: str) -> None:
    source = Source(kind, "1", title, "Her words, 3 March 2026", on=DAY)

    assert title_in(source, "fr") == shown
    assert title_in(source, "en") == title
