""" "Remind me then": somebody is told on the day from which a message is welcome, or why not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Closeness, Status
from copilot.domain.message import Channel, Purpose
from copilot.errors import OutOfScope
from copilot.outreach.beginning_again import draft_from
from copilot.outreach.draft_wish import Composed, DraftWish, Occasion
from copilot.outreach.ledger import close
from copilot.outreach.reminders import NothingToWaitFor, remind_due, remind_me, take_back, waiting_for
from copilot.outreach.time_passing import sweep
from copilot.outreach.writing_again import begin_composed
from copilot.policies import PolicyInForce
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Cover, Draft, Notice, Reminder
from copilot.records.people import Client, ContactPoint, User

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
POLICY = PolicyInForce().now()
WORDS = "Dear Cleo,\n\nThe navy strap is here.\n\nAnn"


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite; both kinds are used where a reminder is tapped."""
    return migrated_sqlite


@pytest.fixture
def ann(session: Session, desks: dict[str, Desk]) -> Desk:
    """Ann, whose client Cleo takes e-mail and has had as many as may be this month."""
    client = session.exec(select(Client)).one()
    client.country, client.timezone = "GB", "Europe/London"
    session.add(Consent(client_id=client.id, channel="email", status="granted", at=NOW - timedelta(days=90)))
    session.add(ContactPoint(client_id=client.id, kind="email", value="cleo@example.com", normalised="cleo@example.com"))
    for days in (10, 20):
        session.add(_offer(client.id or 0, NOW - timedelta(days=days)))
    session.commit()
    return desks["ann"]


@pytest.fixture
def draft(session: Session, ann: Desk) -> Draft:
    """Her own words to Cleo."""
    way = (Channel.EMAIL, Purpose.MARKETING, Occasion.EVENT, "en", Closeness.RESERVED)
    made = Composed("Your strap", WORDS, *way, address="cleo@example.com", written_by="typed")
    client_id = session.exec(select(Client.id)).one() or 0
    begun = begin_composed(session, ann, client_id, made, DraftWish(channel=Channel.EMAIL), POLICY, NOW)
    session.commit()
    return begun


def _offer(client_id: int, at: datetime) -> Contact:
    return Contact(client_id=client_id, at=at, direction="out", channel="email", purpose="marketing", answered=True)


def told(session: Session) -> list[tuple[str, int | None]]:
    return [(notice.kind, notice.draft_id) for notice in session.exec(select(Notice).order_by(Notice.id)).all()]


def test_on_the_day_whoever_asked_is_told_once_and_not_before(session: Session, ann: Desk, draft: Draft) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)

    early = remind_due(session, POLICY, reminder.at - timedelta(minutes=1))
    due = [remind_due(session, POLICY, reminder.at + timedelta(minutes=one)) for one in (1, 2)]

    assert (early, due) == (0, [1, 0])
    assert reminder.at.date().isoformat() == "2026-03-28"
    assert told(session) == [("welcome_now", draft.id)]
    assert session.exec(select(Notice.user_id)).one() == ann.user_id


def test_what_is_welcome_now_needs_no_reminder(session: Session, ann: Desk, draft: Draft) -> None:
    with pytest.raises(NothingToWaitFor):
        remind_me(session, ann, draft, POLICY, NOW + timedelta(days=40))


def test_a_reminder_is_taken_back_and_nobody_is_told(session: Session, ann: Desk, draft: Draft) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)

    back = [take_back(session, ann.user_id, reminder.client_id) for _ in range(2)]

    assert back == [True, False]
    assert remind_due(session, POLICY, reminder.at + timedelta(days=1)) == 0
    assert told(session) == []


def test_a_second_wish_for_the_same_client_takes_the_place_of_the_first(session: Session, ann: Desk, draft: Draft) -> None:
    remind_me(session, ann, draft, POLICY, NOW)
    remind_me(session, ann, draft, POLICY, NOW)

    assert len(session.exec(select(Reminder)).all()) == 1


@pytest.mark.parametrize(
    ("happens", "because", "notice"),
    [("stop", "stopped", "reminder_stopped"), ("left", "client_gone", "reminder_gone"), ("sent", "sent", "")],
)
def test_what_came_to_nothing_is_dropped_with_the_reason(
    happens: str, because: str, notice: str, session: Session, ann: Desk, draft: Draft
) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    client = session.get_one(Client, reminder.client_id)
    if happens == "stop":
        close(session, reminder.client_id, "email", False, "stop:1", "reply", NOW + timedelta(days=1))
    elif happens == "left":
        client.status = "left"
    else:
        draft.status = Status.SENT.value
    session.commit()

    remind_due(session, POLICY, NOW + timedelta(days=2))

    assert (reminder.state, reminder.because) == ("dropped", because)
    assert [kind for kind, _ in told(session)] == [notice] * bool(notice)


def test_a_stop_of_another_channel_leaves_it(session: Session, ann: Desk, draft: Draft) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    close(session, reminder.client_id, "sms", False, "stop:1", "reply", NOW + timedelta(days=1))

    remind_due(session, POLICY, NOW + timedelta(days=2))

    assert reminder.state == "waiting"


def test_when_somebody_else_wrote_meanwhile_the_day_moves(session: Session, ann: Desk, draft: Draft) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    first = reminder.at
    session.add(_offer(reminder.client_id, NOW + timedelta(days=6)))
    session.commit()

    remind_due(session, POLICY, first + timedelta(minutes=1))

    assert (reminder.state, reminder.at > first) == ("waiting", True)
    assert told(session) == []


def test_who_is_away_has_it_told_to_who_stands_in(session: Session, desks: dict[str, Desk], ann: Desk, draft: Draft) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    session.add(Cover(user_id=ann.user_id, colleague_id=desks["bob"].user_id, since=NOW))
    session.commit()

    remind_due(session, POLICY, reminder.at)

    assert session.exec(select(Notice.user_id)).one() == desks["bob"].user_id


def test_who_has_left_has_it_told_to_who_looks_after_the_client(
    session: Session, desks: dict[str, Desk], ann: Desk, draft: Draft
) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    session.get_one(User, ann.user_id).active = False
    session.get_one(Client, reminder.client_id).associate_id = desks["bob"].user_id
    session.commit()

    remind_due(session, POLICY, reminder.at)

    assert session.exec(select(Notice.user_id)).one() == desks["bob"].user_id


def test_that_a_draft_expires_for_which_a_reminder_waits_is_no_news(
    session: Session, engine: Engine, ann: Desk, draft: Draft
) -> None:
    remind_me(session, ann, draft, POLICY, NOW)
    session.commit()

    for days in (6.5, 8):
        sweep(engine, POLICY, NOW + timedelta(days=days))
    session.expire_all()

    assert draft.status == "expired"
    assert told(session) == []


def test_on_the_day_ones_own_words_open_again_in_a_new_draft_and_only_in_one(session: Session, ann: Desk, draft: Draft) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    draft.status = Status.EXPIRED.value
    session.commit()
    remind_due(session, POLICY, reminder.at)

    opened = [draft_from(session, ann, draft.id or 0, POLICY, reminder.at) for _ in range(2)]

    again = opened[0]
    assert isinstance(again, Draft)
    assert (again.subject, again.text, again.status) == ("Your strap", WORDS, "writing")
    assert opened[1] is again is not draft


def test_a_draft_that_is_still_open_is_opened_itself(session: Session, ann: Desk, draft: Draft) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    remind_due(session, POLICY, reminder.at)

    assert draft_from(session, ann, draft.id or 0, POLICY, reminder.at) is draft


def test_no_draft_is_opened_from_what_is_not_ones_own_to_see_or_never_came(
    session: Session, desks: dict[str, Desk], ann: Desk, draft: Draft
) -> None:
    reminder = remind_me(session, ann, draft, POLICY, NOW)
    with pytest.raises(OutOfScope):
        draft_from(session, ann, draft.id or 0, POLICY, NOW)
    remind_due(session, POLICY, reminder.at)

    with pytest.raises(OutOfScope):
        draft_from(session, desks["zoe"], draft.id or 0, POLICY, reminder.at)
    assert waiting_for(session, ann.user_id, reminder.client_id) is None
