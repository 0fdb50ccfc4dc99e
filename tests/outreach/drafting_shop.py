"""A small shop for tests of drafting: one store, one associate, one client, and a hand to write down what else is so."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from copilot.outreach.draft_wish import Asks, Composed, DraftWish, Occasion
from copilot.outreach.drafting import compose
from copilot.policies import PolicyInForce
from copilot.records.care import Consent, Contact
from copilot.records.knowledge import Fact
from copilot.records.people import Client, ContactPoint, Store, User
from copilot.records.trade import Product, Purchase, PurchaseLine, Stock

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
TODAY = NOW.date()
POLICY = PolicyInForce().now()


@dataclass
class Counter:
    """A shop with one client, who bought a jacket three days ago; and a hand to write down what else is so."""

    session: Session
    store: Store
    tom: User
    client: Client
    products: dict[str, Product] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def product(self, name: str, *, price: int = 42_000, quantity: int = 2, arrived: int = -400, **more: Any) -> Product:
        piece = Product(source_id=name, name=name, price=price, currency="GBP", arrived_on=day(arrived), **more)
        self.products[name] = self.add(piece)
        self.add(Stock(product_id=piece.id, store_id=self.store.id, quantity=quantity))
        return piece

    def bought(self, name: str, days_ago: int, client: Client | None = None, **more: Any) -> PurchaseLine:
        who = client or self.client
        receipt = Purchase(
            source_id=f"r{name}{days_ago}{who.id}",
            client_id=who.id,
            store_id=self.store.id,
            purchased_on=day(-days_ago),
            currency="GBP",
        )
        self.add(receipt)
        product = self.products[name]
        return self.add(
            PurchaseLine(purchase_id=receipt.id, line=1, product_id=product.id, description=name, paid=42_000, **more)
        )

    def told(self, text: str, *, provenance: str = "told_us", subject: str = "occasion", **more: Any) -> Fact:
        more.setdefault("learned_on", day(-30))
        return self.add(Fact(client_id=self.client.id, subject=subject, text=text, provenance=provenance, **more))

    def contact(
        self, days_ago: float, *, out: bool = True, purpose: str = "marketing", text: str = "", answered: bool = False
    ) -> Contact:
        at = NOW - timedelta(days=days_ago)
        direction = "out" if out else "in"
        line = Contact(
            client_id=self.client.id, at=at, direction=direction, channel="email", purpose=purpose, text=text, answered=answered
        )
        return self.add(line)

    def agrees(self, *channels: str, status: str = "granted") -> None:
        for channel in channels:
            self.add(Consent(client_id=self.client.id, channel=channel, status=status, at=NOW - timedelta(days=300)))

    def reach(self, kind: str, *, preferred: bool = False) -> None:
        self.add(ContactPoint(client_id=self.client.id, kind=kind, value=f"{kind}-address", preferred=preferred))

    def write(self, occasion: Occasion | None = None, **wish: Any) -> Composed | Asks:
        asked = DraftWish(occasion=occasion, **wish)
        return compose(self.session, self.client, asked, POLICY, NOW, writer=self.tom, seed=1)

    def text(self, occasion: Occasion | None = None, **wish: Any) -> str:
        draft = self.write(occasion, **wish)
        assert isinstance(draft, Composed), draft
        return draft.text


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def opened(session: Session) -> Counter:
    """One store, one associate, one client with an e-mail address and her leave to use it."""
    store = Store(
        source_id="s",
        name="The Aviary",
        city="Leeds",
        country="GB",
        timezone="Europe/London",
        currency="GBP",
        address="4 Mill Lane",
        phone="+44 1",
    )
    session.add(store)
    session.flush()
    tom = User(source_id="tom", name="Tom Ashby", store_id=store.id)
    session.add(tom)
    session.flush()
    client = Client(
        source_id="c",
        given_name="Ada",
        family_name="Ferrars",
        salutation="Ms",
        timezone="Europe/London",
        store_id=store.id,
        associate_id=tom.id,
        relationship_style="collaborative",
    )
    session.add(client)
    session.flush()
    counter = Counter(session, store, tom, client)
    counter.reach("email")
    counter.agrees("email")
    counter.product("Lark Jacket", category="coats")
    return counter
