"""Finding clients, articles and purchases in the records, on both databases: scope, names, sums, the book."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from copilot.domain.desk import Role, Scope
from copilot.domain.money import Money
from copilot.errors import OutOfScope
from copilot.records.books import BookQuestion, clients_asked_for, place_known
from copilot.records.buying import last_purchase_of, lines, totals
from copilot.records.care import Appointment, Consent, Contact, Promise, ServiceCase, Wish
from copilot.records.describing import clients_described
from copilot.records.finding import clients_named, numbers_of_nobody
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, Store, User
from copilot.records.products_named import Catalogue
from copilot.records.scope import client_in_scope, notes_within
from copilot.records.trade import Product, Purchase, PurchaseLine

TODAY = date(2026, 3, 18)


@dataclass(frozen=True)
class Book:
    """London: Amara's Maya and Rose, Tom's Household 7; Paris: Luca's Márta. Who looks: by name."""

    amara: Scope
    luca: Scope
    owner: Scope
    trainer: Scope
    maya: int
    rose: int
    seven: int
    marta: int
    ring: int
    bag: int


@pytest.fixture
def book(session: Session) -> Book:
    def kept(row: Store | User | Client | Product | Purchase) -> int:
        session.add(row)
        session.flush()
        return row.id or 0

    london, paris = (
        kept(Store(source_id="L", name="London", city="London")),
        kept(Store(source_id="P", name="Paris", city="Paris")),
    )
    amara = kept(User(source_id="amara", name="Amara", store_id=london))
    luca = kept(User(source_id="luca", name="Luca", store_id=paris))
    ring = kept(
        Product(source_id="R", name="Lumen Sapphire Ring", category="rings", material="white gold", colour="Cornflower blue")
    )
    bag = kept(Product(source_id="B", name="Aubrac Tote", category="bags", material="calf leather", colour="Noir"))

    def client(source: str, given: str, family: str, preferred: str, store: int, associate: int | None) -> int:
        return kept(
            Client(source_id=source, given_name=given, family_name=family, preferred_name=preferred, store_id=store,
                   associate_id=associate, city="Lyon" if store == paris else "Leeds")
        )  # fmt: skip

    maya = client("1", "Maya", "O'Neill-Brontë", "Bunny", london, amara)
    rose = client("2", "Rose", "Miller", "", london, amara)
    seven = client("3", "Household", "7", "", london, None)
    marta = client("4", "Márta", "Szabó", "", paris, luca)
    for source, who, on, product, paid, returned in (
        ("a", maya, date(2026, 2, 1), ring, 100_00, None),
        ("b", maya, date(2025, 5, 1), bag, 250_00, None),
        ("c", maya, date(2025, 6, 1), bag, 70_00, date(2025, 6, 9)),
        ("d", rose, date(2025, 3, 1), bag, 90_00, None),
        ("e", marta, date(2026, 3, 1), ring, 999_00, None),
    ):
        store = paris if who == marta else london
        purchase = kept(Purchase(source_id=source, client_id=who, store_id=store, purchased_on=on, currency="GBP"))
        session.add(PurchaseLine(purchase_id=purchase, line=1, product_id=product, paid=paid, returned_on=returned))
    session.commit()
    scopes = Scope(amara, Role.ASSOCIATE, london), Scope(luca, Role.ASSOCIATE, paris)
    return Book(*scopes, Scope(9, Role.ADMINISTRATOR, None), Scope(8, Role.TRAINER, london), maya, rose, seven, marta, ring, bag)


def names(session: Session, scope: Scope, text: str, common: str = "") -> list[int]:
    return [n.client.id or 0 for n in clients_named(session, scope, text, common=frozenset(common.split()))]


@pytest.mark.parametrize(
    "words",
    ["Maya", "bunny", "ONEILL", "o'neill", "Bronte", "Brontë's", "maya oneill bronte", "O’Neill-Brontë", "Maya Brönté", "Bronet"],
)
def test_a_client_is_found_however_the_name_is_typed(session: Session, book: Book, words: str) -> None:
    assert names(session, book.amara, f"when did {words} come") == [book.maya]


def test_a_name_that_is_a_word_counts_when_it_is_written_as_a_name(session: Session, book: Book) -> None:
    assert names(session, book.amara, "the rose gold one", "rose") == []
    assert names(session, book.amara, "what did Rose buy", "rose") == [book.rose]
    assert names(session, book.amara, "mrs miller rose", "rose") == [book.rose]
    assert names(session, book.amara, "Rose", "rose") == [book.rose]


def test_a_numbered_client_is_found_by_the_number_alone(session: Session, book: Book) -> None:
    assert names(session, book.amara, "how much did household 7 spend") == [book.seven]
    assert names(session, book.amara, "how much did household 8 spend") == []
    assert numbers_of_nobody(session, book.amara, "how much did household 8 spend") == ["household 8"]
    assert numbers_of_nobody(session, book.amara, "how much did Maya 2025 spend") == []
    assert names(session, book.luca, "household 7") == []


def test_nobody_of_another_store_is_named_and_no_trainer_finds_anybody(session: Session, book: Book) -> None:
    assert names(session, book.amara, "Márta Szabó") == []
    assert names(session, book.luca, "marta szabo") == [book.marta]
    assert names(session, book.owner, "marta szabo") == [book.marta]
    assert names(session, book.trainer, "Maya") == []


def test_a_client_out_of_scope_is_refused_as_one_that_is_not_there(session: Session, book: Book) -> None:
    said = []
    for client_id in (book.marta, 987_654):
        with pytest.raises(OutOfScope) as refused:
            client_in_scope(session, book.amara, client_id)
        said.append(str(refused.value).replace(str(client_id), "N"))

    assert said[0] == said[1]
    assert client_in_scope(session, book.luca, book.marta).id == book.marta


def test_notes_are_read_by_those_they_are_for(session: Session, book: Book) -> None:
    for visibility in ("store", "managers", "author"):
        session.add(
            Note(client_id=book.maya, author_id=book.amara.user_id, written_on=TODAY, visibility=visibility, text=visibility)
        )
    session.commit()
    manager = Scope(77, Role.MANAGER, book.amara.store_id)
    colleague = Scope(78, Role.ASSOCIATE, book.amara.store_id)

    read = {
        who: set(session.exec(select(Note.text).where(notes_within(scope))))
        for who, scope in (("author", book.amara), ("colleague", colleague), ("manager", manager))
    }

    assert read == {"author": {"store", "managers", "author"}, "colleague": {"store"}, "manager": {"store", "managers"}}


def test_sums_leave_out_what_came_back_and_count_every_visit(session: Session, book: Book) -> None:
    all_time = totals(session, book.amara, [book.maya])
    of_2025 = totals(session, book.amara, [book.maya], since=date(2025, 1, 1), until=date(2025, 12, 31))
    rings = totals(session, book.amara, [book.maya], articles={book.ring})

    assert (all_time.purchases, all_time.articles, all_time.spent, all_time.returned) == (3, 2, (Money(350_00, "GBP"),), 1)
    assert (all_time.first, all_time.last) == (date(2025, 5, 1), date(2026, 2, 1))
    assert of_2025.spent == (Money(250_00, "GBP"),)
    assert rings.spent == (Money(100_00, "GBP"),)


def test_lines_and_sums_of_another_store_are_empty(session: Session, book: Book) -> None:
    assert lines(session, book.amara, [book.marta], limit=None) == []
    assert totals(session, book.amara, [book.marta]).purchases == 0
    assert {line.client_id for line in lines(session, book.amara, None, limit=None)} == {book.maya, book.rose}
    assert last_purchase_of(session, [book.maya, book.seven]) == {book.maya: date(2026, 2, 1)}


def test_whoever_a_description_fits_is_of_ones_own_store(session: Session, book: Book) -> None:
    seen = {
        who: [d.client.id for d in clients_described(session, scope, Catalogue(), "the lady with the sapphire ring")]
        for who, scope in (("amara", book.amara), ("luca", book.luca), ("trainer", book.trainer))
    }

    assert seen == {"amara": [book.maya], "luca": [book.marta], "trainer": []}
    assert clients_described(session, book.amara, Catalogue(), "the sapphire ring") == []
    assert clients_described(session, book.amara, Catalogue(), "the lady with the umbrella") == []


@pytest.mark.parametrize(("words", "which"), [
    ("sapphire rings", {"ring"}), ("a blue ring", {"ring"}), ("AUBRAC", {"bag"}), ("the black handbag", {"bag"}),
    ("umbrella", set()), ("", set()), ("the one", set()),
])  # fmt: skip
def test_articles_are_meant_by_their_words(session: Session, book: Book, words: str, which: set[str]) -> None:
    found = Catalogue().named(session, words)

    assert found == {{"ring": book.ring, "bag": book.bag}[name] for name in which}


def test_the_book_by_each_of_its_filters(session: Session, book: Book) -> None:
    at, store, mail = datetime(2026, 3, 1, 9, tzinfo=UTC), book.amara.store_id or 0, "email"
    session.add_all(
        [
            ServiceCase(client_id=book.maya, kind="repair", text="Clasp", opened_on=date(2026, 3, 1)),
            Promise(client_id=book.rose, made_on=date(2026, 3, 1), due_on=date(2026, 3, 10), text="Call"),
            Wish(client_id=book.rose, text="A red scarf", wished_on=date(2026, 1, 1)),
            Appointment(client_id=book.rose, store_id=store, starts_at=at + timedelta(20), purpose="Fit", status="booked"),
            Consent(client_id=book.maya, channel="email", purpose="marketing", status="granted", at=at),
            Consent(client_id=book.maya, channel="email", purpose="marketing", status="withdrawn", at=at + timedelta(1)),
            Consent(client_id=book.rose, channel="email", purpose="marketing", status="granted", at=at),
            Contact(client_id=book.maya, at=at, direction="in", channel=mail, purpose="service", text="Hello?", answered=False),
            Fact(client_id=book.rose, subject="allergy", text="Nickel.", provenance="told_us", learned_on=TODAY),
        ]
    )  # fmt: skip
    session.commit()

    def asked(**filters: object) -> list[int]:
        question = BookQuestion(**filters)  # type: ignore[arg-type]  # the names are those of its fields
        found = clients_asked_for(session, book.amara, question, TODAY, timedelta())
        return [one.client.id or 0 for one in found]

    assert asked() == [book.rose, book.maya]
    assert set(asked(mine=False)) == {book.seven, book.rose, book.maya}
    assert asked(bought={book.bag}, bought_since=date(2025, 4, 1)) == [book.maya]
    assert asked(bought={book.bag}, not_bought={book.ring}) == [book.rose]
    assert asked(not_seen_since=date(2025, 9, 1)) == [book.rose]
    assert asked(seen_since=date(2026, 1, 1)) == [book.maya]
    assert asked(open_case="repair") == [book.maya]
    assert asked(owed_promise="overdue") == [book.rose]
    assert asked(open_wish=True) == [book.rose]
    assert asked(visit_from=date(2026, 3, 20), visit_until=date(2026, 3, 22)) == [book.rose]
    assert asked(may_contact_by="email") == [book.rose]
    assert asked(may_contact_by="any") == [book.rose]
    assert asked(no_contact_by="any") == [book.maya]
    assert asked(stopped="email") == [book.maya]
    assert asked(stopped="any", stopped_since=(at + timedelta(2)).date()) == []
    assert asked(without=("wish", "promise")) == [book.maya]
    assert asked(without=("case",)) == asked(without=("repair",)) == [book.rose]
    assert asked(without=("visit",)) == [book.maya]
    assert asked(without=("visit",), visit_until=date(2026, 3, 18)) == [book.rose, book.maya]
    assert asked(city="leeds / rome") == [book.rose, book.maya]
    assert asked(waiting_for_reply=True, wrote_by="post") == []
    assert asked(waiting_for_reply=True) == [book.maya]
    assert asked(fact_words=(("nickel", "nichel"),)) == [book.rose]
    assert asked(city="leeds") == [book.rose, book.maya]
    assert asked(order_by="spent") == [book.maya, book.rose]
    assert asked(spent_from=300) == [book.maya]


def test_the_book_by_who_wrote_to_whom_and_when(session: Session, book: Book) -> None:
    march, april = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC)
    session.add_all(
        [
            Contact(client_id=book.maya, at=march, direction="in", channel="email", text="Hello?"),
            Contact(client_id=book.maya, at=april, direction="out", channel="sms", associate_id=book.amara.user_id, text="Here"),
            Contact(
                client_id=book.rose, at=march, direction="out", channel="email", associate_id=book.luca.user_id, text="Ready"
            ),
        ]
    )
    session.commit()

    def asked(way: str, **filters: object) -> list[int]:
        question = BookQuestion(contact=way, **filters)  # type: ignore[arg-type]  # the names are those of its fields
        return [one.client.id or 0 for one in clients_asked_for(session, book.amara, question, TODAY, timedelta())]

    assert asked("out") == [book.rose, book.maya]
    assert asked("out", contact_by=book.amara.user_id) == [book.maya]
    assert asked("out", wrote_by="email") == [book.rose]
    assert asked("out", contact_since=date(2026, 3, 2)) == [book.maya]
    assert asked("out", contact_until=date(2026, 3, 1)) == [book.rose]
    assert asked("not_out", contact_since=date(2026, 3, 2)) == [book.rose]
    assert asked("in") == [book.maya]
    assert asked("not_in") == [book.rose]


def test_the_book_of_another_is_not_opened(session: Session, book: Book) -> None:
    everybody = BookQuestion(mine=False)

    seen = {
        who: [one.client.id for one in clients_asked_for(session, scope, everybody, TODAY, timedelta())]
        for who, scope in (("luca", book.luca), ("trainer", book.trainer))
    }

    assert seen == {"luca": [book.marta], "trainer": []}
    assert place_known(session, book.luca, "Lyon")
    assert not place_known(session, book.amara, "Lyon")


def test_a_client_whom_only_one_of_two_facts_fits_is_not_in_the_list(session: Session, book: Book) -> None:
    there, on = "Will be in Geneva from 20 March to 2 April", date(2026, 3, 1)
    for client, text in (
        (book.maya, there),
        (book.maya, "Birthday on 21 March"),
        (book.rose, there),
        (book.rose, "Birthday on 3 May"),
    ):
        session.add(Fact(client_id=client, text=text, provenance="said by the client", learned_on=on))
    session.flush()
    question = BookQuestion(
        there=("geneva",), fact_words=(("birthday",),), occasion_from=date(2026, 3, 18), occasion_until=date(2026, 3, 31)
    )

    found = clients_asked_for(session, book.amara, question, TODAY, timedelta())

    assert [one.client.id for one in found] == [book.maya]
