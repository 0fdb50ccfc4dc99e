"""What leaves, when, once, and what does not; with the real rules and a reader that finds nothing in the words."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from copilot.channels import telephone
from copilot.channels.outgoing import Outgoing, Sent
from copilot.domain.desk import Desk as Asker
from copilot.domain.desk import Role
from copilot.domain.draft import Letter, Status, Step
from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Policy, Sending, Template
from copilot.errors import ChannelError
from copilot.guard.examples import CALM
from copilot.outreach import recording
from copilot.outreach.checking import Guard
from copilot.outreach.drafts import judged, rewrite
from copilot.outreach.letters import House
from copilot.outreach.moving import take
from copilot.outreach.sending import Chore, Outbox
from copilot.outreach.trial.worker import FindsNothing
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Arrival, Draft, Notice
from copilot.records.people import Account, Client, ContactPoint, Store, User

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
KEPT = Sending(retry_minutes=(1, 5), footer={"en": "{house}, {address}."}, acknowledgement={"en": "You will not hear from us."})
POLICY: Policy = replace(CALM, sending=KEPT)


#: What hangs on how the database locks is tried on both kinds.
on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, where a test does not ask for both."""
    return str(request.getfixturevalue(f"migrated_{getattr(request, 'param', 'sqlite')}"))


@dataclass
class Postbox:
    """A way with a memory that answers as it is told."""

    name: str = "postbox"
    idempotent: bool = False
    letters: list[Outgoing] = field(default_factory=list)
    script: list[ChannelError | Callable[[], None]] = field(default_factory=list)
    lost: bool = False  #: it can be asked, and has what it took
    refusal: str = ""

    def refuses(self, letter: Outgoing) -> str:
        return self.refusal

    def send(self, letter: Outgoing) -> Sent:
        said = self.script.pop(0) if self.script else None
        if isinstance(said, ChannelError):
            raise said
        if said is not None:
            said()
        self.letters.append(letter)
        return Sent(f"id-{letter.key}")

    def found(self, letter: Outgoing, since: datetime, others: frozenset[str]) -> Sent | None:
        return Sent(f"id-{letter.key}") if self.lost else None

    def test(self) -> str:
        return "there"


@dataclass
class Desk:
    """A store with two clients of one household and their associate, an outbox, and a clock."""

    engine: Engine
    postbox: Postbox
    policy: Policy = POLICY
    at: datetime = NOON
    carries: tuple[Channel, ...] = (Channel.EMAIL, Channel.SMS)

    def outbox(self, chores: tuple[Chore, ...] = ()) -> Outbox:
        guard, house = Guard(FindsNothing()), House("Maison", "https://copilot.example.com", "s" * 32)
        ways = dict.fromkeys(self.carries, self.postbox)
        return Outbox(self.engine, ways, lambda: guard, lambda: self.policy, house, lambda: self.at, chores=chores)

    def approve(self, text: str = "Your strap is ready.", **changed: Any) -> int:
        """A draft that was approved a moment ago; its id."""
        given = {"client_id": 1, "channel": "email", "purpose": "marketing", "address": "cleo@client.example", "subject": "Strap"}
        draft = Draft(**{**given, "text": text, "status": "queued", "associate_id": 1, "key": f"key{self.count()}", **changed})
        draft.approved_at = changed.get("approved_at", self.at)
        draft.approved_digest = draft.letter.digest
        return self.add(draft)

    def add(self, row: Any) -> int:
        with Session(self.engine) as session:
            session.add(row)
            session.commit()
            return int(row.id)

    def count(self) -> int:
        with Session(self.engine) as session:
            return len(session.exec(select(Draft)).all())

    def draft(self, draft_id: int = 1) -> Draft:
        with Session(self.engine) as session:
            return session.get_one(Draft, draft_id)

    def lines(self) -> list[Contact]:
        with Session(self.engine) as session:
            return list(session.exec(select(Contact).where(Contact.direction == "out").order_by(Contact.id)).all())

    def told(self) -> list[str]:
        with Session(self.engine) as session:
            return [notice.kind for notice in session.exec(select(Notice)).all()]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """Both clients agreed to everything."""
    desk = Desk(engine, Postbox())
    with Session(engine) as session:
        store = Store(source_id="here", name="Here", timezone="Europe/London", country="GB", address="1 Strand")
        account = Account(source_id="home", name="Home")
        session.add_all([store, account])
        session.flush()
        ann = User(source_id="ann", name="Ann Ardent", store_id=store.id)
        session.add(ann)
        session.flush()
        for name in ("Cleo", "Carl"):
            of = {"store_id": store.id, "associate_id": ann.id, "account_id": account.id, "timezone": "Europe/London"}
            session.add(Client(source_id=name, given_name=name, relationship_style="transactional", **of))
        session.flush()
        for client_id in (1, 2):
            early = NOON - timedelta(days=400)
            session.add_all(Consent(client_id=client_id, channel=one, status="granted", at=early) for one in ("email", "sms"))
        session.commit()
    return desk


@on_both
def test_an_approved_message_leaves_once_and_stands_in_the_contact_log(desk: Desk) -> None:
    desk.approve()

    desk.outbox().turn()
    desk.outbox().turn()

    draft, (line,) = desk.draft(), desk.lines()
    assert [letter.text for letter in desk.postbox.letters] == ["Your strap is ready."]
    assert (draft.status, draft.gateway_id, draft.contact_id, draft.sent_at) == ("sent", "id-key0", line.id, NOON)
    assert (line.at, line.channel, line.purpose, line.text) == (NOON, "email", "marketing", "Strap\nYour strap is ready.")


def test_marketing_by_mail_carries_the_footer_and_a_link_of_its_own(desk: Desk) -> None:
    desk.approve()

    desk.outbox().turn()

    (letter,) = desk.postbox.letters
    assert letter.footer == "Maison, 1 Strand."
    assert letter.unsubscribe.startswith("https://copilot.example.com/unsubscribe/1.email.")
    assert (letter.from_name, letter.to_name) == ("Ann Ardent, Maison", "Cleo")


@pytest.mark.parametrize("status", [one.value for one in Status if one not in (Status.QUEUED, Status.SENDING)])
def test_nothing_leaves_that_is_not_in_the_outbox(status: str, desk: Desk) -> None:
    desk.approve(status=status)

    assert desk.outbox().turn() == 0 and desk.postbox.letters == []


def test_a_message_waits_for_its_time(desk: Desk) -> None:
    desk.approve(send_after=NOON + timedelta(hours=1))

    early = desk.outbox().turn()
    desk.at += timedelta(hours=1)
    late = desk.outbox().turn()

    assert (early, late, len(desk.postbox.letters)) == (0, 1, 1)


def test_consent_withdrawn_after_approval_stops_the_message(desk: Desk) -> None:
    desk.approve()
    desk.add(Consent(client_id=1, channel="email", status="withdrawn", at=NOON))

    desk.outbox().turn()

    draft = desk.draft()
    assert (draft.status, draft.ended_because, draft.decision) == ("sent_back", "guard", "hold")
    assert {finding["rule"] for finding in draft.verdict["findings"]} == {"consent"}
    assert desk.postbox.letters == [] and desk.lines() == [] and desk.told() == ["stopped"]


def test_consent_withdrawn_between_the_claim_and_the_judgement_stops_it_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.approve()
    outbox = desk.outbox()
    ahead = outbox._read_ahead

    def withdraw_then(draft_id: int) -> None:
        ahead(draft_id)
        desk.add(Consent(client_id=1, channel="email", status="withdrawn", at=NOON))

    monkeypatch.setattr(outbox, "_read_ahead", withdraw_then)
    outbox.turn()

    assert desk.draft().status == "sent_back" and desk.postbox.letters == []


@pytest.mark.parametrize(
    "changed", [{"text": "Your strap is here."}, {"address": "eve@other.example"}, {"subject": "Belt"}, {"channel": "sms"}]
)
def test_a_letter_that_is_not_the_approved_one_goes_back(changed: dict[str, str], desk: Desk) -> None:
    desk.approve()
    with Session(desk.engine) as session:
        draft = session.get_one(Draft, 1)
        for name, value in changed.items():
            setattr(draft, name, value)
        session.add(draft)
        session.commit()

    desk.outbox().turn()

    assert (desk.draft().status, desk.draft().ended_because) == ("sent_back", "changed_since")
    assert desk.postbox.letters == []


def test_a_letter_that_is_changed_after_approval_is_no_longer_in_the_outbox(desk: Desk) -> None:
    desk.approve()
    with Session(desk.engine) as session:
        ann = Asker(1, "Ann", Role.ASSOCIATE, 1, NOON.date())
        other = Letter(1, "cleo@client.example", Message(Channel.EMAIL, Purpose.MARKETING, "Your strap is here.", "Strap"))
        rewrite(session, ann, session.get_one(Draft, 1), other, POLICY, NOON)
        session.commit()

    assert desk.outbox().turn() == 0 and desk.draft().approved_digest == ""


def test_an_approval_that_is_too_old_sends_nothing(desk: Desk) -> None:
    desk.approve(approved_at=NOON - timedelta(days=POLICY.sending.approval_days))

    desk.outbox().turn()

    assert (desk.draft().status, desk.draft().ended_because) == ("sent_back", "approval_ended")


def test_an_address_that_was_replaced_gets_nothing(desk: Desk) -> None:
    desk.approve()
    old = {"value": "cleo@client.example", "normalised": "cleo@client.example", "used_until": NOON.date()}
    desk.add(ContactPoint(client_id=1, kind="email", **old))

    desk.outbox().turn()

    assert desk.draft().ended_because == "address_replaced" and desk.postbox.letters == []


def test_somebody_who_is_no_client_any_more_gets_nothing(desk: Desk) -> None:
    desk.approve()
    with Session(desk.engine) as session:
        session.get_one(Client, 1).status = "deceased"
        session.commit()

    desk.outbox().turn()

    assert desk.draft().ended_because == "client_gone"


@pytest.mark.parametrize(("state", "leaves"), [("waiting", False), ("filed", True)])
def test_while_a_person_must_say_whether_it_was_a_stop_nothing_that_sells_leaves(state: str, leaves: bool, desk: Desk) -> None:
    desk.approve()
    desk.add(Arrival(gateway_id="a", channel="sms", sender="+33", text="?", state=state, means="maybe_stop", client_id=1))

    desk.outbox().turn()

    assert (desk.draft().ended_because, len(desk.postbox.letters)) == ("" if leaves else "maybe_stop", int(leaves))


@on_both
@pytest.mark.parametrize("other", [1, 2])
def test_of_two_messages_to_a_household_one_leaves(other: int, desk: Desk) -> None:
    desk.approve()
    desk.approve(client_id=other)

    desk.outbox().turn()

    assert sorted(desk.draft(one).status for one in (1, 2)) == ["sent", "sent_back"]
    assert len(desk.postbox.letters) == 1


@pytest.mark.parametrize("status", ["sending", "unsure", "handed"])
@pytest.mark.parametrize("purpose", ["marketing", "reply"])
def test_what_may_be_on_its_way_counts_as_a_contact(status: str, purpose: str, desk: Desk) -> None:
    away = {"claimed_by": "another", "claimed_at": NOON, "leaving_at": NOON, "counts_as": "marketing", "purpose": purpose}
    desk.approve(status=status, **away)
    desk.approve(client_id=2)

    desk.outbox().turn()

    assert (desk.draft(2).status, desk.draft(2).ended_because) == ("sent_back", "guard")


def test_what_is_only_claimed_does_not_count_yet(desk: Desk) -> None:
    desk.approve(status="sending", claimed_by="another", claimed_at=NOON)
    desk.approve(client_id=2)

    desk.outbox().turn()

    assert desk.draft(2).status == "sent"


def test_what_a_manager_saw_and_let_go_leaves_and_what_came_after_does_not(desk: Desk) -> None:
    desk.add(Contact(client_id=1, at=NOON - timedelta(days=20), direction="out", channel="email", purpose="marketing"))
    desk.approve()
    desk.approve("Your belt is ready.", client_id=2)
    with Session(desk.engine) as session:
        for draft in session.exec(select(Draft)).all():
            judged(session, draft, Guard(FindsNothing()), POLICY, NOON)
            draft.approved_by_id = 1
        session.commit()

    desk.outbox().turn()

    assert sorted(desk.draft(one).status for one in (1, 2)) == ["sent", "sent_back"]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        # 29 March 2026: at 01:00 London's clocks go to 02:00. 25 October: at 02:00 they go back to 01:00.
        (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC)),
    ],
)
def test_in_quiet_hours_a_text_waits_for_the_morning_also_when_clocks_change(at: datetime, until: datetime, desk: Desk) -> None:
    desk.at = at
    desk.approve(channel="sms", address="+447700900001", subject="")

    desk.outbox().turn()

    draft = desk.draft()
    assert (draft.status, draft.send_after, draft.tries) == ("queued", until, 0)
    assert desk.postbox.letters == []


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe/London\r\n"])
@pytest.mark.parametrize(("country", "until"), [("US", datetime(2026, 3, 18, 20, tzinfo=UTC)), ("RU", None)])
def test_where_the_time_zone_is_not_known_it_must_be_day_in_the_whole_country(
    country: str, until: datetime | None, zone: str, desk: Desk
) -> None:
    with Session(desk.engine) as session:
        client = session.get_one(Client, 1)
        client.timezone, client.country = zone, country
        session.commit()
    desk.approve(channel="sms", address="+12025550101", subject="")

    desk.outbox().turn()

    draft = desk.draft()  # ten in Honolulu is four in New York; from Kaliningrad to Kamchatka it is never day everywhere
    assert (draft.status, draft.send_after) == (("queued", until) if until else ("sent_back", None))
    assert desk.postbox.letters == []


def test_a_failure_that_passes_is_tried_again_after_growing_waits_and_then_has_failed(desk: Desk) -> None:
    desk.postbox.script = [ChannelError("Not now.", key="channel_away", code="451") for _ in range(3)]
    desk.approve()
    waits = []

    for _ in range(3):
        desk.outbox().turn()
        waits.append(desk.draft().send_after)
        desk.at = desk.draft().send_after or desk.at

    assert waits[:2] == [NOON + timedelta(minutes=1), NOON + timedelta(minutes=6)]
    assert (desk.draft().status, desk.draft().ended_because, desk.told()) == ("failed", "gave_up", ["failed"])
    assert desk.lines() == []


def test_a_gateway_that_says_when_is_believed(desk: Desk) -> None:
    desk.postbox.script = [ChannelError("Busy.", key="channel_away", wait=1800)]
    desk.approve()

    desk.outbox().turn()

    assert desk.draft().send_after == NOON + timedelta(minutes=30)


def test_a_failure_for_good_says_why(desk: Desk) -> None:
    desk.postbox.script = [ChannelError("Refused (21211).", key="refused", permanent=True, code="21211")]
    desk.approve()

    desk.outbox().turn()

    assert (desk.draft().status, desk.draft().ended_because) == ("failed", "refused")


@pytest.mark.parametrize(
    ("refusal", "channel", "because"), [("address_wrong", "email", "address_wrong"), ("", "whatsapp", "no_way")]
)
def test_what_no_way_can_carry_is_not_tried(refusal: str, channel: str, because: str, desk: Desk) -> None:
    desk.postbox.refusal = refusal
    desk.add(Consent(client_id=1, channel="whatsapp", status="granted", at=NOON - timedelta(days=1)))
    desk.approve(channel=channel)

    desk.outbox().turn()

    assert (desk.draft().status, desk.draft().ended_because) == ("failed", because)


@pytest.mark.parametrize(("approved", "status", "because"), [(True, "sent", ""), (False, "failed", "whatsapp_not_approved")])
def test_a_text_that_whatsapp_does_not_approve_any_more_does_not_leave(
    approved: bool, status: str, because: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.carries = (Channel.WHATSAPP,)
    monkeypatch.setattr(desk.postbox, "refuses", telephone.refused)
    ready = Template("ready", "en", "Hello {1}, your {2} is ready.", content="HX1", approved=approved)
    desk.policy = replace(POLICY, sending=replace(KEPT, templates=(ready,)))
    words = {"text": "Hello Cleo, your strap is ready.", "address": "+447700900001", "subject": ""}
    desk.approve(channel="whatsapp", purpose="service", **words)

    desk.outbox().turn()

    assert (desk.draft().status, desk.draft().ended_because) == (status, because)
    assert len(desk.postbox.letters) == approved


def test_what_may_have_left_waits_for_the_lease_and_then_for_a_person(desk: Desk) -> None:
    desk.postbox.script = [ChannelError("Torn.", key="channel_away", perhaps=True)]
    desk.approve()

    desk.outbox().turn()
    at_once = desk.draft().status
    desk.at += timedelta(minutes=10)
    desk.outbox().turn()

    assert (at_once, desk.draft().status, desk.told()) == ("sending", "unsure", ["unsure"])
    assert desk.postbox.letters == []


def test_what_a_crash_left_is_found_where_the_channel_can_be_asked(desk: Desk) -> None:
    desk.postbox.lost = True
    desk.approve(status="sending", claimed_by="dead", claimed_at=NOON, leaving_at=NOON, counts_as="marketing")
    desk.at += timedelta(minutes=10)

    desk.outbox().turn()

    assert (desk.draft().status, desk.draft().gateway_id) == ("sent", "id-key0")
    assert [line.at for line in desk.lines()] == [NOON] and desk.postbox.letters == []


def test_what_a_crash_left_before_it_left_is_sent(desk: Desk) -> None:
    desk.approve(status="sending", claimed_by="dead", claimed_at=NOON)
    desk.at += timedelta(minutes=10)

    back_in_the_queue = desk.outbox().turn()
    desk.outbox().turn()

    assert back_in_the_queue == 1
    assert desk.draft().status == "sent" and len(desk.postbox.letters) == 1


@on_both
def test_a_channel_that_knows_the_key_gets_the_same_letter_again(desk: Desk) -> None:
    desk.postbox.idempotent = True
    desk.approve(status="sending", claimed_by="dead", claimed_at=NOON, leaving_at=NOON, tries=1)
    desk.at += timedelta(minutes=10)

    desk.outbox().turn()

    assert [letter.key for letter in desk.postbox.letters] == ["key0"]
    assert (desk.draft().status, desk.draft().sent_at) == ("sent", NOON)


def test_what_may_have_left_and_may_not_leave_again_waits_for_a_person(desk: Desk) -> None:
    desk.postbox.idempotent = True
    desk.approve(status="sending", claimed_by="dead", claimed_at=NOON, leaving_at=NOON, tries=1)
    desk.add(Consent(client_id=1, channel="email", status="withdrawn", at=NOON))
    desk.at += timedelta(minutes=10)

    desk.outbox().turn()

    assert desk.draft().status == "unsure" and desk.postbox.letters == []


@on_both
def test_who_comes_back_late_writes_down_what_left(desk: Desk) -> None:
    def meanwhile() -> None:
        desk.at += timedelta(minutes=11)
        desk.outbox().turn()
        assert desk.draft().status == "unsure"

    desk.postbox.script = [meanwhile]
    desk.approve()

    desk.outbox().turn()

    assert desk.draft().status == "sent" and len(desk.lines()) == len(desk.postbox.letters) == 1


def test_that_it_left_is_written_down_though_the_database_is_locked_for_a_moment(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([OperationalError("", {}, Exception("locked"))] * 2)
    real = recording.record

    def record(*given: Any, **named: Any) -> Contact:
        if (refused := next(refusals, None)) is not None:
            raise refused
        return real(*given, **named)

    monkeypatch.setattr("copilot.outreach.sending.record", record)
    monkeypatch.setattr("copilot.outreach.locking._AGAIN", (0.0, 0.0))
    desk.approve()

    desk.outbox().turn()

    assert desk.draft().status == "sent" and len(desk.postbox.letters) == 1


def test_one_draft_that_cannot_be_handled_does_not_keep_the_others_back(desk: Desk) -> None:
    def fall_over() -> None:
        raise ZeroDivisionError

    desk.postbox.script = [fall_over]
    desk.approve(purpose="service")
    desk.approve(purpose="service", client_id=2)

    desk.outbox().turn()

    assert sorted((desk.draft(one).status, desk.draft(one).ended_because) for one in (1, 2)) == [
        ("sent", ""),
        ("unsure", "broken"),
    ]


def test_a_chore_that_fails_keeps_no_letter_back(desk: Desk) -> None:
    def fall_over(*_: object) -> None:
        raise ZeroDivisionError

    desk.approve()

    desk.outbox(chores=(fall_over,)).turn()

    assert desk.draft().status == "sent"


def test_an_answer_leaves_at_any_hour_in_its_thread_and_settles_the_question(desk: Desk) -> None:
    desk.at = datetime(2026, 3, 18, 22, tzinfo=UTC)
    asked = desk.add(Contact(client_id=1, at=desk.at - timedelta(minutes=5), direction="in", channel="email", text="Ready?"))
    named = {"gateway_id": "<two@client.example>", "in_reply_to": "<one@maison.example>", "contact_id": asked, "client_id": 1}
    desk.add(Arrival(channel="email", sender="cleo@client.example", text="Ready?", **named))
    desk.approve(purpose="reply", answers_id=asked)

    desk.outbox().turn()

    (letter,), (line,) = desk.postbox.letters, desk.lines()
    assert (letter.answers, letter.thread, letter.unsubscribe) == ("<two@client.example>", ("<one@maison.example>",), "")
    assert (line.answers_id, line.purpose) == (asked, "reply")
    with Session(desk.engine) as session:
        assert session.get_one(Contact, asked).answered


def test_an_answer_to_nothing_recent_counts_as_marketing(desk: Desk) -> None:
    desk.approve(purpose="reply")

    desk.outbox().turn()

    assert desk.lines()[0].purpose == "marketing" and desk.postbox.letters[0].unsubscribe


@pytest.mark.parametrize(
    ("changed", "leaves"),
    [
        ({}, True),
        ({"text": "Buy now."}, False),
        ({"created_at": NOON - timedelta(minutes=6)}, False),
        ({"purpose": "marketing"}, False),
    ],
)
def test_only_the_policys_own_words_leave_without_a_person_and_only_at_once(
    changed: dict[str, Any], leaves: bool, desk: Desk
) -> None:
    desk.add(Consent(client_id=1, channel="sms", status="withdrawn", at=NOON))
    own = {"purpose": "reply", "channel": "sms", "automatic": True, "associate_id": None, "created_at": NOON}
    desk.approve(**{"text": "You will not hear from us.", **own, **changed})

    desk.outbox().turn()

    assert desk.draft().status == ("sent" if leaves else "failed")
    assert len(desk.postbox.letters) == leaves


def test_what_somebody_else_has_claimed_is_left_alone(desk: Desk) -> None:
    desk.approve()
    outbox = desk.outbox()
    with Session(desk.engine) as session:
        take(session, session.get_one(Draft, 1), Step.CLAIM, NOON, claimed_by="another", claimed_at=NOON)
        session.commit()

    outbox._send(1)

    assert desk.draft().claimed_by == "another" and desk.postbox.letters == []


def test_the_log_names_no_client(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "copilot")
    desk.postbox.script = [ChannelError("Not now (451).", key="channel_away")]
    desk.approve()
    desk.approve("Your belt is ready.", client_id=2)

    desk.outbox().turn()

    said = caplog.text
    assert "sent by postbox" in said
    assert not any(word in said for word in ("Cleo", "Carl", "client.example", "strap", "belt", "Ardent"))
