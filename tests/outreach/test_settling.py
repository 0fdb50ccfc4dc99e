"""Whether a message in doubt is a stop: who may say it, and until when it is taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Status
from copilot.errors import OutOfScope
from copilot.outreach import settling
from copilot.outreach.doubting import in_doubt
from copilot.outreach.replies import stop_by_link, take_in
from copilot.reading.stopping import Asks
from copilot.records.drafts import Arrival, Cover, Draft
from copilot.records.people import Client
from tests.outreach.test_replies import NOW, POLICY, cleo, consents, text, unsure

__all__ = ["cleo"]


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite; that a stop is obeyed on both kinds is shown where messages come in."""
    return migrated_sqlite


def in_doubt_about(session: Session) -> Arrival:
    arrival = take_in(session, text("I have quite enough of these, you know"), POLICY, NOW, unsure)
    session.commit()
    return arrival


@pytest.mark.parametrize("who", ["bob", "zoe"])
def test_to_everybody_else_there_is_no_such_doubt(who: str, session: Session, desks: dict[str, Desk], cleo: Client) -> None:
    arrival = in_doubt_about(session)

    with pytest.raises(OutOfScope):
        settling.say(session, desks[who], arrival.id, Asks.NOTHING, POLICY, NOW)
    with pytest.raises(OutOfScope):
        settling.doubt(session, desks[who], arrival.id, NOW)

    assert settling.in_hand(session, desks[who], NOW) == []
    assert in_doubt(session, cleo.id)


def test_who_stands_in_says_it_too(session: Session, desks: dict[str, Desk], cleo: Client) -> None:
    session.add(Cover(user_id=desks["ann"].user_id, colleague_id=desks["bob"].user_id, since=NOW, made_by_id=1))
    arrival = in_doubt_about(session)

    settling.say(session, desks["bob"], arrival.id, Asks.STOP_CHANNEL, POLICY, NOW)

    assert consents(session, cleo)["sms"] == "withdrawn"


@pytest.mark.parametrize("asks", [Asks.NOTHING, Asks.STOP_CHANNEL, Asks.STOP_ALL])
def test_what_was_said_is_taken_back_and_said_again_and_the_client_was_told_nothing(
    asks: Asks, session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    arrival, ann, later = in_doubt_about(session), desks["ann"], NOW + timedelta(minutes=1)
    settling.say(session, ann, arrival.id, asks, POLICY, NOW)

    settling.unsay(session, ann, arrival.id, later)
    between = consents(session, cleo), in_doubt(session, cleo.id), [one.status for one in session.exec(select(Draft))]
    settling.say(session, ann, arrival.id, Asks.STOP_CHANNEL, POLICY, later)

    assert between[0] | {"whatsapp": "", "call": "", "post": ""} == {
        "sms": "granted", "email": "granted", "whatsapp": "", "call": "", "post": ""
    }  # fmt: skip
    assert between[1:] == (True, ["withdrawn"] if asks.stops else [])
    assert consents(session, cleo)["sms"] == "withdrawn"


def told_by_now(session: Session, cleo: Client) -> None:
    session.exec(select(Draft)).one().status = Status.SENT.value


def stopped_again(session: Session, cleo: Client) -> None:
    take_in(session, text("STOP", 2), POLICY, NOW + timedelta(minutes=1))


def pressed_the_link(session: Session, cleo: Client) -> None:
    stop_by_link(session, cleo, "sms", "link-1", NOW + timedelta(minutes=1))


def nothing(session: Session, cleo: Client) -> None:
    """Only time passes."""


@pytest.mark.parametrize(
    ("meanwhile", "minutes", "why"),
    [
        (told_by_now, 2, "doubt_told"),
        (stopped_again, 2, "doubt_stopped_since"),
        (pressed_the_link, 2, "doubt_stopped_since"),
        (nothing, 11, "doubt_too_late"),
    ],
)
def test_a_stop_that_is_the_clients_own_by_now_is_not_taken_back(
    meanwhile: Callable[[Session, Client], None],
    minutes: int,
    why: str,
    session: Session,
    desks: dict[str, Desk],
    cleo: Client,
) -> None:
    arrival = in_doubt_about(session)
    settling.say(session, desks["ann"], arrival.id, Asks.STOP_CHANNEL, POLICY, NOW)
    meanwhile(session, cleo)

    with pytest.raises(settling.NotTakenBack) as refused:
        settling.unsay(session, desks["ann"], arrival.id, NOW + timedelta(minutes=minutes))

    assert refused.value.key == why
    assert consents(session, cleo)["sms"] == "withdrawn"


def test_an_associate_takes_back_their_own_word_only_and_a_manager_anybodys(
    session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    arrival = in_doubt_about(session)
    settling.say(session, desks["mia"], arrival.id, Asks.NOTHING, POLICY, NOW)

    with pytest.raises(OutOfScope):
        settling.unsay(session, desks["ann"], arrival.id, NOW)
    settling.unsay(session, desks["mia"], arrival.id, NOW)
    settling.say(session, desks["ann"], arrival.id, Asks.NOTHING, POLICY, NOW)
    seen = settling.said_since(session, desks["mia"], NOW - timedelta(days=7), NOW)

    assert [(one.by, one.said, one.may_take_back) for one in seen] == [("ann", Asks.NOTHING, True)]
