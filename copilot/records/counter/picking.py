"""Clients and products as one types: those that hold every word begun so far."""

from sqlmodel import Session, select

from copilot.domain.desk import Scope
from copilot.domain.wording import fold
from copilot.records.people import Client
from copilot.records.scope import clients_within
from copilot.records.trade import Product

SHOWN = 8


def clients_typed(session: Session, scope: Scope, typed: str) -> list[tuple[int, str]]:
    """Up to eight clients of the asker's, by the beginnings of their names; the asker's own first."""
    begun = fold(typed).split()
    if not begun:
        return []
    found = [
        (client.associate_id != scope.user_id, client.name, client.city, client.id or 0)
        for client in session.exec(select(Client).where(clients_within(scope)))
        if _fits(f"{client.name} {client.preferred_name}", begun)
    ]
    return [(id_, f"{name}, {city}" if city else name) for _, name, city, id_ in sorted(found)[:SHOWN]]


def products_typed(session: Session, typed: str) -> list[tuple[int, str]]:
    """Up to eight products, by the beginnings of the words of their name, colour, material and collection."""
    begun = fold(typed).split()
    if not begun:
        return []
    found = [
        (f"{product.name}, {product.colour}" if product.colour else product.name, product.id or 0)
        for product in session.exec(select(Product))
        if _fits(f"{product.name} {product.colour} {product.material} {product.collection} {product.category}", begun)
    ]
    return [(id_, name) for name, id_ in sorted(found)[:SHOWN]]


def _fits(text: str, begun: list[str]) -> bool:
    words = fold(text).replace("-", " ").replace("'", " ").split()
    return all(any(word.startswith(start) for word in words) for start in begun)
