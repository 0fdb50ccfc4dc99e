"""What the business may truthfully say that a message may speak of: its products, its store, its rules."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sqlmodel import Session, col, select

from copilot.domain.message import Message
from copilot.domain.money import Money
from copilot.domain.situation import StoreFact
from copilot.domain.wording import fold
from copilot.reading.common_words import COMMON
from copilot.records.people import Store
from copilot.records.trade import Product, Stock
from copilot.retrieval.house import Section

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_QUOTED = re.compile(r"[\"“”«»]")
_ENDING = 6  #: letters by which two forms of a word are recognised
_SHARED = 2  #: words or figures by which something is meant, and not merely met
_SENTENCES = 2  #: of one house rule
_BY_NAME = 100
NEAREST = 24  #: products and sections; the others share fewer words with the message


def store_facts(session: Session, store_id: int, message: Message, sections: Sequence[Section]) -> tuple[StoreFact, ...]:
    """What the store, its stock and the house rules say about the things that the message names, the nearest first."""
    store = session.get_one(Store, store_id)
    words = _stems(message.words)
    told = [*_products(session, store), *_rules(sections, words)]
    text = fold(message.words)
    scored = [
        (_named(fact, text) + _nearness(words, fact.text), fact) for fact in told if len(words & _stems(fact.text)) >= _SHARED
    ]
    near = [fact for _, fact in sorted(scored, key=lambda one: -one[0])][:NEAREST]
    hours = StoreFact(f"store:{store.source_id}", f"{store.name}, {store.address}, {store.phone}, open {store.opening_hours}")
    return (hours, *near)


def _rules(sections: Sequence[Section], words: frozenset[str]) -> Iterator[StoreFact]:
    """Of each house rule the sentences nearest to the message, without those that quote: they show how to write."""
    for section in sections:
        said = [one for one in section.sentences if not _QUOTED.search(one)]
        best = sorted(said, key=lambda one: -_nearness(words, one))[:_SENTENCES]
        near = [one for one in said if one in best and len(words & _stems(f"{section.heading} {one}")) >= _SHARED]
        if near:
            yield StoreFact(f"house:{section.key}", f"{section.heading or section.document}: {' '.join(near)}")


def _nearness(words: frozenset[str], text: str) -> float:
    return len(words & _stems(text)) / float(1 + len(_stems(text))) ** 0.5


def _named(fact: StoreFact, text: str) -> int:
    """What is called by its whole name comes before whatever else shares words with the message."""
    return _BY_NAME if fact.id.startswith("product:") and fold(fact.text.partition(",")[0]) in text else 0


def _products(session: Session, store: Store) -> Iterator[StoreFact]:
    rows = session.exec(
        select(Product, Stock).outerjoin(Stock, (col(Stock.product_id) == Product.id) & (col(Stock.store_id) == store.id))
    ).all()
    for product, stock in rows:
        price = stock.price if stock and stock.price is not None else product.price
        currency = (stock.currency if stock else "") or product.currency
        arrived = (stock.arrived_on if stock else None) or product.arrived_on
        parts = [product.name, product.material, product.colour, f"sizes {product.sizes}" if product.sizes else ""]
        parts += [Money(price, currency).in_words("en") if price is not None else ""]
        parts += [f"{stock.quantity} in stock" if stock and stock.quantity else "not in stock here"]
        parts += [f"arrived on {arrived:%A %d %B %Y}" if arrived else "", product.description]
        yield StoreFact(f"product:{product.id}", ", ".join(part for part in parts if part))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """The same products and rules are looked at for every message."""
    words = (fold(word) for word in _WORD.findall(text))
    return frozenset(word[:_ENDING] for word in words if word not in COMMON)
