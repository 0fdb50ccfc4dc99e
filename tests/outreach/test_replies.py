"""What comes back: filed once, tied to what it answers, and what it asks of us done at once."""

from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Letter, Status, Step, WrongMove
from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Policy, Sending
from copilot.domain.reading import Reading
from copilot.errors import OutOfScope
from copilot.guard.rules import consent, wished_channel, wished_rhythm
from copilot.outreach import delivery, overtaken, replies, settling, unplaced
from copilot.outreach.acknowledging import is_acknowledgement
from copilot.outreach.doubting import in_doubt
from copilot.outreach.drafts import begin, situation_of
from copilot.outreach.moving import take
from copilot.outreach.replies import Incoming, take_in
from copilot.reading.stopping import Asked, Asks
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Arrival, Draft, Notice, Wanted
from copilot.records.people import Client, ContactPoint
from copilot.records.trade import Purchase

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
SAID = MappingProxyType({"en": "You will not hear from us here any more.", "fr": "Vous ne recevrez plus de messages."})
POLICY = Policy(
    version="1",
    name="test",
    caps=MappingProxyType({"unknown": 9, "transactional": 9, "collaborative": 9, "fan": 9}),
    sending=Sending(acknowledgement=SAID),
)
PHONE, MAIL = "+33612345678", "cleo@example.com"


@pytest.fixture
def cleo(session: Session, desks: dict[str, Desk]) -> Client:
    """Ann's client, with a number and an address, who agreed to SMS and e-mail."""
    client = session.exec(select(Client)).one()
    session.add(ContactPoint(client_id=client.id, kind="phone", value="06 12 34 56 78", normalised=PHONE))
    session.add(ContactPoint(client_id=client.id, kind="email", value=MAIL, normalised=MAIL))
    for channel in ("sms", "email"):
        session.add(Consent(client_id=client.id, channel=channel, status="granted", at=NOW - timedelta(days=90)))
    session.commit()
    return client


def text(words: str, number: int = 1, **more: str) -> Incoming:
    return Incoming(gateway_id=f"SM{number}", channel="sms", sender=PHONE, text=words, **more)


def drafted(session: Session, desk: Desk, client: Client, channel: Channel = Channel.SMS, status: str = "writing") -> Draft:
    message = Message(channel, Purpose.MARKETING, "The studs are in.", "Studs" if channel is Channel.EMAIL else "")
    draft = begin(session, desk, Letter(client.id, PHONE if channel is Channel.SMS else MAIL, message), POLICY, NOW)
    if status == "queued":
        take(session, draft, Step.RELEASE, NOW, approved_digest=draft.letter.digest, approved_at=NOW, send_after=NOW)
    session.commit()
    return draft


def consents(session: Session, client: Client) -> dict[str, str]:
    """The ledger's last word on marketing by each channel."""
    lines = session.exec(
        select(Consent).where(Consent.client_id == client.id, Consent.purpose == "marketing").order_by(Consent.at)
    )
    return {line.channel: line.status for line in lines}


def test_a_reply_is_filed_answers_what_went_out_and_the_associate_is_told(
    session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    ours = Contact(client_id=cleo.id, at=NOW - timedelta(days=2), direction="out", channel="sms", purpose="marketing")
    session.add(ours)
    session.commit()

    arrival = take_in(session, text("Yes please, keep them for me!"), POLICY, NOW)
    session.commit()

    filed = session.get_one(Contact, arrival.contact_id)
    notice = session.exec(select(Notice)).one()
    assert (arrival.state, filed.direction, filed.answers_id, ours.answered) == ("filed", "in", ours.id, True)
    assert (notice.user_id, notice.kind, notice.contact_id) == (desks["ann"].user_id, "replied", filed.id)


def test_the_same_message_again_changes_nothing(session: Session, cleo: Client) -> None:
    for _ in range(3):
        take_in(session, text("STOP"), POLICY, NOW)
        session.commit()

    rows = [len(session.exec(select(row)).all()) for row in (Arrival, Contact, Notice, Draft)]
    assert rows == [1, 1, 1, 1]


def test_an_answer_goes_to_the_letter_that_it_names(session: Session, desks: dict[str, Desk], cleo: Client) -> None:
    older, newer = (
        Contact(client_id=cleo.id, at=NOW - timedelta(days=days), direction="out", channel="email", purpose="marketing")
        for days in (20, 1)
    )
    session.add_all([older, newer])
    session.flush()
    draft = drafted(session, desks["ann"], cleo, Channel.EMAIL)
    draft.status, draft.gateway_id, draft.contact_id = Status.SENT.value, "<a@house>", older.id
    session.commit()

    take_in(session, Incoming("<b@client>", "email", MAIL.upper(), "Lovely", "Re: Studs", "<a@house>"), POLICY, NOW)
    session.commit()

    assert (older.answered, newer.answered) == (True, False)


def test_a_stop_closes_the_channel_for_everybody_at_once_and_cancels_what_waits(
    session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    queued = drafted(session, desks["ann"], cleo, status="queued")
    written = drafted(session, desks["bob"], cleo)

    take_in(session, text("please stop texting me"), POLICY, NOW)
    session.commit()

    situation = situation_of(session, written, POLICY, NOW)
    service = Message(Channel.SMS, Purpose.SERVICE, "Your watch is ready.")
    assert consents(session, cleo) == {"sms": "withdrawn", "email": "granted"}
    assert (queued.status, queued.ended_because, written.status) == ("withdrawn", "stopped", "withdrawn")
    told = {(one.user_id, one.kind) for one in session.exec(select(Notice)).all()}
    assert told == {(desks["ann"].user_id, "client_stopped"), (desks["bob"].user_id, "withdrawn")}
    assert [finding.case for finding in consent.rule.findings(service, Reading(), situation)] == ["stopped"]


def test_whoever_wants_nothing_at_all_hears_of_their_order_and_of_nothing_else(session: Session, cleo: Client) -> None:
    take_in(session, text("lasciatemi in pace"), POLICY, NOW)
    session.commit()

    told = consents(session, cleo)
    assert (told["sms"], told["email"], told["whatsapp"], told["post"]) == ("withdrawn", "refused", "refused", "refused")


def test_a_stop_is_acknowledged_once_in_the_words_of_the_policy(session: Session, cleo: Client) -> None:
    cleo.language = "fr"
    take_in(session, text("ARRET", 1), POLICY, NOW)
    take_in(session, text("ARRET", 2), POLICY, NOW + timedelta(seconds=5))
    session.commit()

    answer = session.exec(select(Draft)).one()
    assert (answer.text, answer.status, answer.associate_id) == (SAID["fr"], "queued", None)
    assert answer.automatic and answer.approved_digest == answer.letter.digest and is_acknowledgement(answer, POLICY)


def test_the_acknowledgement_can_be_switched_off(session: Session, cleo: Client) -> None:
    silent = Policy(version="1", name="test", caps={}, sending=Sending(acknowledge=False, acknowledgement=SAID))

    take_in(session, text("STOP"), silent, NOW)
    session.commit()

    assert session.exec(select(Draft)).all() == []
    assert consents(session, cleo)["sms"] == "withdrawn"


def test_start_grants_again_only_what_the_stop_had_taken(session: Session, cleo: Client) -> None:
    session.add(Consent(client_id=cleo.id, channel="email", status="withdrawn", at=NOW - timedelta(days=1)))
    session.commit()

    take_in(session, text("leave me alone", 1), POLICY, NOW)
    take_in(session, text("START", 2), POLICY, NOW + timedelta(hours=1))
    session.commit()

    told = consents(session, cleo)
    assert (told["sms"], told["email"], told["whatsapp"]) == ("granted", "withdrawn", "refused")


def test_start_grants_nothing_where_nobody_stopped(session: Session, cleo: Client) -> None:
    before = consents(session, cleo)

    take_in(session, text("START"), POLICY, NOW)
    session.commit()

    assert consents(session, cleo) == before


def test_a_stop_counts_even_where_an_import_left_a_line_of_tomorrow(session: Session, cleo: Client) -> None:
    session.add(Consent(client_id=cleo.id, channel="sms", status="granted", at=NOW + timedelta(days=1)))
    session.commit()

    take_in(session, text("STOP"), POLICY, NOW)
    session.commit()

    assert consents(session, cleo)["sms"] == "withdrawn"


def test_less_often_and_another_channel_are_wishes_that_the_rules_keep(
    session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    draft = drafted(session, desks["ann"], cleo)
    session.add(Contact(client_id=cleo.id, at=NOW - timedelta(days=20), direction="out", channel="sms", purpose="marketing"))
    take_in(session, text("Not so often please", 1), POLICY, NOW)
    take_in(session, text("only email please", 2), POLICY, NOW)
    session.commit()

    situation = situation_of(session, draft, POLICY, NOW)

    assert [(one.kind, one.value) for one in session.exec(select(Wanted).order_by(Wanted.id))] == [
        ("cadence", "45"),
        ("channel", "email"),
    ]
    for rule in (wished_rhythm.rule, wished_channel.rule):
        assert rule.findings(draft.letter.message, Reading(), situation)
    assert consents(session, cleo)["sms"] == "granted"


def test_an_answer_takes_back_what_was_to_sell_and_leaves_what_answers(
    session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    selling = drafted(session, desks["ann"], cleo)
    service = Message(Channel.SMS, Purpose.SERVICE, "Your watch is ready.")
    notice = begin(session, desks["ann"], Letter(cleo.id, PHONE, service), POLICY, NOW)

    take_in(session, text("When do you open?"), POLICY, NOW)
    session.commit()

    assert (selling.status, selling.ended_because, notice.status) == ("withdrawn", "replied", "writing")


def test_what_they_bought_meanwhile_overtakes_a_draft(
    engine: Engine, session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    draft = drafted(session, desks["ann"], cleo)
    bought = Purchase(source_id="p", client_id=cleo.id, store_id=cleo.store_id, purchased_on=date(2026, 3, 19), currency="EUR")
    session.add(bought)
    session.commit()

    overtaken.withdraw_overtaken(engine, POLICY, NOW + timedelta(days=1))

    session.refresh(draft)
    assert (draft.status, draft.ended_because) == ("withdrawn", "bought")


def test_an_unknown_sender_waits_and_a_manager_says_whose_it_is(session: Session, desks: dict[str, Desk], cleo: Client) -> None:
    stranger = Incoming("SM9", "sms", "+33700000000", "It is Cleo, my new number")
    arrival = take_in(session, stranger, POLICY, NOW)
    session.commit()

    assert (arrival.state, arrival.because) == ("waiting", "unknown")
    assert session.exec(select(Notice.user_id)).all() == [desks["mia"].user_id]
    assert unplaced.waiting(session, desks["ann"]) == []
    with pytest.raises(OutOfScope):
        unplaced.settle(session, desks["ann"], arrival.id, cleo.id, POLICY, NOW)

    unplaced.settle(session, desks["mia"], arrival.id, cleo.id, POLICY, NOW)

    assert (arrival.state, arrival.client_id, arrival.settled_by_id) == ("filed", cleo.id, desks["mia"].user_id)
    with pytest.raises(WrongMove):
        unplaced.dismiss(session, desks["mia"], arrival.id, NOW)


@pytest.fixture
def shared(session: Session, desks: dict[str, Desk], cleo: Client) -> Client:
    """Somebody of another store with Cleo's number."""
    other = Client(source_id="o", given_name="Otto", store_id=desks["zoe"].store_id)
    session.add(other)
    session.flush()
    session.add(ContactPoint(client_id=other.id, kind="phone", value=PHONE, normalised=PHONE))
    session.commit()
    return other


def test_a_number_of_two_waits_but_its_stop_does_not(
    session: Session, desks: dict[str, Desk], cleo: Client, shared: Client
) -> None:
    arrival = take_in(session, text("STOP"), POLICY, NOW)
    session.commit()

    assert (arrival.state, arrival.because) == ("waiting", "ambiguous")
    assert [consents(session, one)["sms"] for one in (cleo, shared)] == ["withdrawn", "withdrawn"]
    assert len(session.exec(select(Draft)).all()) == 1


def test_a_manager_cannot_file_it_under_another_stores_client(
    session: Session, desks: dict[str, Desk], cleo: Client, shared: Client
) -> None:
    arrival = take_in(session, text("Hello?"), POLICY, NOW)
    session.commit()

    [(_, offered)] = unplaced.waiting(session, desks["mia"])

    assert [one.id for one in offered] == [cleo.id]
    with pytest.raises(OutOfScope):
        unplaced.settle(session, desks["mia"], arrival.id, shared.id, POLICY, NOW)


def test_a_letter_that_bounced_is_told_once_and_never_counts_as_delivered(
    session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    draft = drafted(session, desks["ann"], cleo)
    draft.gateway_id = "SM7"
    session.commit()

    for told in ("sent", "undelivered", "delivered", "undelivered"):
        delivery.delivered(session, told, NOW, gateway_id="SM7")
    session.commit()

    assert draft.delivery == "undelivered"
    assert [one.kind for one in session.exec(select(Notice))] == ["undelivered"]


def test_the_link_under_a_letter_closes_that_channel_alone(session: Session, desks: dict[str, Desk], cleo: Client) -> None:
    draft = drafted(session, desks["ann"], cleo, Channel.EMAIL)

    replies.stop_by_link(session, cleo, "email", "link-1", NOW)
    replies.stop_by_link(session, cleo, "email", "link-2", NOW)
    session.commit()

    assert consents(session, cleo) == {"sms": "granted", "email": "withdrawn"}
    assert draft.status == "withdrawn"
    assert len(session.exec(select(Notice)).all()) == 1


def unsure(words: str, channel: str) -> Asked:
    """Hears a stop in nothing for certain."""
    return Asked(Asks.MAYBE_STOP, words=words)


def test_what_may_be_a_stop_is_asked_of_a_person_and_nothing_that_sells_leaves_until_they_answer(
    session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    arrival = take_in(session, text("I have quite enough of these, you know"), POLICY, NOW, unsure)
    session.commit()

    told = session.exec(select(Notice.user_id, Notice.kind).order_by(Notice.user_id)).all()
    assert (arrival.state, arrival.because, in_doubt(session, cleo.id)) == ("waiting", "maybe_stop", True)
    assert set(told) == {(desks[name].user_id, "maybe_stop") for name in ("ann", "mia")}
    assert consents(session, cleo)["sms"] == "granted"
    with pytest.raises(OutOfScope):
        settling.say(session, desks["zoe"], arrival.id, Asks.NOTHING, POLICY, NOW)
    with pytest.raises(WrongMove):
        unplaced.dismiss(session, desks["mia"], arrival.id, NOW)


@pytest.mark.parametrize(
    ("asks", "sms", "email"),
    [
        (Asks.NOTHING, "granted", "granted"),
        (Asks.STOP_CHANNEL, "withdrawn", "granted"),
        (Asks.STOP_ALL, "withdrawn", "refused"),
    ],
)
@pytest.mark.parametrize("who", ["ann", "mia"])
def test_who_looks_after_the_client_or_leads_the_store_says_whether_it_was_a_stop(
    who: str, asks: Asks, sms: str, email: str, session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    arrival = take_in(session, text("I have quite enough of these, you know"), POLICY, NOW, unsure)
    session.commit()

    settling.say(session, desks[who], arrival.id, asks, POLICY, NOW + timedelta(minutes=1))
    session.commit()

    assert (arrival.state, in_doubt(session, cleo.id)) == ("filed", False)
    assert [consents(session, cleo)[one] for one in ("sms", "email")] == [sms, email]
    assert len(session.exec(select(Contact)).all()) == 1


def test_a_doubt_about_a_number_of_two_holds_for_both_and_stays_when_it_is_placed(
    session: Session, desks: dict[str, Desk], cleo: Client, shared: Client
) -> None:
    arrival = take_in(session, text("I have quite enough of these, you know"), POLICY, NOW, unsure)
    session.commit()
    before = [in_doubt(session, one.id) for one in (cleo, shared)]

    unplaced.settle(session, desks["mia"], arrival.id, cleo.id, POLICY, NOW)
    session.commit()

    assert (arrival.because, before) == ("maybe_stop", [True, True])
    assert in_doubt(session, cleo.id)
