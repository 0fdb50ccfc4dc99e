"""What a decision is taken on: everything in the rows, on both databases; and what of it a finding may show."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from copilot.domain.message import Channel
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading
from copilot.domain.verdict import Kind
from copilot.guard.examples import CALM, example
from copilot.guard.judging import judge
from copilot.outreach.gathering import gather
from copilot.records.care import Consent, Contact, ServiceCase, Wish
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Account, Client, Store, User
from copilot.records.trade import Purchase, PurchaseLine

NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)


@pytest.fixture
def couple(session: Session) -> tuple[Client, Client]:
    """Ida in Milan and Leo, who lives with her and buys in Rome; and Ana, who has nothing to do with them."""
    milan = Store(source_id="MIL", name="Milan", timezone="Europe/Rome", country="IT")
    rome = Store(source_id="ROM", name="Rome", timezone="Europe/Rome", country="IT")
    home = Account(source_id="h", name="Their home")
    session.add_all([milan, rome, home])
    session.flush()
    ida = Client(source_id="c1", given_name="Ida", family_name="Serra", store_id=milan.id, account_id=home.id, country="US")
    leo = Client(source_id="c2", given_name="Leo", family_name="Serra", store_id=rome.id, account_id=home.id)
    ana = Client(source_id="c3", given_name="Ana", family_name="Gil", store_id=rome.id)
    session.add_all([ida, leo, ana, User(source_id="u", name="Uma", store_id=rome.id)])
    session.flush()
    ring = Purchase(source_id="p1", client_id=leo.id, store_id=rome.id, purchased_on=date(2026, 3, 2), currency="EUR")
    coat = Purchase(source_id="p2", client_id=ana.id, store_id=rome.id, purchased_on=date(2026, 3, 3), currency="EUR")
    session.add_all([ring, coat])
    session.flush()
    session.add_all(
        [
            PurchaseLine(purchase_id=ring.id, line=1, description="Ring", paid=90_000),
            PurchaseLine(purchase_id=coat.id, line=1, description="Coat", paid=50_000),
            Wish(client_id=leo.id, text="a watch", wished_on=date(2026, 3, 4)),
            Consent(client_id=ida.id, channel="email", status="granted", at=NOW - timedelta(days=400)),
            Contact(
                client_id=leo.id, at=NOW - timedelta(days=5), direction="out", channel="email", purpose="marketing", text="R"
            ),
            Contact(
                client_id=ana.id, at=NOW - timedelta(days=5), direction="out", channel="email", purpose="marketing", text="C"
            ),
            Contact(client_id=ida.id, at=NOW - timedelta(days=9), direction="in", channel="phone", text="Is it ready?"),
            ServiceCase(client_id=ida.id, kind="complaint", text="The clasp broke", opened_on=date(2026, 3, 1)),
        ]
    )
    session.commit()
    return ida, leo


def test_what_the_household_bought_and_wishes_is_known_as_somebody_elses(session, couple):
    facts = {fact.id.partition(":")[0]: fact for fact in gather(session, couple[0], CALM, NOW).facts}

    assert {sort: (fact.other_person, fact.provenance) for sort, fact in facts.items() if sort in ("purchase", "wish")} == {
        "purchase": (True, Provenance.THIRD_PARTY),
        "wish": (True, Provenance.THIRD_PARTY),
    }
    assert "Leo" not in facts["purchase"].text + facts["wish"].text


def test_a_message_to_another_of_the_household_from_another_store_counts_and_its_words_are_not_gathered(session, couple):
    situation = gather(session, couple[0], CALM, NOW)

    (theirs,) = [contact for contact in situation.contacts if contact.household]
    assert (theirs.channel, theirs.text) == ("email", "")
    case = example()
    kinds = {finding.kind for finding in judge(case.message, Reading(), situation).findings}
    assert Kind.TOO_FREQUENT not in kinds  # of an unknown style two are allowed in a month
    assert [contact.at for contact in situation.marketing_sent] == [theirs.at]


def test_who_has_nothing_to_do_with_the_client_is_not_gathered(session, couple):
    situation = gather(session, couple[0], CALM, NOW)

    assert not any("Coat" in fact.text for fact in situation.facts)
    assert len(situation.contacts) == 2


def test_a_client_without_a_household_stands_alone(session, couple):
    ana = session.get_one(Client, (couple[1].id or 0) + 1)

    situation = gather(session, ana, CALM, NOW)

    assert [fact.text for fact in situation.facts] == ["Bought Coat, €500"]
    assert not any(contact.household for contact in situation.contacts)


def test_an_open_complaint_and_the_call_of_the_client_are_gathered_under_their_names(session, couple):
    situation = gather(session, couple[0], CALM, NOW)

    assert [case.kind for case in situation.open_cases] == ["complaint"]
    assert [contact.channel for contact in situation.inbound] == [Channel.CALL.value]


def test_where_the_zone_is_unknown_every_zone_of_the_clients_country_counts(session, couple):
    situation = gather(session, couple[0], CALM, NOW)

    assert not situation.zone_known
    assert {"America/New_York", "Pacific/Honolulu"} <= set(situation.zones)


def test_a_fact_that_was_withdrawn_is_gone_and_one_that_was_replaced_says_so(session, couple):
    ida = couple[0]
    note = Note(client_id=ida.id, written_on=date(2026, 1, 1), text="Moved to Bari. Size 40 now.")
    session.add(note)
    session.flush()
    new = Fact(
        client_id=ida.id, text="Size 40 now", subject="size", provenance="told_us", learned_on=date(2026, 1, 1), note_id=note.id
    )
    session.add(new)
    session.flush()
    old = Fact(client_id=ida.id, text="38", subject="size", provenance="told_us", learned_on=date(2020, 1, 1))
    old.superseded_by_id = new.id
    gone = Fact(client_id=ida.id, text="Hates red", provenance="inferred", learned_on=date(2021, 1, 1), withdrawn_at=NOW)
    session.add_all([old, gone])
    session.commit()

    facts = [fact for fact in gather(session, ida, CALM, NOW).facts if fact.id.startswith("fact:")]

    assert [(fact.text, fact.superseded_by, fact.note) for fact in facts] == [
        ("size: 38", f"fact:{new.id}", ""),
        ("Size 40 now", "", note.text),
    ]
