"""What somebody may see of a verdict, and when a message would be welcome."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from copilot.domain.desk import Desk, Role
from copilot.domain.message import Channel, Message, Purpose, Span
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Delicate, Matter, Reading, Use
from copilot.domain.situation import ConsentLine, Situation
from copilot.errors import OutOfScope
from copilot.guard.examples import CALM, NOW, example, sent, words_at
from copilot.guard.welcome import welcome_from
from copilot.outreach.advice import Advice, advise, gather_for
from copilot.outreach.checking import Guard
from copilot.outreach.usual import usual_channel
from copilot.records.care import Consent, Contact
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Account, Client, Store, User
from copilot.records.trade import Purchase, PurchaseLine

TEXT = "Your bangle is ready whenever it suits you. You will have it on the white sand. It goes with the watch he chose."
MESSAGE = Message(Channel.EMAIL, Purpose.SERVICE, TEXT)
SAND, WATCH = words_at("the white sand", TEXT), words_at("the watch he chose", TEXT)


class Pointing:
    """A reader who points at these facts, whatever the message says."""

    version = "pointing"

    def __init__(self, *pointed: tuple[str, Span]) -> None:
        self.pointed = pointed

    def read(self, message: Message, situation: Situation) -> Reading:
        uses = tuple(Use(span, fact, 1.0) for fact, span in self.pointed if fact.startswith("fact"))
        others = tuple(Delicate(span, Matter.PERSON, (fact,)) for fact, span in self.pointed if fact.startswith("purchase"))
        return Reading(uses=uses, delicate=others)


@pytest.fixture
def house(session: Session) -> dict[str, int]:
    """Amara in London; a couple among her clients; what a manager wrote of her, and what he bought."""
    london = Store(source_id="LON", name="London", timezone="Europe/London", country="GB")
    paris = Store(source_id="PAR", name="Paris", timezone="Europe/Paris", country="FR")
    couple = Account(source_id="a", name="The Laurents")
    session.add_all([london, paris, couple])
    session.flush()
    amara = User(source_id="amara", name="Amara", store_id=london.id)
    margaux = User(source_id="margaux", name="Margaux", role="manager")
    her = Client(source_id="c1", given_name="Camille", store_id=london.id, account_id=couple.id)
    him = Client(source_id="c2", given_name="Paul", store_id=london.id, account_id=couple.id)
    session.add_all([amara, margaux, her, him, Client(source_id="c3", given_name="Ana", store_id=paris.id)])
    session.flush()
    note = Note(client_id=her.id, author_id=margaux.id, written_on=date(2026, 3, 1), visibility="managers", text="Off to Bali.")
    bought = Purchase(client_id=him.id, store_id=london.id, purchased_on=date(2026, 3, 2), currency="GBP", source_id="r1")
    session.add_all([note, bought])
    session.flush()
    fact = Fact(client_id=her.id, text="Off to Bali", provenance="third_party", learned_on=date(2026, 3, 1), note_id=note.id)
    line = PurchaseLine(purchase_id=bought.id, line=1, description="A watch", paid=900_00)
    session.add_all([fact, line])
    session.commit()
    ids = {"amara": amara, "margaux": margaux, "her": her, "him": him, "fact": fact, "line": line, "london": london}
    return {name: row.id or 0 for name, row in ids.items()}


def advice_for(session: Session, house: dict[str, int], who: str, *pointed: tuple[str, Span]) -> Advice:
    role = Role.MANAGER if who == "margaux" else Role.ASSOCIATE
    desk = Desk(house[who], who, role, None if who == "margaux" else house["london"], date(2026, 3, 11))
    gathered = gather_for(session, desk, house["her"], MESSAGE, CALM, NOW)
    return advise(lambda: Guard(Pointing(*pointed)), MESSAGE, gathered)


def test_a_note_kept_from_the_floor_decides_and_is_shown_to_a_manager_only(session: Session, house: dict[str, int]) -> None:
    fact = f"fact:{house['fact']}"

    to_her = advice_for(session, house, "amara", (fact, SAND))
    to_him = advice_for(session, house, "margaux", (fact, SAND))

    [hers], [his] = to_her.verdict.findings, to_him.verdict.findings
    assert hers.kind == his.kind == "unvolunteered"
    assert to_her.fact_behind(hers) is None
    behind = to_him.fact_behind(his)
    assert behind is not None
    assert (behind.text, behind.provenance, behind.on) == ("Off to Bali", Provenance.THIRD_PARTY, date(2026, 3, 1))


def test_what_another_of_the_household_bought_is_shown_to_nobody(session: Session, house: dict[str, int]) -> None:
    line = f"purchase:{house['line']}"

    told = advice_for(session, house, "margaux", (line, WATCH))

    [finding] = told.verdict.findings
    assert finding.kind == "third_person"
    assert told.fact_behind(finding) is None
    assert line in told.about_others


def test_a_client_of_another_store_is_not_gathered_for(session: Session, house: dict[str, int]) -> None:
    desk = Desk(house["amara"], "Amara", Role.ASSOCIATE, house["london"], date(2026, 3, 11))

    for client_id in (house["him"] + 1, 999):
        with pytest.raises(OutOfScope):
            gather_for(session, desk, client_id, MESSAGE, CALM, NOW)


def test_each_finding_comes_with_the_message_in_which_it_alone_is_put_right(session: Session, house: dict[str, int]) -> None:
    told = advice_for(session, house, "margaux", (f"fact:{house['fact']}", SAND))

    [mended] = told.mended
    assert mended is not None
    assert "white sand" not in mended.text
    assert mended.text.startswith("Your bangle is ready whenever it suits you.")


def at(day: int, hour: int = 15, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("situation", "channel", "when"),
    [
        ({}, Channel.EMAIL, NOW),
        ({"now": at(11, 22, 7)}, Channel.SMS, at(12, 9)),
        ({"contacts": sent([NOW - timedelta(hours=70)])}, Channel.EMAIL, NOW + timedelta(hours=2)),
        ({"contacts": sent([at(9, 21)]), "now": at(11, 22)}, Channel.SMS, at(13, 9)),
        ({"contacts": sent([at(1), at(4), at(7)], answered=True)}, Channel.EMAIL, at(31) + timedelta(seconds=1)),
        ({"consents": (ConsentLine("email", "marketing", "withdrawn", at(1)),)}, Channel.EMAIL, None),
    ],
)
def test_a_message_is_welcome_once_nothing_but_its_words_speaks_against_it(
    situation: dict[str, object], channel: Channel, when: datetime | None
) -> None:
    given = example(channel=channel, **situation)

    assert welcome_from(given.message, given.situation) == when


def test_at_the_moment_that_is_named_the_guard_agrees_and_a_quarter_before_it_does_not() -> None:
    given = example(channel=Channel.SMS, now=at(11, 22), contacts=sent([at(1), at(5), at(10)]))
    when = welcome_from(given.message, given.situation)

    assert when is not None
    for moment, welcome in ((when, True), (when - timedelta(minutes=15), False)):
        assert (welcome_from(given.message, replace(given.situation, now=moment)) == moment) is welcome


def usual(session: Session, house: dict[str, int]) -> Callable[..., Channel]:
    def after(*rows: Contact | Consent) -> Channel:
        session.add_all(rows)
        session.commit()
        return usual_channel(session, house["her"])

    return after


def test_the_usual_channel_is_the_one_most_used_among_those_that_the_client_allows(
    session: Session, house: dict[str, int]
) -> None:
    after = usual(session, house)
    her = house["her"]

    nothing = after()
    used = after(*(Contact(client_id=her, at=at(day), direction="out", channel="phone") for day in (1, 2)))
    allowed = after(Consent(client_id=her, channel="whatsapp", status="granted", at=at(3)))

    assert (nothing, used, allowed) == (Channel.EMAIL, Channel.CALL, Channel.WHATSAPP)
