"""What may be said aloud to a client: what they bought for themselves, what the shop has, which occasions they gave us."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlmodel import Session, col, or_, select

from copilot.domain.money import Money
from copilot.domain.policy import Policy
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Known, Situation
from copilot.domain.wording import fold
from copilot.models.builtin.language import language_of
from copilot.records.care import ServiceCase
from copilot.records.knowledge import Fact
from copilot.records.people import Client, Store
from copilot.records.products_named import Catalogue
from copilot.records.trade import Product, Purchase, PurchaseLine, Stock

_TOO_OLD = timedelta(days=5 * 365)  #: of purchases nobody speaks any more, except for a repair
_NEW_FOR = 35  #: days
_TOLD_FOR = 365  #: days after which what was told is asked again
_WORD = re.compile(r"[^\W\d_]{4,}")
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")
_PASSING = re.compile(
    r"\b(?:new|newly|just|fresh|this (?:month|season|year)|nouveau|nouvelle|nuov[oa]|nuev[oa]|now)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"^[^.!?]+[.!?]?")
_FEWEST, _MOST = 5, 26  #: words of a description that are quoted
_ABOUT_WORK = re.compile(
    r"\b(?:ready|repair|back yet|finished|when|prêt|prête|répar|retouche|quand|pront[oa]|riparaz|quando|list[oa]|arregl|cuándo|"
    r"cuando|heels?|crown|strap|hinge)\b",
    re.IGNORECASE,
)
_CATALOGUE = Catalogue()


@dataclass(frozen=True)
class OwnPiece:
    """Something the client bought for themselves, kept, and may be spoken to about."""

    id: str
    purchase_id: int
    product_id: int | None
    name: str
    category: str
    collection: str
    on: date
    paid: Money

    def nearness(self, piece: "ShopPiece") -> int:
        """How near something in the shop is to it in kind and in price; 0: it does not go with it."""
        same = 2 * (bool(self.collection) and self.collection == piece.collection)
        same += bool(self.category) and self.category == piece.category
        within = piece.price is None or piece.price.currency != self.paid.currency or piece.price.minor <= 2 * self.paid.minor
        return 2 * same + within if same else 0


@dataclass(frozen=True)
class ShopPiece:
    """Something that the client's store has, or expects."""

    id: str
    product_id: int
    name: str
    category: str
    collection: str
    price: Money | None
    here: bool
    arrived: date | None
    detail: str = ""

    def is_new(self, today: date) -> bool:
        """Whether it came in lately."""
        return self.arrived is not None and 0 <= (today - self.arrived).days <= _NEW_FOR

    def expected(self, today: date) -> bool:
        """Whether it is still to come."""
        return self.arrived is not None and self.arrived > today


@dataclass(frozen=True)
class AskedFor:
    """What a client's message asks about, as far as rows can answer it."""

    piece: ShopPiece | None = None
    case: ServiceCase | None = None


def usable(known: Known, policy: Policy, today: date) -> bool:
    """Whether a fact may be said: given to us by the client, current, about them, and neither private nor hushed."""
    if not known.provenance.may_be_said or known.do_not_mention or known.sensitive or known.topic or known.other_person:
        return False
    if known.superseded_by or (known.valid_until and known.valid_until < today):
        return False
    if known.provenance is Provenance.TOLD_US and known.subject not in ("promise", "appointment"):
        return (today - known.learned_on).days <= policy.stale_days.get(known.subject, _TOLD_FOR)
    return today - known.learned_on <= _TOO_OLD


def usable_facts(situation: Situation, today: date) -> tuple[Known, ...]:
    """Everything known that may be said, and not even the words of a note around it."""
    return tuple(one for one in situation.facts if not one.note and usable(one, situation.policy, today))


def hushed_words(session: Session, client: Client) -> frozenset[str]:
    """The words of what must stay unsaid: nothing that is called by one of them is named."""
    quiet = or_(col(Fact.do_not_mention), col(Fact.sensitive))
    texts = session.exec(select(Fact.text).where(Fact.client_id == client.id, quiet, col(Fact.withdrawn_at).is_(None))).all()
    return frozenset(word for text in texts for word in _words(text))


def own_pieces(session: Session, client: Client, today: date, hushed: Collection[str]) -> tuple[OwnPiece, ...]:
    """What the client bought for themselves and kept, the latest first, without what is better not named."""
    rows = session.exec(
        select(PurchaseLine, Purchase, Product)
        .join(Purchase, col(Purchase.id) == PurchaseLine.purchase_id)
        .outerjoin(Product, col(Product.id) == PurchaseLine.product_id)
        .where(
            Purchase.client_id == client.id,
            PurchaseLine.gift_for == "",
            col(PurchaseLine.returned_on).is_(None),
            col(Purchase.purchased_on) >= today - _TOO_OLD,
        )
        .order_by(col(Purchase.purchased_on).desc(), col(PurchaseLine.id))
    ).all()
    return tuple(_owned(rows, hushed))


def shop_pieces(session: Session, store: Store, hushed: Collection[str]) -> tuple[ShopPiece, ...]:
    """Every product as this store has it, the newest first."""
    rows = session.exec(
        select(Product, Stock)
        .outerjoin(Stock, (col(Stock.product_id) == Product.id) & (col(Stock.store_id) == store.id))
        .order_by(col(Product.arrived_on).desc(), col(Product.id))
    ).all()
    times = Counter(product.name for product, _ in rows)
    said = ((_in_its_colour(product, times), product, stock) for product, stock in rows if not _hushed(product.name, hushed))
    return tuple(_piece(name, product, stock) for name, product, stock in said)


def asked_for(
    session: Session, text: str, shop: Sequence[ShopPiece], owned: Sequence[OwnPiece], cases: Sequence[ServiceCase]
) -> AskedFor:
    """Which piece or which work a message asks about; nothing where it could be several, or none."""
    open_work = [case for case in cases if case.closed_on is None and case.kind in ("repair", "alteration") and case.product_id]
    if len(open_work) == 1 and _ABOUT_WORK.search(text):
        return AskedFor(case=open_work[0])
    named = _CATALOGUE.named(session, text) if "?" in text and len(_CATALOGUE.words_of_things(session, text)) > 1 else set()
    pieces = [one for one in shop if one.product_id in named]
    return AskedFor(piece=pieces[0]) if len(pieces) == 1 else AskedFor()


def things_named(session: Session, text: str) -> frozenset[str]:
    """The folded words of a text that name an article of the house, its kind, its material or its colour."""
    return frozenset(_CATALOGUE.words_of_things(session, text))


def _owned(rows: Sequence[tuple[PurchaseLine, Purchase, Product | None]], hushed: Collection[str]) -> Iterator[OwnPiece]:
    for line, purchase, product in rows:
        name = product.name if product else _PARENTHESIS.sub("", line.description).split(",")[0].strip()
        if not name or _hushed(f"{name} {line.description}", hushed):
            continue
        yield OwnPiece(
            f"purchase:{line.id}",
            line.purchase_id,
            line.product_id,
            name,
            product.category if product else "",
            product.collection if product else "",
            purchase.purchased_on,
            Money(line.paid // max(1, line.quantity), purchase.currency),
        )


def _in_its_colour(product: Product, times: Mapping[str, int]) -> str:
    """The name; with the colour, where the house has others of that name."""
    return f"{product.name} ({product.colour})" if times[product.name] > 1 and product.colour else product.name


def _piece(name: str, product: Product, stock: Stock | None) -> ShopPiece:
    price = stock.price if stock and stock.price is not None else product.price
    currency = (stock.currency if stock else "") or product.currency
    return ShopPiece(
        f"product:{product.id}",
        product.id or 0,
        name,
        product.category,
        product.collection,
        Money(price, currency) if price is not None else None,
        bool(stock and stock.quantity > 0),
        (stock.arrived_on if stock else None) or product.arrived_on,
        _detail(product.description),
    )


def _detail(description: str) -> str:
    """A sentence of the description that holds tomorrow as it holds today."""
    first = _SENTENCE.match(description.strip())
    words = first[0].split() if first else []
    if not first or not _FEWEST <= len(words) <= _MOST or _PASSING.search(first[0]):
        return ""
    return first[0].rstrip(".!?") + "."


@cache
def detail_language(detail: str) -> str:
    """The language in which the house describes a piece."""
    return language_of(detail)


def _words(text: str) -> Iterator[str]:
    yield from (fold(word)[:6] for word in _WORD.findall(text))


def _hushed(name: str, hushed: Collection[str]) -> bool:
    return any(word in hushed for word in _words(name))
