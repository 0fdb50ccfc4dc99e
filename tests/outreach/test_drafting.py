"""What is written to whom, from which rows, how close and on which channel; and what is asked instead."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from copilot.domain.draft import Closeness
from copilot.domain.message import Channel, Message, Purpose
from copilot.outreach.draft_wish import Asks, Composed, DraftWish, Lack, Occasion
from copilot.outreach.drafting import best_not_now, versions
from copilot.outreach.gathering import gather
from copilot.records.care import Appointment, Consent, Promise, ServiceCase, Wish
from copilot.records.people import Account, Client
from copilot.records.trade import Product, Stock
from tests.outreach.drafting_shop import NOW, POLICY, Counter, day, opened


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite: what is read for a draft is read on both kinds where drafts are kept, shown and sent."""
    return migrated_sqlite


@pytest.fixture
def shop(session: Session) -> Counter:
    """A store, an associate, a client with an e-mail address and her leave to use it."""
    return opened(session)


def test_thanks_name_what_was_bought_and_draw_on_that_alone(shop: Counter) -> None:
    line = shop.bought("Lark Jacket", 2)

    draft = shop.write()

    assert isinstance(draft, Composed)
    assert (draft.occasion, draft.purpose, draft.uses) == (Occasion.THANKS, Purpose.SERVICE, (f"purchase:{line.id}",))
    assert "Ms Ferrars" in draft.text and draft.address == "email-address"


UNNAMED: list[tuple[str, Callable[[Counter], Any]]] = [
    ("a gift", lambda shop: shop.bought("Lark Jacket", 2, gift_for="her brother")),
    ("what was returned", lambda shop: shop.bought("Lark Jacket", 2, returned_on=day(-1))),
    (
        "what a fact hushes",
        lambda shop: (shop.bought("Lark Jacket", 2), shop.told("The jacket is a secret", do_not_mention=True)),
    ),
    (
        "what is delicate",
        lambda shop: (shop.bought("Lark Jacket", 2), shop.told("Wears the jacket over a brace", sensitive=True)),
    ),
]


@pytest.mark.parametrize("known", [known for _, known in UNNAMED], ids=[name for name, _ in UNNAMED])
def test_what_is_better_not_named_is_not_named(shop: Counter, known: Callable[[Counter], Any]) -> None:
    known(shop)

    assert "Jacket" not in shop.text(Occasion.THANKS)


def test_what_another_of_the_household_bought_is_no_reason_to_write(shop: Counter) -> None:
    account = shop.add(Account(source_id="a", name="Ferrars"))
    shop.client.account_id = account.id
    other = shop.add(Client(source_id="o", given_name="Ugo", store_id=shop.store.id, account_id=account.id))
    shop.bought("Lark Jacket", 2, client=other)

    assert shop.write() == Asks(Lack.REASON)


def test_a_price_is_the_stores_own_to_the_figure(shop: Counter) -> None:
    piece = shop.product("Wren Coat", price=89_950)
    stock = shop.session.get_one(Stock, 2)
    stock.price, stock.currency = 81_250, "GBP"
    shop.add(stock)
    shop.add(Wish(client_id=shop.client.id, product_id=piece.id, text="the coat", wished_on=day(-100)))

    text = shop.text(Occasion.WISH_BACK)

    assert "£812.50" in text and "899" not in text and "Wren Coat" in text


def test_of_several_of_one_name_the_colour_is_said(shop: Counter) -> None:
    shop.add(Product(source_id="other", name="Wren Coat", colour="red"))
    piece = shop.product("Wren Coat", colour="green")
    shop.add(Wish(client_id=shop.client.id, product_id=piece.id, text="the coat", wished_on=day(-100)))

    assert "Wren Coat (green)" in shop.text(Occasion.WISH_BACK)


def test_what_is_not_in_the_shop_is_not_announced(shop: Counter) -> None:
    piece = shop.product("Wren Coat", quantity=0)
    shop.add(Wish(client_id=shop.client.id, product_id=piece.id, text="the coat", wished_on=day(-100)))

    assert isinstance(shop.write(Occasion.WISH_BACK), Asks)
    assert isinstance(shop.write(about=(piece.id or 0,)), Asks)


def test_something_new_is_offered_beside_what_they_chose(shop: Counter) -> None:
    shop.bought("Lark Jacket", 100)
    shop.product("Wren Coat", arrived=-5, category="coats")
    shop.product("Teal Lamp", arrived=-1, category="lighting")

    draft = shop.write(Occasion.ARRIVAL)

    assert isinstance(draft, Composed)
    assert "Wren Coat" in draft.text and "Lark Jacket" in draft.text and "Lamp" not in draft.text
    assert draft.purpose is Purpose.MARKETING


def test_pieces_that_were_named_are_written_about_with_their_prices(shop: Counter) -> None:
    one, two = (
        shop.product("Wren Bracelet", arrived=-9, category="x"),
        shop.product("Teal Bracelet", price=9_000, arrived=-3, category="x"),
    )

    text = shop.text(about=(one.id, two.id))

    assert all(words in text for words in ("Wren Bracelet", "£420", "Teal Bracelet", "£90"))


def test_an_occasion_that_was_shared_for_it_is_a_reason(shop: Counter) -> None:
    fact = shop.told("Her wedding is on 20 April 2026; asked us to remember")

    draft = shop.write()

    assert isinstance(draft, Composed)
    assert (draft.occasion, draft.uses) == (Occasion.OCCASION, (f"fact:{fact.id}",))
    assert "wedding" in draft.text


@pytest.mark.parametrize(
    "fact",
    [
        {"text": "Her wedding is on 20 April 2026", "provenance": "third_party"},
        {"text": "Her wedding is on 20 April 2026", "provenance": "observed"},
        {"text": "Her wedding is on 20 April 2026", "do_not_mention": True},
        {"text": "Her wedding is on 20 April 2026", "sensitive": True},
        {"text": "Her wedding is on 20 April 2026", "withdrawn_at": NOW},
        {"text": "Her wedding is on 20 April 2026", "valid_until": day(-1)},
        {"text": "Her wedding is on 20 April 2026", "learned_on": day(-800)},
        {"text": "Her wedding is on 20 April 2026; tell nobody"},
        {"text": "Her birthday is on 20 April 2026", "subject": "birthday"},
    ],
)
def test_no_other_occasion_is(shop: Counter, fact: dict[str, Any]) -> None:
    shop.told(**fact)

    assert shop.write(Occasion.OCCASION) == Asks(Lack.REASON)


def test_the_date_of_a_visit_stands_as_the_row_has_it_on_the_clock_of_the_store(shop: Counter) -> None:
    at = datetime(2026, 3, 31, 13, 30, tzinfo=UTC)  # summer time has begun by then
    shop.add(Appointment(client_id=shop.client.id, store_id=shop.store.id, starts_at=at, purpose="a secret fitting"))

    text = shop.text(Occasion.APPOINTMENT)

    assert "Tuesday 31 March" in text and "14:30" in text and "fitting" not in text


def test_a_late_repair_names_the_day_that_was_not_kept_and_the_new_one_only_where_it_is_given(shop: Counter) -> None:
    shop.add(
        ServiceCase(
            client_id=shop.client.id,
            kind="repair",
            product_id=shop.products["Lark Jacket"].id,
            text="zip",
            opened_on=day(-30),
            promised_for=day(-2),
        )
    )

    without, dated = shop.text(), shop.text(Occasion.DELAYED, day=date(2026, 4, 3))

    assert "April" not in without
    assert "Friday 3 April" in dated and "zip" not in dated


def test_what_only_the_associate_knows_is_asked(shop: Counter) -> None:
    shop.contact(1, out=False, purpose="reply", text="Did you like the film?")

    assert shop.write() == Asks(Lack.ANSWER)
    assert "I did, very much." in shop.text(Occasion.ANSWER, say="I did, very much.")
    assert shop.write(Occasion.EVENT) == Asks(Lack.EVENT)


def test_an_answer_about_a_piece_is_read_from_its_row(shop: Counter) -> None:
    shop.product("Wren Coat", price=51_000, category="coats", colour="green")
    shop.contact(1, out=False, purpose="reply", text="Hello, do you still have the Wren Coat?")

    draft = shop.write()

    assert isinstance(draft, Composed)
    assert draft.purpose is Purpose.REPLY and draft.answers_id is not None
    assert "Wren Coat" in draft.text and "£510" in draft.text


def test_a_promise_is_kept_in_view_without_repeating_the_note_about_it(shop: Counter) -> None:
    shop.add(Promise(client_id=shop.client.id, made_on=day(-10), due_on=day(1), text="ring the studio, never the house"))

    draft = shop.write()

    assert isinstance(draft, Composed) and draft.occasion is Occasion.PROMISE
    assert "house" not in draft.text and "studio" not in draft.text


def test_the_channel_is_the_one_they_prefer_if_they_agreed_to_it(shop: Counter) -> None:
    shop.reach("whatsapp", preferred=True)
    shop.bought("Lark Jacket", 100)
    shop.product("Wren Coat", arrived=-5, category="coats")

    before = shop.write(Occasion.ARRIVAL)
    shop.agrees("whatsapp")
    after = shop.write(Occasion.ARRIVAL)

    assert isinstance(before, Composed) and isinstance(after, Composed)
    assert (before.channel, after.channel) == (Channel.EMAIL, Channel.WHATSAPP)


def test_where_no_channel_is_allowed_it_is_asked(shop: Counter) -> None:
    shop.agrees("email", status="withdrawn")
    shop.add(Consent(client_id=shop.client.id, channel="email", status="withdrawn", at=NOW - timedelta(days=1)))
    shop.bought("Lark Jacket", 2)

    assert shop.write() == Asks(Lack.CHANNEL, ("email",))


@pytest.mark.parametrize(
    ("language", "written", "says"), [("it", "it", "Gentile"), ("fr-FR", "fr", "Madame"), ("de", "en", "Dear")]
)
def test_it_is_written_in_their_language(shop: Counter, language: str, written: str, says: str) -> None:
    shop.client.language = language
    shop.bought("Lark Jacket", 2)

    draft = shop.write()

    assert isinstance(draft, Composed)
    assert draft.language == written
    assert draft.proposed_language == ("de" if language == "de" else "")
    assert says in draft.text or written == "it"


def test_a_first_name_is_used_only_where_they_are_used_to_it(shop: Counter) -> None:
    shop.bought("Lark Jacket", 2)
    assert "Ms Ferrars" in shop.text()

    shop.contact(90, purpose="service", text="Dear Ada, your coat is ready. Tom")

    assert "Ada," in shop.text() and "Ferrars" not in shop.text()


@pytest.mark.parametrize(
    ("style", "history", "closest"),
    [
        ("unknown", "none", Closeness.RESERVED),
        ("unknown", "heard", Closeness.WARM),
        ("transactional", "first name", Closeness.WARM),
        ("fan", "heard", Closeness.WARM),
        ("fan", "first name", Closeness.CLOSE),
        ("collaborative", "first name", Closeness.CLOSE),
        ("fan", "complaint", Closeness.RESERVED),
        ("fan", "tired", Closeness.WARM),
    ],
)
def test_the_dial_goes_as_far_as_style_and_history_allow(shop: Counter, style: str, history: str, closest: Closeness) -> None:
    shop.client.relationship_style = style
    shop.bought("Lark Jacket", 2)
    if history != "none":
        shop.contact(40, out=False, purpose="reply", text="Thank you", answered=True)
    if history in ("first name", "complaint", "tired"):
        shop.contact(50, purpose="service", text="Dear Ada, thank you. Tom")
    if history == "complaint":
        shop.add(ServiceCase(client_id=shop.client.id, kind="complaint", text="late", opened_on=day(-2)))
    if history == "tired":
        shop.contact(30), shop.contact(20)

    dial = versions(shop.session, shop.client, DraftWish(Occasion.THANKS), POLICY, NOW, writer=shop.tom)

    assert isinstance(dial, dict)
    assert list(dial) == list(Closeness)[: list(Closeness).index(closest) + 1]
    assert len({draft.text for draft in dial.values()}) == len(dial)


def test_better_not_now_says_why_and_from_when(shop: Counter) -> None:
    message = Message(Channel.EMAIL, Purpose.MARKETING, "The coat is here.")
    calm = best_not_now(gather(shop.session, shop.client, POLICY, NOW), message)
    shop.contact(1)

    pressed = best_not_now(gather(shop.session, shop.client, POLICY, NOW), message)

    assert calm is None
    assert pressed is not None and pressed.because == ("too_frequent",)
    assert pressed.welcome_from == NOW + timedelta(days=2)


def test_an_open_complaint_has_no_date_from_which_selling_is_welcome(shop: Counter) -> None:
    shop.add(ServiceCase(client_id=shop.client.id, kind="complaint", text="late", opened_on=day(-2)))

    found = best_not_now(
        gather(shop.session, shop.client, POLICY, NOW), Message(Channel.EMAIL, Purpose.MARKETING, "The coat is here.")
    )

    assert found is not None and (found.because, found.welcome_from) == (("open_matter",), None)


def test_nobody_writes_to_who_is_no_longer_a_client(shop: Counter) -> None:
    shop.bought("Lark Jacket", 2)
    shop.client.status = "deceased"

    assert shop.write() == Asks(Lack.GONE)


def test_nobody_speaks_of_a_silence_after_a_week_or_of_wear_on_the_first_day(shop: Counter) -> None:
    shop.bought("Lark Jacket", 1)

    assert isinstance(shop.write(Occasion.LAPSE), Asks)
    assert isinstance(shop.write(Occasion.WEARING), Asks)
    assert isinstance(shop.write(Occasion.CARE), Asks)
