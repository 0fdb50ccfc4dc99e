"""What is not to be done with somebody: said with what stays unsaid, and where somebody asks whether to write."""

from datetime import date

import pytest

from copilot.domain.source import Found
from copilot.models.builtin.answering import answer
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.understanding import understand
from tests.models.builtin.test_nearest import NAMED, TODAY, known


def asked(text: str, *found: Found) -> Hearing:
    return Hearing(understand(text, TODAY), (), (NAMED, *found), whole=text)


def written(text: str) -> Found:
    passage = {
        "kind": "note",
        "mark": "note 9",
        "text": text,
        "on": date(2026, 3, 2),
        "author": "Ida",
        "provenance": None,
        "do_not_mention": False,
        "cosine": 0.8,
        "covered": 0.0,
    }
    data = {"client_id": 7, "name": "Odette Marlin", "query": "", "since": None, "passages": [passage], "supported": True}
    return Found("search_notes", (), data)


@pytest.mark.parametrize("question", [
    "What must I on no account offer Odette Marlin?",
    "Qu'est-ce que je ne propose jamais à Odette Marlin ?",
    "Cosa non devo mai proporre a Odette Marlin?",
    "¿Qué es lo que ya no le enseño a Odette Marlin?",
])  # fmt: skip
def test_what_somebody_will_not_have_is_to_be_left_alone(question: str) -> None:
    said = answer([asked(question, known(("Taste", "Never anything with feathers"), ("Ring size", "51, not 52")))])

    assert "feathers" in said
    assert "52" not in said


@pytest.mark.parametrize("note", [
    "Bought a clock. Do not ask her about the lease.",
    "A acheté une pendule. Ne pas lui parler du bail.",
    "Ha preso un orologio, non chiederle del contratto",
    "Se llevó un reloj. Nunca preguntar por el contrato.",
])  # fmt: skip
def test_what_a_note_forbids_is_to_be_left_alone(note: str) -> None:
    said = answer([asked("What should I avoid with Odette Marlin?", known(), written(note))])

    assert "[note 9]" in said


def test_a_note_that_forbids_nothing_is_not_brought_up() -> None:
    said = answer([asked("What should I avoid with Odette Marlin?", known(), written("She did not ask for a bag"))])

    assert "[note 9]" not in said


def test_who_wants_no_message_at_all_is_said_so_when_somebody_asks_whether_to_drop_a_line() -> None:
    consent = {
        "channel": "email",
        "purpose": "marketing",
        "status": "withdrawn",
        "on": date(2026, 2, 1),
        "how": "",
        "mark": "consent 3",
    }
    data = {"client_id": 7, "name": "Odette Marlin", "called": "Odette", "ledger": "ledger contacts-7", "consents": [consent]}
    contacts = Found("consents_and_contacts", (), data | {"contacts": [], "marketing_30_days": 0})

    heard = asked(
        "ok if I drop Odette Marlin a line about the new clocks?", known(("Contact", "No message of any kind")), contacts
    )

    said = answer([heard])

    assert "no channel is open" in said
    assert "No message of any kind" in said
