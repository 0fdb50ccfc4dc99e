"""Messages that a person finishes: handed to a telephone, or of which nobody knows whether they left."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from copilot.domain.desk import Desk, Role
from copilot.domain.draft import Status, WrongMove
from copilot.errors import ChannelError, OutOfScope
from copilot.guard.examples import CALM
from copilot.outreach.asking import situation_for
from copilot.outreach.checking import Guard
from copilot.outreach.handing import did_you_send_it, hand_off
from copilot.outreach.reviewing import NeedsReview, NotAllowed
from copilot.outreach.trial.worker import FindsNothing
from copilot.outreach.unsure import Choice, decide
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft, ReviewRule
from copilot.records.people import Client, Store, User

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
GUARD = Guard(FindsNothing())


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite; that the lock holds on both kinds is shown where messages are sent."""
    return migrated_sqlite


@pytest.fixture
def ann(session: Session) -> Desk:
    """An associate whose client Cleo agreed to texts."""
    session.add(Store(source_id="here", name="Here", timezone="Europe/London", country="GB"))
    session.flush()
    session.add_all([User(source_id=one, name=one, store_id=1) for one in ("ann", "bob")])
    session.flush()
    session.add(Client(source_id="c", given_name="Cleo", store_id=1, associate_id=1, timezone="Europe/London"))
    session.flush()
    session.add(Consent(client_id=1, channel="sms", status="granted", at=NOON - timedelta(days=9)))
    session.commit()
    return Desk(1, "ann", Role.ASSOCIATE, 1, date(2026, 3, 18))


def written(session: Session, **changed: Any) -> Draft:
    given = {"client_id": 1, "associate_id": 1, "channel": "sms", "purpose": "marketing", "address": "+447700900001", "key": "k"}
    draft = Draft(**{**given, "text": "The studs came in.", **changed})
    session.add(draft)
    session.commit()
    return draft


def open_on_telephone(session: Session, ann: Desk, draft: Draft, now: datetime = NOON, *, demo: bool = False) -> str:
    opened = hand_off(session, ann, draft.id or 0, draft.version, GUARD, CALM, now, demo=demo)
    session.commit()
    return opened


def test_a_message_opens_on_the_telephone_and_counts_from_then_on(session: Session, ann: Desk) -> None:
    draft = written(session)

    opened = open_on_telephone(session, ann, draft)

    assert opened == "sms:+447700900001?body=The%20studs%20came%20in."
    situation = situation_for(session, session.get_one(Client, 1), draft.letter.message, CALM, NOON)
    assert [(one.id, one.purpose, one.at) for one in situation.marketing_sent] == [(f"draft:{draft.id}", "marketing", NOON)]


def test_it_stands_in_the_contact_log_once_they_say_that_they_sent_it(session: Session, ann: Desk) -> None:
    draft = written(session)
    open_on_telephone(session, ann, draft)

    did_you_send_it(session, ann, draft.id or 0, draft.version, True, NOON + timedelta(hours=2))

    assert draft.status == "sent"
    assert [(line.at, line.text) for line in session.exec(select(Contact)).all()] == [(NOON, "The studs came in.")]


def test_it_is_theirs_again_when_they_did_not(session: Session, ann: Desk) -> None:
    draft = written(session)
    open_on_telephone(session, ann, draft)

    did_you_send_it(session, ann, draft.id or 0, draft.version, False, NOON)

    assert (draft.status, draft.leaving_at, session.exec(select(Contact)).all()) == ("writing", None, [])


def test_what_a_manager_must_see_does_not_open(session: Session, ann: Desk) -> None:
    session.add(ReviewRule(because="The sale", made_by_id=2))
    draft = written(session)

    with pytest.raises(NeedsReview):
        open_on_telephone(session, ann, draft)

    assert draft.status == "writing"


def test_what_the_guard_holds_does_not_open(session: Session, ann: Desk) -> None:
    for days in (1, 2, 3):
        session.add(Contact(client_id=1, direction="out", channel="sms", purpose="marketing", at=NOON - timedelta(days=days)))
    draft = written(session)

    with pytest.raises(NeedsReview):
        open_on_telephone(session, ann, draft)


def test_what_no_manager_could_let_go_is_refused_plainly(session: Session, ann: Desk) -> None:
    session.add(Consent(client_id=1, channel="sms", status="withdrawn", at=NOON))
    draft = written(session)

    with pytest.raises(NotAllowed):
        open_on_telephone(session, ann, draft)

    assert draft.status == "writing"


def test_nobody_is_woken_by_hand_either(session: Session, ann: Desk) -> None:
    with pytest.raises(NotAllowed):
        open_on_telephone(session, ann, written(session), NOON + timedelta(hours=11))


def test_in_the_demo_nothing_opens(session: Session, ann: Desk) -> None:
    with pytest.raises(ChannelError, match="demo"):
        open_on_telephone(session, ann, written(session), demo=True)


def test_an_old_page_opens_nothing(session: Session, ann: Desk) -> None:
    draft = written(session)

    with pytest.raises(WrongMove):
        hand_off(session, ann, draft.id or 0, draft.version + 1, GUARD, CALM, NOON, demo=False)


def in_doubt(session: Session, status: Status = Status.UNSURE) -> Draft:
    return written(session, status=status.value, leaving_at=NOON, counts_as="marketing", ended_because="perhaps_left", tries=3)


def test_a_person_who_knows_that_it_arrived_settles_it(session: Session, ann: Desk) -> None:
    draft = in_doubt(session)

    decide(session, ann, draft.id or 0, draft.version, Choice.SENT, NOON + timedelta(days=1))

    assert (draft.status, draft.sent_at) == ("sent", NOON)
    assert [line.at for line in session.exec(select(Contact)).all()] == [NOON]


@pytest.mark.parametrize("status", [Status.UNSURE, Status.FAILED])
def test_a_person_who_knows_that_it_did_not_sends_it_again_with_the_same_key(status: Status, session: Session, ann: Desk) -> None:
    draft = in_doubt(session, status)

    decide(session, ann, draft.id or 0, draft.version, Choice.AGAIN, NOON)

    assert (draft.status, draft.leaving_at, draft.tries, draft.key) == ("queued", None, 0, "k")


def test_a_person_may_leave_it(session: Session, ann: Desk) -> None:
    draft = in_doubt(session)

    decide(session, ann, draft.id or 0, draft.version, Choice.GIVE_UP, NOON)

    assert (draft.status, draft.ended_because, session.exec(select(Contact)).all()) == ("withdrawn", "given_up", [])


def test_what_failed_cannot_be_said_to_have_arrived(session: Session, ann: Desk) -> None:
    draft = in_doubt(session, Status.FAILED)

    with pytest.raises(WrongMove):
        decide(session, ann, draft.id or 0, draft.version, Choice.SENT, NOON)


def test_it_is_settled_once(session: Session, ann: Desk) -> None:
    draft = in_doubt(session)
    seen = draft.version
    decide(session, ann, draft.id or 0, seen, Choice.AGAIN, NOON)

    with pytest.raises(WrongMove):
        decide(session, ann, draft.id or 0, seen, Choice.SENT, NOON)


def test_a_colleague_settles_nothing_of_anothers(session: Session, ann: Desk) -> None:
    draft = in_doubt(session)
    bob = Desk(2, "bob", Role.ASSOCIATE, 1, ann.today)

    with pytest.raises(OutOfScope):
        decide(session, bob, draft.id or 0, draft.version, Choice.SENT, NOON)
