"""Two small stores with one full client each, on any database: what one store's people may not see of the other's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from copilot.assistant.counter import Counter
from copilot.domain.desk import Desk, Role, Visibility
from copilot.domain.source import Found
from copilot.reading.notes import facts_in
from copilot.records.care import Appointment, Consent, Contact, Promise, ServiceCase, Wish
from copilot.records.knowledge import Fact, Note
from copilot.records.merging import merge
from copilot.records.people import Account, Client, ContactPoint, Store, User
from copilot.records.products_named import Catalogue
from copilot.records.trade import Product, Purchase, PurchaseLine
from copilot.retrieval import Index

TODAY = date(2026, 3, 18)
MOMENT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

#: Everything of a client is written with one telling word, so that any leak shows it.
LONDON_WORD, PARIS_WORD, AUTHORS_WORD, MANAGERS_WORD, MERGED_WORD = "lapwing", "corbeau", "quagga", "okapi", "dodo"


@dataclass
class TwoStores:
    """London with Amara (author of the notes), Tom and the client Maya Lin; Paris with Camille and the client Paul Girard."""

    engine: Engine
    index: Index
    amara: Desk
    tom: Desk
    camille: Desk
    manager: Desk
    owner: Desk
    trainer: Desk
    nowhere: Desk
    maya: int
    paul: int
    merged: int

    def use(self, tool: BaseTool, desk: Desk, **given: Any) -> tuple[str, Found]:
        """Call a tool as the agent would, for somebody at the counter."""
        counter = Counter(desk, self.engine, self.index, Catalogue(), datetime(2026, 3, 18, 11, tzinfo=UTC), read_note=facts_in)
        runtime: ToolRuntime[Counter] = ToolRuntime(
            state={}, context=counter, config={}, stream_writer=lambda _: None, tool_call_id="1", store=None
        )
        words, found = tool.func(runtime=runtime, **given)  # type: ignore[attr-defined]  # every tool of ours is a function
        return words, found


def furnish(engine: Engine, index: Index) -> TwoStores:
    """Write both stores down and bring the index up to date."""
    with Session(engine, expire_on_commit=False) as session:

        def kept(row: SQLModel) -> int:
            session.add(row)
            session.flush()
            return getattr(row, "id", 0) or 0

        london = kept(Store(source_id="LON", name="London", city="London"))
        paris = kept(Store(source_id="PAR", name="Paris", city="Paris"))
        users = {
            name: kept(User(source_id=name, name=name.title(), role=role, store_id=store))
            for name, role, store in (
                ("amara", Role.ASSOCIATE, london), ("tom", Role.ASSOCIATE, london), ("camille", Role.ASSOCIATE, paris),
                ("manager", Role.MANAGER, london), ("owner", Role.ADMINISTRATOR, None), ("trainer", Role.TRAINER, london),
                ("nowhere", Role.ASSOCIATE, None),
            )
        }  # fmt: skip
        ring = kept(Product(source_id="P1", name="Lumen Sapphire Ring", category="rings", price=100000))
        family = kept(Account(source_id="A1", name="The cousins"))

        def client(source: str, given: str, last: str, store: int, associate: int, word: str) -> int:
            id = kept(
                Client(
                    source_id=source, given_name=given, family_name=last, store_id=store, associate_id=associate,
                    city=f"{word} town", account_id=family, account_role=f"{word} cousin", style_set_by=word,
                )
            )  # fmt: skip
            bought = kept(Purchase(source_id=source, client_id=id, store_id=store, purchased_on=date(2026, 2, 1), currency="EUR"))
            rows: list[SQLModel] = [
                ContactPoint(client_id=id, kind="email", value=f"{word}@example.com"),
                PurchaseLine(purchase_id=bought, line=1, product_id=ring, description=f"Ring {word}", paid=90000),
                Note(client_id=id, author_id=users["amara"], written_on=TODAY, text=f"She told us she loves {word} feathers."),
                Fact(client_id=id, subject="taste", text=f"Loves {word} feathers.", provenance="told_us", learned_on=TODAY),
                ServiceCase(client_id=id, kind="repair", text=f"Clasp of the {word} ring.", opened_on=date(2026, 3, 1)),
                Promise(client_id=id, made_on=date(2026, 3, 1), text=f"Keep the {word} ring."),
                Wish(client_id=id, text=f"A {word} brooch.", wished_on=date(2026, 3, 1)),
                Appointment(client_id=id, store_id=store, starts_at=datetime(2026, 3, 20, 10, tzinfo=UTC), purpose=word),
                Consent(client_id=id, channel="email", purpose="marketing", status="granted", at=MOMENT, how=word),
                Contact(client_id=id, at=MOMENT, direction="in", channel="email", purpose="service", text=f"About the {word}."),
            ]
            session.add_all(rows)
            return id

        maya = client("C1", "Maya", "Lin", london, users["amara"], LONDON_WORD)
        paul = client("C2", "Paul", "Girard", paris, users["camille"], PARIS_WORD)
        merged = client("C3", "Mia", "Linn", london, users["amara"], MERGED_WORD)
        for word, visibility in ((AUTHORS_WORD, Visibility.AUTHOR), (MANAGERS_WORD, Visibility.MANAGERS)):
            note = kept(
                Note(
                    client_id=maya,
                    author_id=users["amara"],
                    written_on=TODAY,
                    visibility=visibility,
                    text=f"Afraid of the {word}.",
                )
            )
            session.add(
                Fact(client_id=maya, text=f"Afraid of the {word}.", provenance="observed", learned_on=TODAY, note_id=note)
            )
        merge(session, maya, merged)
        session.commit()
    while index.drain(engine).left:
        pass
    roles = {
        "amara": (Role.ASSOCIATE, london), "tom": (Role.ASSOCIATE, london),
        "camille": (Role.ASSOCIATE, paris), "manager": (Role.MANAGER, london), "owner": (Role.ADMINISTRATOR, None),
        "trainer": (Role.TRAINER, london), "nowhere": (Role.ASSOCIATE, None),
    }  # fmt: skip
    desks = {name: Desk(users[name], name.title(), role, store, TODAY) for name, (role, store) in roles.items()}
    return TwoStores(engine, index, **desks, maya=maya, paul=paul, merged=merged)
