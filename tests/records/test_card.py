"""A client's card on both databases: what is open, allowed, known and kept back; whose rows open, and whose do not."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from copilot.domain.desk import Desk, Role, Visibility
from copilot.errors import OutOfScope
from copilot.records.card import card_of
from copilot.records.card_rows import row_behind, timeline_of
from copilot.records.care import Appointment, Consent, Contact, Promise, ServiceCase, Wish
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Account, Client, ContactPoint, Store, User
from copilot.records.telling_apart import candidates, candidates_first, good_examples
from copilot.records.trade import Product, Purchase, PurchaseLine

TODAY = date(2026, 3, 18)


def at(days: int, hour: int = 12) -> datetime:
    """A moment so many days from today."""
    return datetime(2026, 3, 18, hour, tzinfo=UTC) + timedelta(days=days)


def on(days: int) -> date:
    """A day so many days from today."""
    return TODAY + timedelta(days=days)


@dataclass(frozen=True)
class Shop:
    """Amara in London with two Laurents and one Rose; Luca in Paris with a Laurent of his own."""

    session: Session
    amara: Desk
    luca: Desk
    camille: int
    helene: int
    mathilde: int

    def add(self, *rows: object) -> list[int]:
        """Keep rows; their ids."""
        self.session.add_all(rows)
        self.session.commit()
        return [row.id or 0 for row in rows]  # type: ignore[attr-defined] # every row has one


@pytest.fixture
def shop(session: Session) -> Shop:
    london = Store(source_id="LON", name="London", timezone="Europe/London", currency="GBP")
    paris = Store(source_id="PAR", name="Paris", timezone="Europe/Paris")
    account = Account(source_id="L", kind="household", name="The Laurents")
    session.add_all([london, paris, account])
    session.flush()
    amara = User(source_id="amara", name="Amara Osei", store_id=london.id)
    luca = User(source_id="luca", name="Luca Moretti", store_id=paris.id)
    session.add_all([amara, luca])
    session.flush()
    people = [
        Client(source_id="c", given_name="Camille", family_name="Laurent", city="London", store_id=london.id or 0),
        Client(source_id="h", given_name="Hélène", family_name="Laurent", city="Bath", store_id=london.id or 0),
        Client(source_id="m", given_name="Mathilde", family_name="Laurent", city="Paris", store_id=paris.id or 0),
        Client(source_id="r", given_name="Rose", family_name="Will", store_id=london.id or 0),
    ]
    for one in people:
        one.associate_id = amara.id
    people[0].account_id = people[1].account_id = people[2].account_id = account.id
    people[1].account_role = "mother"
    session.add_all(people)
    session.commit()
    desks = [Desk(u.id or 0, u.name, Role.ASSOCIATE, u.store_id, TODAY) for u in (amara, luca)]
    return Shop(session, *desks, *(p.id or 0 for p in people[:3]))


def test_what_is_overdue_stands_first_then_what_comes_next_and_nothing_that_is_done(shop: Shop) -> None:
    shop.add(
        Promise(client_id=shop.camille, made_on=on(-30), text="no day"),
        Promise(client_id=shop.camille, made_on=on(-30), due_on=on(2), text="soon"),
        Promise(client_id=shop.camille, made_on=on(-40), due_on=on(-3), text="late"),
        Promise(client_id=shop.camille, made_on=on(-40), due_on=on(-3), kept_on=on(-4), text="kept"),
        ServiceCase(client_id=shop.camille, kind="repair", text="the clasp", opened_on=on(-9), promised_for=on(5)),
        ServiceCase(client_id=shop.camille, kind="repair", text="closed", opened_on=on(-9), closed_on=on(-1)),
        Appointment(client_id=shop.camille, store_id=shop.amara.store_id or 0, starts_at=at(1), purpose="fitting"),
        Appointment(client_id=shop.camille, store_id=shop.amara.store_id or 0, starts_at=at(1), status="cancelled"),
        Promise(client_id=shop.helene, made_on=on(-40), due_on=on(-3), text="another's"),
    )

    card = card_of(shop.session, shop.amara, shop.camille)

    assert [(m.text, m.late) for m in card.open] == [
        ("late", True),
        ("fitting", False),
        ("soon", False),
        ("the clasp", False),
        ("no day", False),
    ]


def test_each_channel_says_what_its_latest_line_says_and_never_where_nobody_asked(shop: Shop) -> None:
    def line(channel: str, status: str, days: int, purpose: str = "marketing") -> Consent:
        return Consent(client_id=shop.camille, channel=channel, status=status, at=at(days), purpose=purpose)

    shop.add(
        line("email", "withdrawn", -5),
        line("email", "granted", -90),
        line("sms", "refused", -5),
        line("whatsapp", "granted", -5),
        line("email", "granted", -5, "service"),
        ContactPoint(client_id=shop.camille, kind="email", value="new@example.com"),
        ContactPoint(client_id=shop.camille, kind="phone", value="old", used_until=on(-1)),
    )

    leave = {one.channel: one for one in card_of(shop.session, shop.amara, shop.camille).leave}

    assert {channel: one.status for channel, one in leave.items()} == {
        "whatsapp": "granted",
        "email": "withdrawn",
        "sms": "refused",
        "phone": "never",
        "post": "never",
    }
    assert (leave["email"].address, leave["email"].service, leave["phone"].address) == ("new@example.com", "granted", "")


def test_what_a_client_should_not_see_is_kept_apart_and_what_is_over_is_not_there(shop: Shop) -> None:
    def fact(text: str, provenance: str = "told_us", subject: str = "taste", days: int = -9, **more: object) -> Fact:
        return Fact(client_id=shop.camille, text=text, provenance=provenance, subject=subject, learned_on=on(days), **more)

    (newer,) = shop.add(fact("54", subject="ring size"))
    shop.add(
        fact("52", subject="ring size", superseded_by_id=newer),
        fact("38", "service", "pointure", -900),
        fact("rose gold"),
        fact("no longer so", valid_until=on(-1)),
        fact("was wrong", withdrawn_at=at(-1)),
        fact("a surprise", do_not_mention=True),
        fact("nickel", sensitive=True),
        fact("seems lonely", "observed"),
        fact("her sister says", "third_party", do_not_mention=True),
    )

    card = card_of(shop.session, shop.amara, shop.camille)

    assert [(k.text, k.old) for k in card.sizes] == [("54", False), ("38", True)]
    assert [k.text for k in card.known] == ["rose gold"]
    assert {k.text for k in card.for_staff[:2]} == {"a surprise", "her sister says"}
    assert {k.text for k in card.for_staff[2:]} == {"nickel", "seems lonely"}


def test_remarks_without_a_subject_are_counted_and_a_colleagues_private_note_is_not(shop: Shop) -> None:
    public, private = shop.add(
        Note(client_id=shop.camille, author_id=shop.luca.user_id, written_on=on(-3), text="came in. hoops"),
        Note(
            client_id=shop.camille,
            author_id=shop.luca.user_id,
            written_on=on(-3),
            text="private",
            visibility=Visibility.AUTHOR.value,
        ),
    )
    hidden = Fact(client_id=shop.camille, text="x", provenance="told_us", subject="taste", learned_on=on(-3), note_id=private)
    shop.add(Fact(client_id=shop.camille, text="hoops", provenance="told_us", learned_on=on(-3), note_id=public), hidden)

    card = card_of(shop.session, shop.amara, shop.camille)

    assert (card.known, card.for_staff, card.remarks) == ((), (), 1)
    with pytest.raises(OutOfScope):
        row_behind(shop.session, shop.amara, shop.camille, "fact", hidden.id or 0)


def test_a_size_comes_from_what_they_bought_for_themselves_and_kept(shop: Shop) -> None:
    (shoe, ring) = shop.add(
        Product(source_id="s", name="Loafer", category="shoes"), Product(source_id="r", name="Ring", category="rings")
    )
    (first, second) = shop.add(
        *(
            Purchase(source_id=n, client_id=shop.camille, store_id=1, purchased_on=on(days), currency="GBP")
            for n, days in (("1", -800), ("2", -10))
        )
    )
    shop.add(
        PurchaseLine(purchase_id=first, line=1, product_id=shoe, size="40"),
        PurchaseLine(purchase_id=second, line=1, product_id=shoe, size="44", gift_for="her brother"),
        PurchaseLine(purchase_id=second, line=2, product_id=ring, size="52", returned_on=on(-2)),
    )

    sizes = card_of(shop.session, shop.amara, shop.camille).sizes

    assert [(k.subject, k.text, k.old) for k in sizes] == [("shoes", "40", True)]


def test_the_timeline_counts_what_it_does_not_show(shop: Shop) -> None:
    shop.add(
        *(
            Contact(client_id=shop.camille, at=at(-n, 23), direction="out", channel="email", text=f"letter {n}")
            for n in range(1, 6)
        ),
        Purchase(source_id="1", client_id=shop.camille, store_id=1, purchased_on=on(-2), currency="GBP"),
        Appointment(client_id=shop.camille, store_id=1, starts_at=at(-30), status="missed", purpose="fitting"),
        Appointment(client_id=shop.camille, store_id=1, starts_at=at(3), purpose="to come"),
    )

    timeline = timeline_of(shop.session, shop.amara, shop.camille, 3)
    whole = timeline_of(shop.session, shop.amara, shop.camille, 99)

    assert [(h.kind, h.on) for h in timeline.shown] == [("contact", on(-1)), ("purchase", on(-2)), ("contact", on(-2))]
    assert (timeline.total, len(timeline.days), len(whole.shown)) == (7, 7, 7)


def test_the_row_behind_a_line_belongs_to_that_client_and_is_seen_from_their_store_only(shop: Shop) -> None:
    promise, wish = shop.add(
        Promise(client_id=shop.camille, made_by_id=shop.amara.user_id, made_on=on(-3), text="call her"),
        Wish(client_id=shop.mathilde, text="a hat", wished_on=on(-3)),
    )

    opened = row_behind(shop.session, shop.amara, shop.camille, "promise", promise)

    assert (opened.words, opened.by, opened.on) == ("call her", "Amara Osei", on(-3))
    for desk, client, kind, row in (
        (shop.luca, shop.camille, "promise", promise),
        (shop.amara, shop.helene, "promise", promise),
        (shop.amara, shop.mathilde, "wish", wish),
        (shop.amara, shop.camille, "user", 1),
    ):
        with pytest.raises(OutOfScope):
            row_behind(shop.session, desk, client, kind, row)


def test_a_client_who_moved_to_another_store_has_no_card_here_and_no_household_there(shop: Shop) -> None:
    before = card_of(shop.session, shop.amara, shop.camille)
    moved = shop.session.get_one(Client, shop.camille)
    moved.store_id = shop.luca.store_id or 0
    shop.add(moved)

    after = card_of(shop.session, shop.luca, shop.camille)

    assert [name for _, name, _ in before.members] == ["Hélène Laurent"]
    assert [name for _, name, _ in after.members] == ["Mathilde Laurent"]
    with pytest.raises(OutOfScope):
        card_of(shop.session, shop.amara, shop.camille)


def test_a_name_before_a_text_is_found_and_cut_off(shop: Shop) -> None:
    def meant(words: str) -> tuple[list[str], str]:
        found, rest = candidates_first(shop.session, shop.amara.scope, words)
        return [one.name for one in found], rest

    assert meant("camille laurent will come on friday") == (["Camille Laurent"], "will come on friday")
    assert meant("Ms Laurent: tried the tan holdall") == (["Camille Laurent", "Hélène Laurent"], "tried the tan holdall")
    assert meant("rose loves rose gold") == (["Rose Will"], "loves rose gold")
    assert meant("helene") == (["Hélène Laurent"], "")
    assert meant("tried the tan holdall") == ([], "tried the tan holdall")
    assert [one.city for one in candidates(shop.session, shop.amara.scope, "laurent")] == ["London", "Bath"]


def test_examples_name_people_of_ones_own_book_of_whom_there_is_something_to_say(shop: Shop) -> None:
    shop.add(
        Promise(client_id=shop.helene, made_on=on(-3), text="call her"),
        Fact(client_id=shop.camille, text="x", provenance="told_us", learned_on=on(-3), do_not_mention=True),
    )

    examples = good_examples(shop.session, shop.amara)

    assert (examples["open"], examples["avoid"]) == ("Hélène Laurent", "Camille Laurent")
    assert "bought" not in examples
    assert "Mathilde Laurent" not in examples.values()
