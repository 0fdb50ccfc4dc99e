"""What a client's card says of the messages that are being written to them: to whom it may be said, opened or begun there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from copilot.chat.cards import Speech
from copilot.chat.drafting.on_card import drafts_shown
from copilot.chat.words import LANGUAGES, words
from copilot.domain.desk import Desk, Role
from copilot.domain.draft import ENDED, Status
from copilot.records.care import Appointment
from copilot.records.columns import now
from copilot.records.database import connect
from copilot.records.drafts import Cover, Draft, Reminder
from copilot.records.people import Client, ContactPoint
from tests.chat.served import Served, chatting

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)


def shown(session: Session, people: dict[str, int], name: str, role: Role = Role.ASSOCIATE) -> dict[str, object]:
    desk = Desk(people[name], name, role, None if role is Role.MANAGER else 1, NOW.date())
    return drafts_shown(session, desk, session.get_one(Client, people["here"]), Speech("en", date(2026, 3, 18)), NOW)


def written(session: Session, people: dict[str, int], whose: str, status: str = "writing", **more: object) -> Draft:
    given = {
        "client_id": people["here"],
        "associate_id": people[whose],
        "channel": "email",
        "purpose": "service",
        "text": "Psst.",
    }
    draft = Draft(**{**given, "status": status, "key": f"{whose}{status}", "changed_at": NOW - timedelta(days=1), **more})
    session.add(draft)
    session.commit()
    return draft


def test_ones_own_drafts_stand_there_with_state_channel_and_day_and_without_their_words(
    session: Session, people: dict[str, int]
) -> None:
    draft = written(session, people, "amara")
    for ended in ENDED:
        written(session, people, "amara", ended.value)

    card = shown(session, people, "amara")

    assert card["rows"] == [{"id": draft.id, "state": "With you", "channel": "email", "how": "e-mail", "when": "yesterday"}]
    assert (card["write"], card["none"]) == ("", "")
    assert "Psst" not in str(card)


def test_a_colleague_sees_none_of_it_who_stands_in_sees_it_as_theirs_and_who_leads_sees_whose_it_is(
    session: Session, people: dict[str, int]
) -> None:
    written(session, people, "amara", "waiting")
    before = shown(session, people, "tom")
    session.add(Cover(user_id=people["amara"], colleague_id=people["tom"], since=NOW - timedelta(days=1)))
    session.commit()

    tom, margaux = shown(session, people, "tom"), shown(session, people, "margaux", Role.MANAGER)

    assert (before["rows"], before["write"]) == ([], "Write to Camille")
    assert [row["state"] for row in tom["rows"]] == ["With a manager"]
    assert [row["state"] for row in margaux["rows"]] == ["Amara asks for a review"]


def test_nobody_is_offered_to_write_to_who_is_no_client_any_more_or_without_the_right_to(
    session: Session, people: dict[str, int]
) -> None:
    administrator = shown(session, people, "amara", Role.ADMINISTRATOR)
    session.get_one(Client, people["here"]).status = "left"
    session.commit()

    assert [administrator["write"], shown(session, people, "amara")["write"]] == ["", ""]


def test_a_reminder_that_waits_stands_there_too(session: Session, people: dict[str, int]) -> None:
    draft = written(session, people, "amara", "expired")
    mine = {"user_id": people["amara"], "client_id": people["here"], "draft_id": draft.id or 0}
    session.add(Reminder(**mine, at=NOW + timedelta(days=10), made_at=NOW))
    session.commit()

    assert shown(session, people, "amara")["reminder"] is not None
    assert shown(session, people, "tom")["reminder"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_sentence_on_the_card(language: str) -> None:
    said = words("drafting", language)

    assert not [one for one in Status if one not in ENDED and f"card_{one.value}" not in said]


@pytest.fixture
def rows(page: Served) -> Iterator[Session]:
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


async def test_a_tap_on_the_card_begins_a_message_or_asks_for_it_in_the_conversation_and_opens_it_again(
    page: Served, rows: Session
) -> None:
    store_id = rows.get_one(Client, 1).store_id
    expected = Client(source_id="expected", given_name="Ottilie", family_name="Brandt", store_id=store_id)
    nothing = Client(source_id="nothing", given_name="Nadia", family_name="Vance", store_id=store_id)
    rows.add_all([expected, nothing])
    rows.flush()
    rows.add(ContactPoint(client_id=expected.id or 0, kind="email", value="o@example.com", normalised="o@example.com"))
    rows.add(Appointment(client_id=expected.id or 0, store_id=store_id, starts_at=now() + timedelta(days=2)))
    rows.commit()

    async with chatting(page, page.sign_in("amara")) as chat:
        begun = chat.act("draft_begin", client_id=expected.id).json()["response"]
        card = chat.act("client_card", client_id=expected.id).json()["response"]["card"]["drafts"]
        opened = chat.act("draft_open", draft_id=card["rows"][0]["id"]).json()["response"]
        asked = chat.act("draft_begin", client_id=nothing.id).json()["response"]
        await chat.socket.call("window_message", {"copilot": "reload"})  # what was shown has arrived before it is answered
        cards = [one["props"]["draft_id"] for one in chat.elements if one["name"] == "DraftCard"]
        foreign = [chat.act("draft_begin", client_id=one).json()["response"] for one in (3, 10**6, "1", None)]

    assert (begun, opened) == ({"ok": True}, {"ok": True})
    assert [row["id"] for row in card["rows"]] * 2 == cards
    assert asked == {"ok": True, "ask": "Write to Nadia Vance"}
    assert foreign == [{"ok": False, "words": words("card", "en")["gone"]}] * 4
