""" "Remind me then" on the page: kept by a tap, said on the card, taken back, and told when it comes or is dropped."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from copilot.chat.drafting.answering import done
from copilot.chat.drafting.card import Place
from copilot.chat.drafting.reminding import remind
from copilot.chat.drafting.taps import show
from copilot.chat.words import LANGUAGES, words
from copilot.domain.desk import Desk, Role
from copilot.domain.draft import Letter
from copilot.domain.message import Channel, Message, Purpose
from copilot.outreach.checking import Guard
from copilot.outreach.drafts import begin
from copilot.outreach.reminders import NOTICES, STOPPED, WELCOME_NOW, remind_due, take_back
from copilot.outreach.trial.worker import FindsNothing
from copilot.policies import PolicyInForce
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft, Notice, Reminder
from copilot.records.people import Client, ContactPoint

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
POLICY = PolicyInForce().now()


def place(people: dict[str, int], name: str = "amara", language: str = "en") -> Place:
    role, store = (Role.MANAGER, None) if name == "margaux" else (Role.ASSOCIATE, 1)
    desk = Desk(people[name], name, role, store, date(2026, 3, 18), language)
    return Place(desk, Guard(FindsNothing()), POLICY, NOW)


@pytest.fixture
def draft(session: Session, people: dict[str, int]) -> Draft:
    """Amara's offer to Camille, who has had as many as may be this month."""
    here = people["here"]
    client = session.get_one(Client, here)
    client.country, client.timezone, client.associate_id = "GB", "Europe/London", people["amara"]
    session.add(Consent(client_id=here, channel="email", status="granted", at=NOW - timedelta(days=90)))
    session.add(ContactPoint(client_id=here, kind="email", value="c@example.com", normalised="c@example.com"))
    for days in (10, 20):
        sent = {"direction": "out", "channel": "email", "purpose": "marketing", "answered": True}
        session.add(Contact(client_id=here, at=NOW - timedelta(days=days), **sent))
    letter = Letter(here, "c@example.com", Message(Channel.EMAIL, Purpose.MARKETING, "The strap is here.", "Your strap"))
    begun = begin(session, place(people).desk, letter, POLICY, NOW, occasion="wish_back", language="en")
    session.commit()
    return begun


def tap(session: Session, at: Place, draft: Draft, what: Any) -> dict[str, Any]:
    payload = {"draft_id": draft.id, "version": draft.version, "at": "2026-03-19T10:00:00Z"}
    answer: dict[str, Any] = done(session, at, payload, what, looking=what is show)
    session.refresh(draft)
    return answer


def test_a_tap_keeps_the_day_that_we_found_and_the_card_says_it_until_it_is_taken_back(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(people)

    offered = tap(session, amara, draft, show)["card"]
    kept = tap(session, amara, draft, remind)["card"]
    take_back(session, people["amara"], people["here"])
    after = tap(session, amara, draft, show)["card"]

    said = words("drafting", "en")
    assert (offered["not_now"]["remind"], offered["reminder"]) == (said["remind_me"], None)
    assert kept["reminder"] == {"line": "You will be reminded on Saturday 28 March, 10:00.", "back": said["remind_back"]}
    assert after["reminder"] is None


def test_on_the_day_it_is_news_and_where_the_client_stopped_the_card_says_so(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(people)
    tap(session, amara, draft, remind)
    remind_due(session, POLICY, datetime(2026, 3, 28, 10, 1, tzinfo=UTC))
    again = Reminder(
        user_id=people["amara"], client_id=people["here"], draft_id=draft.id or 0, at=NOW + timedelta(days=9), made_at=NOW
    )
    stop = Consent(client_id=people["here"], channel="email", status="withdrawn", at=NOW + timedelta(days=1))
    session.add_all([again, stop])
    session.commit()

    remind_due(session, POLICY, NOW + timedelta(days=2))

    assert session.exec(select(Notice.kind).order_by(Notice.id)).all() == [WELCOME_NOW, NOTICES[STOPPED]]
    assert tap(session, amara, draft, show)["card"]["reminder"] == {
        "line": words("drafting", "en")["reminder_stopped"],
        "back": "",
    }


def test_a_manager_who_looks_on_finds_neither_the_button_nor_the_reminder(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    tap(session, place(people), draft, remind)

    seen = tap(session, place(people, "margaux"), draft, show)["card"]
    forced = tap(session, place(people, "margaux"), draft, remind)

    assert (seen["not_now"], seen["reminder"]) == (None, None)
    assert forced["gone"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_piece_of_news_has_its_sentence(language: str) -> None:
    assert not [one for one in NOTICES if f"reminder_{one}" not in words("drafting", language)]
    assert not [one for one in (WELCOME_NOW, *NOTICES.values()) if one not in words("alerts", language)]
