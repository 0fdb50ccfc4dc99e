"""What we sell, at what price, and whether it is here."""

from datetime import date

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, or_, select

from copilot.assistant.counter import Counter, day
from copilot.domain.money import Money
from copilot.domain.source import Found, Source
from copilot.records.people import Store
from copilot.records.trade import Product, Stock

SHOWN = 12  #: products described to a model; the count says how many fit


@tool(response_format="content_and_artifact")
def products(
    words: str,
    runtime: ToolRuntime[Counter],
    in_stock: bool = False,
    arrived_since: date | None = None,
    arrived_until: date | None = None,
    price_up_to: float | None = None,
    price_from: float | None = None,
) -> tuple[str, Found]:
    """Find products by name, kind, material or colour, with price, stock in each store and arrival; empty words: all of them."""
    counter = runtime.context
    with Session(counter.engine) as session:
        ids = counter.catalogue.named(session, words)
        things = counter.catalogue.words_of_things(session, words)
        query = select(Product).order_by(col(Product.name))
        if things or (not arrived_since and not in_stock and price_up_to is None and price_from is None):
            query = query.where(col(Product.id).in_(ids))
        if arrived_since:
            stocked = select(Stock.product_id).where(col(Stock.arrived_on) >= arrived_since)
            query = query.where(or_(col(Product.arrived_on) >= arrived_since, col(Product.id).in_(stocked)))
        rows = session.exec(query).all()
        stores = {s.id: s for s in session.exec(select(Store)).all()}
        stock: dict[int, list[Stock]] = {}
        for line in session.exec(select(Stock).where(col(Stock.product_id).in_([p.id for p in rows]))):
            stock.setdefault(line.product_id, []).append(line)
    found = [_describe(product, stock.get(product.id or 0, []), stores, counter) for product in rows]
    found = [f for f in found if not in_stock or f["here"] or (counter.desk.store_id is None and f["anywhere"])]
    if price_up_to is not None:
        found = [f for f in found if f["price"] and f["price"].amount <= price_up_to]
    if price_from is not None:
        found = [f for f in found if f["price"] and f["price"].amount >= price_from]
    if arrived_since:
        found = [f for f in found if f["arrived_on"] and f["arrived_on"] >= arrived_since]
    if arrived_until is not None:
        found = [f for f in found if f["arrived_on"] and f["arrived_on"] <= arrived_until]
    if arrived_since:
        found = sorted(found, key=lambda f: f["arrived_on"] or date.min, reverse=True)
    sources = tuple(Source("product", str(f["id"]), f["name"], f["words"], on=f["arrived_on"]) for f in found)
    for f, source in zip(found, sources, strict=True):
        f["mark"] = source.mark
    text = "\n".join(f"{f['words']} [{f['mark']}]" for f in found[:SHOWN]) or "The catalogue has nothing like that."
    if len(found) > SHOWN:
        text += f"\n... and {len(found) - SHOWN} more that fit."
    return text, Found(
        "products",
        sources,
        {
            "words": words,
            "things": things,
            "products": found,
            "in_stock": in_stock,
            "arrived_since": arrived_since,
            "price_up_to": price_up_to,
            "price_from": price_from,
        },
    )


def _describe(product: Product, lines: list[Stock], stores: dict, counter: Counter) -> dict:
    own = next((line for line in lines if line.store_id == counter.desk.store_id), None)
    price, currency = (
        (own.price, own.currency or product.currency) if own and own.price is not None else (product.price, product.currency)
    )
    money = Money(price, currency) if price is not None else None
    arrived = own.arrived_on if own and own.arrived_on else product.arrived_on
    coming = bool(arrived and arrived > counter.today)
    shelves = [
        {
            "store": stores[line.store_id].name,
            "city": stores[line.store_id].city,
            "own": line.store_id == counter.desk.store_id,
            "quantity": line.quantity,
            "price": Money(line.price, line.currency or product.currency) if line.price is not None else money,
        }
        for line in sorted(lines, key=lambda line: (line.store_id != counter.desk.store_id, line.store_id))
    ]
    words = product.name + (f", {money.in_words()}" if money else "")
    words += f", sizes {product.sizes.replace('|', ', ')}" if product.sizes else ""
    words += "".join(
        f"; {s['store']}: {s['quantity'] if s['quantity'] else 'none'} in stock"
        + (f" at {s['price'].in_words()}" if s["price"] and not s["own"] else "")
        for s in shelves
    )
    words += f"; {'expected' if coming else 'arrived'} on {day(arrived)}" if arrived else ""
    words += f". {product.description}" if product.description else ""
    return {
        "id": product.id,
        "name": product.name,
        "category": product.category,
        "material": product.material,
        "colour": product.colour,
        "sizes": product.sizes,
        "description": product.description,
        "price": money,
        "arrived_on": arrived,
        "coming": coming,
        "shelves": shelves,
        "here": bool(own and own.quantity > 0),
        "anywhere": any(line.quantity > 0 for line in lines),
        "words": words,
    }
