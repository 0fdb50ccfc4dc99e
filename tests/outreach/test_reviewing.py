"""A message between its associate, a manager and the outbox: who may let it go, and what exactly they let go."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Letter, WrongMove
from copilot.domain.message import Channel, Message, Purpose, Span
from copilot.domain.policy import Policy, Sending
from copilot.domain.reading import Reading, Sound, Tone
from copilot.errors import OutOfScope
from copilot.outreach.checking import Guard
from copilot.outreach.drafts import begin
from copilot.outreach.review_queue import queue, show, was_shown
from copilot.outreach.review_rules import no_longer, require
from copilot.outreach.reviewing import NeedsReview, NotAllowed, ReviewRefused, approve, ask, recall, reject, release, send_back
from copilot.outreach.time_passing import expire, managers_of, remind, sweep
from copilot.policies import PolicyInForce
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft, DraftEvent, Notice
from copilot.records.people import Client, User

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
POLICY = PolicyInForce().now()
GOOD, PRESSING = "The navy strap that you asked for has arrived.", "Last chance, do not let me down, come today."


class Hears:
    """A reader that hears pressing words and nothing else: what the rules do is real."""

    version = "hears"

    def read(self, message: Message, situation: object) -> Reading:
        at = message.words.find("do not let me down")
        tones = (Tone(Span(at, at + 18), Sound.PRESSING, 1.0),) if at >= 0 else ()
        return Reading(tones=tones)


GUARD = Guard(Hears())


@pytest.fixture(autouse=True)
def consents(session: Session, desks: dict[str, Desk]) -> None:
    client = session.exec(select(Client)).one()
    session.add(Consent(client_id=client.id, channel="email", status="granted", at=NOW - timedelta(days=90)))
    session.commit()


def written(
    session: Session, by: Desk, text: str = GOOD, *, channel: Channel = Channel.EMAIL, purpose: Purpose = Purpose.MARKETING
) -> Draft:
    client = session.exec(select(Client)).one()
    letter = Letter(client.id, "cleo@example.com", Message(channel, purpose, text, "Your strap" if channel == "email" else ""))
    draft = begin(session, by, letter, POLICY, NOW)
    session.commit()
    return draft


def asked(session: Session, desks: dict[str, Desk], text: str = PRESSING) -> Draft:
    draft = written(session, desks["ann"], text)
    ask(session, desks["ann"], draft.id, draft.version, "She likes it direct.", GUARD, POLICY, NOW)
    session.commit()
    return draft


def test_a_good_message_goes_to_the_outbox_on_its_associates_word(session: Session, desks: dict[str, Desk]) -> None:
    draft = written(session, desks["ann"])

    release(session, desks["ann"], draft.id, draft.version, GUARD, POLICY, NOW)

    assert (draft.status, draft.approved_digest, draft.approved_by_id) == ("queued", draft.letter.digest, None)


def test_a_message_that_the_guard_would_change_is_not_released(session: Session, desks: dict[str, Desk]) -> None:
    draft = written(session, desks["ann"], PRESSING)

    with pytest.raises(NeedsReview) as held:
        release(session, desks["ann"], draft.id, draft.version, GUARD, POLICY, NOW)

    assert held.value.why.key == "revise"
    assert draft.status == "writing"


def test_a_message_written_at_night_is_released_and_waits_in_the_outbox(session: Session, desks: dict[str, Desk]) -> None:
    draft = written(session, desks["ann"], channel=Channel.SMS, purpose=Purpose.SERVICE)

    release(session, desks["ann"], draft.id, draft.version, GUARD, POLICY, NOW.replace(hour=23))

    assert draft.status == "queued"


def test_who_asks_for_a_review_says_why(session: Session, desks: dict[str, Desk]) -> None:
    draft = written(session, desks["ann"], PRESSING)

    with pytest.raises(ReviewRefused):
        ask(session, desks["ann"], draft.id, draft.version, "  ", GUARD, POLICY, NOW)


def test_the_manager_is_told_that_a_message_waits(session: Session, desks: dict[str, Desk]) -> None:
    asked(session, desks)

    notice = session.exec(select(Notice)).one()
    assert (notice.user_id, notice.kind, notice.words) == (desks["mia"].user_id, "waiting", "She likes it direct.")


def test_a_manager_lets_the_exact_letter_go_and_its_writer_hears_of_it(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)

    approve(session, desks["mia"], draft.id, draft.version, GUARD, POLICY, NOW, comment="Fine, once.")

    assert (draft.status, draft.approved_by_id, draft.approved_digest) == ("queued", desks["mia"].user_id, draft.letter.digest)
    told = session.exec(select(Notice).where(Notice.user_id == desks["ann"].user_id)).one()
    assert (told.kind, told.words) == ("approved", "Fine, once.")


def test_a_manager_who_changes_the_words_leaves_both_texts(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)

    approve(session, desks["mia"], draft.id, draft.version, GUARD, POLICY, NOW, text=GOOD)

    line = session.exec(select(DraftEvent).where(DraftEvent.step == "approve")).one()
    assert (line.text_before, line.text_after, draft.approved_digest) == (PRESSING, GOOD, draft.letter.digest)


def test_nobody_approves_their_own_message(session: Session, desks: dict[str, Desk]) -> None:
    draft = written(session, desks["mia"], PRESSING)
    ask(session, desks["mia"], draft.id, draft.version, "Urgent.", GUARD, POLICY, NOW)

    with pytest.raises(ReviewRefused):
        approve(session, desks["mia"], draft.id, draft.version, GUARD, POLICY, NOW)


def test_an_associate_cannot_approve_a_colleagues_message(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)

    with pytest.raises(OutOfScope):
        approve(session, desks["bob"], draft.id, draft.version, GUARD, POLICY, NOW)


def test_no_manager_can_consent_for_a_client(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    client = session.exec(select(Client)).one()
    session.add(Consent(client_id=client.id, channel="email", status="withdrawn", at=NOW - timedelta(hours=1)))
    session.commit()

    with pytest.raises(NotAllowed):
        approve(session, desks["mia"], draft.id, draft.version, GUARD, POLICY, NOW)

    assert draft.status == "waiting"


def test_what_no_manager_could_let_go_is_not_shown_to_one(session: Session, desks: dict[str, Desk]) -> None:
    client = session.exec(select(Client)).one()
    session.add(Consent(client_id=client.id, channel="email", status="withdrawn", at=NOW - timedelta(hours=1)))
    draft = written(session, desks["ann"])

    with pytest.raises(NotAllowed):
        release(session, desks["ann"], draft.id, draft.version, GUARD, POLICY, NOW)
    with pytest.raises(NotAllowed):
        ask(session, desks["ann"], draft.id, draft.version, "She will not mind.", GUARD, POLICY, NOW)

    assert draft.status == "writing"


def test_of_two_managers_only_one_decides(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    seen = draft.version
    reject(session, desks["mia"], draft.id, seen, "Too direct.", NOW)
    session.commit()

    with pytest.raises(WrongMove):
        approve(session, desks["mia"], draft.id, seen, GUARD, POLICY, NOW)

    assert draft.status == "rejected"


def test_a_message_sent_back_comes_with_a_word_and_can_be_asked_for_again(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    with pytest.raises(ReviewRefused):
        send_back(session, desks["mia"], draft.id, draft.version, "", NOW)

    send_back(session, desks["mia"], draft.id, draft.version, "Softer, please.", NOW)
    ask(session, desks["ann"], draft.id, draft.version, "I asked her: she wants it so.", GUARD, POLICY, NOW)

    assert draft.status == "waiting"


def test_an_associate_takes_a_message_back_before_it_is_decided(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)

    recall(session, desks["ann"], draft.id, draft.version, NOW)

    assert draft.status == "writing"
    assert queue(session, desks["mia"]) == []


def test_a_manager_sees_each_message_of_a_new_colleague(session: Session, desks: dict[str, Desk]) -> None:
    session.get_one(User, desks["ann"].user_id).started_on = NOW.date() - timedelta(days=29)
    draft = written(session, desks["ann"])

    with pytest.raises(NeedsReview) as new:
        release(session, desks["ann"], draft.id, draft.version, GUARD, POLICY, NOW)

    assert new.value.why.key == "new_colleague"


def test_a_manager_asks_to_see_what_one_colleague_writes_until_it_is_enough(session: Session, desks: dict[str, Desk]) -> None:
    rule = require(session, desks["mia"], NOW, user_id=desks["ann"].user_id, because="Two complaints in March.")
    draft = written(session, desks["ann"])
    with pytest.raises(NeedsReview) as asked_for:
        release(session, desks["ann"], draft.id, draft.version, GUARD, POLICY, NOW)
    assert asked_for.value.why.because == "Two complaints in March."

    no_longer(session, desks["mia"], rule.id, NOW)
    release(session, desks["ann"], draft.id, draft.version, GUARD, POLICY, NOW + timedelta(seconds=1))

    assert draft.status == "queued"


def test_a_channel_of_the_policy_is_always_reviewed(session: Session, desks: dict[str, Desk]) -> None:
    policy = Policy(version="1", name="strict", caps=POLICY.caps, sending=Sending(review_channels=frozenset({"email"})))
    draft = written(session, desks["ann"])

    with pytest.raises(NeedsReview) as channel:
        release(session, desks["ann"], draft.id, draft.version, GUARD, policy, NOW)

    assert channel.value.why.key == "channel"


def test_no_one_asks_for_the_messages_of_another_stores_colleague(session: Session, desks: dict[str, Desk]) -> None:
    with pytest.raises(OutOfScope):
        require(session, desks["mia"], NOW, user_id=desks["zoe"].user_id)


def test_the_queue_has_the_gravest_first_and_counts_its_reasons(session: Session, desks: dict[str, Desk]) -> None:
    require(session, desks["mia"], NOW)
    mild, grave = written(session, desks["ann"]), asked(session, desks)
    ask(session, desks["ann"], mild.id, mild.version, "", GUARD, POLICY, NOW)

    waiting = queue(session, desks["mia"])

    assert [one.draft_id for one in waiting] == [grave.id, mild.id]
    assert dict(waiting[0].reasons) == {"pressure": 1}
    assert waiting[1].risk == 0


def test_other_words_are_not_what_a_manager_was_shown(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    show(session, desks["mia"], draft.id, NOW)
    assert was_shown(session, desks["mia"], draft)

    draft.text = GOOD

    assert not was_shown(session, desks["mia"], draft)


def test_a_contact_in_between_is_no_part_of_what_was_accepted(session: Session, desks: dict[str, Desk]) -> None:
    from copilot.outreach.drafts import situation_of
    from copilot.outreach.verdicts import from_data
    from copilot.outreach.waiving import standing_against

    draft = asked(session, desks)
    approve(session, desks["mia"], draft.id, draft.version, GUARD, POLICY, NOW)
    accepted = from_data(draft.verdict)
    before = GUARD.check(draft.letter.message, situation_of(session, draft, POLICY, NOW))

    session.add(Contact(client_id=draft.client_id, at=NOW, direction="out", channel="sms", purpose="marketing"))
    session.flush()
    after = GUARD.check(draft.letter.message, situation_of(session, draft, POLICY, NOW + timedelta(hours=1)))

    assert standing_against(before, accepted) == ()
    assert {finding.kind for finding in standing_against(after, accepted)} == {"too_frequent"}


def test_a_draft_that_nobody_touched_expires_after_one_reminder(session: Session, desks: dict[str, Desk]) -> None:
    draft = written(session, desks["ann"])
    nearly = draft.expires_at - timedelta(hours=1)

    told = [remind(session, POLICY, nearly), remind(session, POLICY, nearly)]
    ended = [expire(session, POLICY, nearly), expire(session, POLICY, draft.expires_at)]

    assert (told, ended, draft.status) == ([1, 0], [0, 1], "expired")
    assert [notice.kind for notice in session.exec(select(Notice).order_by(Notice.id)).all()] == ["expiring", "expired"]


def test_an_approval_that_is_too_old_lets_nothing_go(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    approve(session, desks["mia"], draft.id, draft.version, GUARD, POLICY, NOW)

    expire(session, POLICY, NOW + timedelta(days=POLICY.sending.approval_days))

    assert draft.status == "expired"


def test_a_manager_of_the_whole_house_is_told_what_waits_and_without_one_an_administrator(
    session: Session, desks: dict[str, Desk]
) -> None:
    for name, role in (("ada", "administrator"), ("margot", "manager")):
        session.add(User(source_id=name, name=name, role=role))
    mia = session.get_one(User, desks["mia"].user_id)
    mia.active = False
    session.add(mia)
    draft = asked(session, desks)
    margot = session.exec(select(User).where(User.source_id == "margot")).one()
    with_margot = managers_of(session, draft)
    margot.active = False
    session.add(margot)

    without = managers_of(session, draft)

    ada = session.exec(select(User).where(User.source_id == "ada")).one()
    assert (with_margot, without) == ([margot.id], [ada.id])


def test_the_minutes_are_swept_in_one_go_and_keep_what_they_brought(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    draft_id, bind = draft.id, session.get_bind()
    assert isinstance(bind, Engine)

    sweep(bind, POLICY, NOW + timedelta(days=POLICY.sending.draft_days))

    session.expire_all()
    assert session.get_one(Draft, draft_id).status == "expired"
