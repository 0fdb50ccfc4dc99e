"""A message that may ask us to stop, in the chat of whoever looks after its writer."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from copilot.chat import doubting
from copilot.chat.review.answering import DeskRefused, told
from copilot.chat.review.shown import Looking
from copilot.chat.words import LANGUAGES
from copilot.domain.desk import Desk
from copilot.errors import OutOfScope
from copilot.outreach.settling import NotTakenBack
from copilot.records.drafts import Arrival
from copilot.records.people import Client
from tests.outreach.conftest import desks
from tests.outreach.test_reviewing import GUARD, NOW, POLICY, consents

__all__ = ["consents", "desks"]


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite; that a stop is obeyed on both kinds is shown where messages come in."""
    return migrated_sqlite


def at(desk: Desk, minutes: int = 0) -> Looking:
    return Looking(desk, lambda: GUARD, POLICY, NOW + timedelta(minutes=minutes))


@pytest.fixture
def number(session: Session, desks: dict[str, Desk]) -> int:
    """A message of Ann's client that waits for somebody's word."""
    client = session.exec(select(Client)).one()
    waiting = Arrival(gateway_id="SM1", channel="sms", sender="+447700900001", text="I have <b>quite</b> enough of these", at=NOW)
    waiting.because = waiting.means = "maybe_stop"
    waiting.client_id = client.id
    session.add(waiting)
    session.commit()
    return waiting.id or 0


def test_the_message_is_shown_with_plain_answers_and_what_is_held_meanwhile(
    session: Session, desks: dict[str, Desk], number: int
) -> None:
    seen = doubting.shown(session, at(desks["ann"]), {"id": number})

    assert (seen["title"], seen["text"]) == ("Does Cleo ask us to stop?", "I have <b>quite</b> enough of these")
    assert seen["says"] == "Until you or a manager has said, nothing that sells leaves for Cleo."
    assert [one["label"] for one in seen["answers"]] == [
        "Yes: no more by SMS", "Yes: nothing more at all", "No, it is no stop"
    ]  # fmt: skip


def test_it_is_said_with_one_tap_and_taken_back_with_another(session: Session, desks: dict[str, Desk], number: int) -> None:
    ann = desks["ann"]

    said = doubting.decide(session, at(ann), {"id": number, "asks": "stop_channel"})
    seen_by_manager = doubting.shown(session, at(desks["mia"]), {"id": number})
    undone = doubting.undo(session, at(ann, 1), {"id": number})

    assert said["says"].startswith("ann said on 18 Mar 2026, 10:00: it is a stop. Nothing goes out by SMS any more")
    assert said["undo"]["label"] == seen_by_manager["undo"]["label"] == "Take it back"
    assert len(undone["answers"]) == 3


def test_a_colleague_finds_no_such_message_and_no_other_answer_is_taken(
    session: Session, desks: dict[str, Desk], number: int
) -> None:
    for tap in (doubting.shown, doubting.decide, doubting.undo):
        with pytest.raises(OutOfScope):
            tap(session, at(desks["bob"]), {"id": number, "asks": "no_stop"})
    with pytest.raises(DeskRefused):
        doubting.decide(session, at(desks["ann"]), {"id": number, "asks": "start"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_it_is_not_taken_back_is_said_in_every_language(
    session: Session, desks: dict[str, Desk], number: int, language: str
) -> None:
    doubting.decide(session, at(desks["ann"]), {"id": number, "asks": "stop_all"})

    with pytest.raises(NotTakenBack) as refused:
        doubting.undo(session, at(desks["ann"], 11), {"id": number})

    assert "START" in str(told(refused.value, language)["words"])
