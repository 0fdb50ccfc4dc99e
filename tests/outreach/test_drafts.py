"""A draft's steps, its letter's digest, and who may see it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from copilot.domain.desk import Desk
from copilot.domain.draft import ENDED, MOVES, Letter, Status, Step, WrongMove, move
from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Policy
from copilot.errors import OutOfScope
from copilot.outreach.drafts import begin, draft_in_scope, rewrite
from copilot.outreach.moving import take
from copilot.records.drafts import Cover, Draft, DraftEvent
from copilot.records.people import Client

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
POLICY = Policy(version="1", name="test", caps={})


def letter(session: Session, text: str = "Your strap is ready.") -> Letter:
    client = session.exec(select(Client)).one()
    return Letter(client.id, "+33612345678", Message(Channel.SMS, Purpose.SERVICE, text))


def begun(session: Session, desks: dict[str, Desk]) -> Draft:
    draft = begin(session, desks["ann"], letter(session), POLICY, NOW)
    session.commit()
    return draft


@pytest.mark.parametrize("status", sorted(ENDED))
def test_nothing_happens_any_more_to_a_draft_that_has_ended(status: Status) -> None:
    assert not [step for (at, step) in MOVES if at is status]


@pytest.mark.parametrize("status", sorted(set(Status) - ENDED - {Status.SENDING}))
def test_every_draft_that_is_not_being_sent_can_be_withdrawn(status: Status) -> None:
    assert move(status, Step.WITHDRAW) is Status.WITHDRAWN


def test_nothing_is_sent_that_nobody_released_or_approved() -> None:
    into_the_queue = {(at, step) for (at, step), to in MOVES.items() if to is Status.QUEUED}

    assert into_the_queue == {
        (Status.WRITING, Step.RELEASE),
        (Status.WAITING, Step.APPROVE),
        (Status.SENDING, Step.POSTPONE),
        (Status.UNSURE, Step.POSTPONE),
        (Status.FAILED, Step.POSTPONE),
    }


@pytest.mark.parametrize(
    "other",
    [
        Letter(1, "a@b.example", Message(Channel.EMAIL, Purpose.REPLY, "Hello.", "Yours")),
        Letter(2, "a@b.example", Message(Channel.EMAIL, Purpose.REPLY, "Hello", "Yours")),
        Letter(1, "a@c.example", Message(Channel.EMAIL, Purpose.REPLY, "Hello", "Yours")),
        Letter(1, "a@b.example", Message(Channel.SMS, Purpose.REPLY, "Hello", "Yours")),
        Letter(1, "a@b.example", Message(Channel.EMAIL, Purpose.MARKETING, "Hello", "Yours")),
        Letter(1, "a@b.example", Message(Channel.EMAIL, Purpose.REPLY, "YoursHello", "")),
    ],
)
def test_another_letter_has_another_digest(other: Letter) -> None:
    assert Letter(1, "a@b.example", Message(Channel.EMAIL, Purpose.REPLY, "Hello", "Yours")).digest != other.digest


def test_a_step_leaves_a_line_with_both_texts(session: Session, desks: dict[str, Desk]) -> None:
    draft = begun(session, desks)

    rewrite(session, desks["ann"], draft, letter(session, "Your strap is here."), POLICY, NOW)
    session.commit()

    line = session.exec(select(DraftEvent).where(DraftEvent.step == "edit")).one()
    assert (line.text_before, line.text_after, line.by_id) == (
        "Your strap is ready.",
        "Your strap is here.",
        desks["ann"].user_id,
    )


def test_other_words_void_an_approval(session: Session, desks: dict[str, Desk]) -> None:
    draft = begun(session, desks)
    take(session, draft, Step.ASK, NOW, by_id=desks["ann"].user_id)
    manager = desks["mia"].user_id
    take(session, draft, Step.APPROVE, NOW, by_id=manager, approved_by_id=manager, approved_digest=draft.letter.digest)

    rewrite(session, desks["ann"], draft, letter(session, "Your strap is here."), POLICY, NOW)

    assert (draft.status, draft.approved_by_id, draft.approved_digest) == ("writing", None, "")


def test_who_comes_second_with_the_same_draft_is_told_and_changes_nothing(session: Session, desks: dict[str, Desk]) -> None:
    draft = begun(session, desks)
    with Session(session.get_bind()) as other:
        take(other, other.get(Draft, draft.id), Step.WITHDRAW, NOW)
        other.commit()

    with pytest.raises(WrongMove):
        take(session, draft, Step.ASK, NOW)

    session.rollback()
    session.refresh(draft)
    assert draft.status == "withdrawn"


def test_a_colleague_does_not_see_a_draft_unless_they_stand_in(session: Session, desks: dict[str, Desk]) -> None:
    draft = begun(session, desks)
    with pytest.raises(OutOfScope):
        draft_in_scope(session, desks["bob"], draft.id, NOW)

    session.add(Cover(user_id=desks["ann"].user_id, colleague_id=desks["bob"].user_id, since=NOW - timedelta(days=1)))
    session.flush()

    assert draft_in_scope(session, desks["bob"], draft.id, NOW) is draft
    assert draft_in_scope(session, desks["mia"], draft.id, NOW) is draft


def test_a_draft_of_another_store_answers_like_one_that_does_not_exist(session: Session, desks: dict[str, Desk]) -> None:
    draft = begun(session, desks)

    with pytest.raises(OutOfScope) as foreign:
        draft_in_scope(session, desks["zoe"], draft.id, NOW)
    with pytest.raises(OutOfScope) as missing:
        draft_in_scope(session, desks["zoe"], draft.id + 1, NOW)

    assert str(foreign.value) == str(missing.value).replace(str(draft.id + 1), str(draft.id))
