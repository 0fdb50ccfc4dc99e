"""What clients bought: lines and their sums, asked by client, time and article."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from copilot.domain.desk import Scope
from copilot.domain.money import Money
from copilot.records.people import Client, Store, User
from copilot.records.scope import clients_within
from copilot.records.trade import Product, Purchase, PurchaseLine


@dataclass(frozen=True)
class Bought:
    """One line of a receipt, with what is needed to read it aloud."""

    purchase_id: int
    client_id: int
    on: date
    article: str
    category: str
    size: str
    quantity: int
    paid: Money
    store: str
    associate: str
    gift_for: str
    returned_on: date | None


@dataclass(frozen=True)
class Totals:
    """Sums over purchases, one for each currency; returned articles are left out of the money."""

    purchases: int
    articles: int
    spent: tuple[Money, ...]
    first: date | None
    last: date | None
    returned: int = 0


def sum_of(bought: Iterable[Bought]) -> tuple[Money, ...]:
    """What these lines come to, one sum for each currency."""
    sums: dict[str, int] = {}
    for line in bought:
        sums[line.paid.currency] = sums.get(line.paid.currency, 0) + line.paid.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def given_to(line: Bought) -> str:
    """To whom a piece was given, without for what: "his wife Lena" of "his wife Lena, birthday"."""
    return line.gift_for.partition(",")[0].strip()


def _conditions(
    scope: Scope,
    client_ids: Collection[int] | None,
    since: date | None,
    until: date | None,
    articles: Collection[int] | None,
) -> list[ColumnElement[bool]]:
    conditions = [clients_within(scope)]
    if client_ids is not None:
        conditions.append(col(Purchase.client_id).in_(client_ids))
    if since:
        conditions.append(col(Purchase.purchased_on) >= since)
    if until:
        conditions.append(col(Purchase.purchased_on) <= until)
    if articles is not None:
        conditions.append(col(PurchaseLine.product_id).in_(articles))
    return conditions


def buyers_of(session: Session, client_ids: Collection[int], articles: Collection[int]) -> set[int]:
    """Which of these clients bought any of these articles, whether or not they kept it."""
    bought = select(Purchase.client_id).join(PurchaseLine, col(PurchaseLine.purchase_id) == Purchase.id)
    fits = (col(Purchase.client_id).in_(client_ids), col(PurchaseLine.product_id).in_(articles))
    return set(session.exec(bought.where(*fits).distinct()).all())


def lines(
    session: Session,
    scope: Scope,
    client_ids: Collection[int] | None,
    *,
    since: date | None = None,
    until: date | None = None,
    articles: Collection[int] | None = None,
    limit: int | None,
) -> list[Bought]:
    """The receipt lines that fit, the latest first, at most `limit` (None: all); `totals` says how many there are in all."""
    rows = session.exec(
        select(PurchaseLine, Purchase, Product, User.name)
        .join(Purchase, col(PurchaseLine.purchase_id) == Purchase.id)
        .join(Client, col(Client.id) == Purchase.client_id)
        .outerjoin(Product, col(Product.id) == PurchaseLine.product_id)
        .outerjoin(User, col(User.id) == Purchase.associate_id)
        .where(*_conditions(scope, client_ids, since, until, articles))
        .order_by(col(Purchase.purchased_on).desc(), col(Purchase.id).desc(), col(PurchaseLine.line))
        .limit(limit)
    ).all()
    stores = {store.id: store.name for store in session.exec(select(Store)).all()}
    return [
        Bought(
            purchase_id=purchase.id or 0,
            client_id=purchase.client_id,
            on=purchase.purchased_on,
            article=line.description or (product.name if product else "an article without a name"),
            category=product.category if product else "",
            size=line.size,
            quantity=line.quantity,
            paid=Money(line.paid, purchase.currency),
            store=stores.get(purchase.store_id, ""),
            associate=associate or "",
            gift_for=line.gift_for,
            returned_on=line.returned_on,
        )
        for line, purchase, product, associate in rows
    ]


def totals(
    session: Session,
    scope: Scope,
    client_ids: Collection[int] | None,
    *,
    since: date | None = None,
    until: date | None = None,
    articles: Collection[int] | None = None,
) -> Totals:
    """Sums computed by the database over everything that fits, without a limit."""
    fits = _conditions(scope, client_ids, since, until, articles)
    joined = (
        select(
            Purchase.currency,
            func.sum(PurchaseLine.paid),
            func.sum(PurchaseLine.quantity),
        )
        .join(Purchase, col(PurchaseLine.purchase_id) == Purchase.id)
        .join(Client, col(Client.id) == Purchase.client_id)
    )
    kept = session.exec(
        joined.where(*fits, col(PurchaseLine.returned_on).is_(None)).group_by(Purchase.currency).order_by(Purchase.currency)
    ).all()
    count, first, last = session.exec(
        select(func.count(func.distinct(Purchase.id)), func.min(Purchase.purchased_on), func.max(Purchase.purchased_on))
        .join(PurchaseLine, col(PurchaseLine.purchase_id) == Purchase.id)
        .join(Client, col(Client.id) == Purchase.client_id)
        .where(*fits)
    ).one()
    returned = session.exec(
        select(func.count())
        .select_from(PurchaseLine)
        .join(Purchase, col(PurchaseLine.purchase_id) == Purchase.id)
        .join(Client, col(Client.id) == Purchase.client_id)
        .where(*fits, col(PurchaseLine.returned_on).is_not(None))
    ).one()
    return Totals(
        purchases=count,
        articles=sum(int(quantity or 0) for _, _, quantity in kept),
        spent=tuple(Money(int(paid or 0), currency) for currency, paid, _ in kept),
        first=first,
        last=last,
        returned=returned,
    )


def spent_by(bought: Iterable[Bought], *, months: bool = False) -> list[tuple[date, Money]]:
    """What was kept, summed by the year (or month) of its purchase, the earliest first, each named by its first day."""
    sums: dict[tuple[date, str], int] = {}
    for line in bought:
        if line.returned_on is None:
            period = line.on.replace(day=1) if months else line.on.replace(month=1, day=1)
            sums[period, line.paid.currency] = sums.get((period, line.paid.currency), 0) + line.paid.minor
    return [(period, Money(minor, currency)) for (period, currency), minor in sorted(sums.items())]


def average(bought: Iterable[Bought], sums: Totals) -> list[Money]:
    """What a purchase comes to on average: in each currency over the purchases that were made in it."""
    receipts: dict[str, set[int]] = {}
    for line in bought:
        receipts.setdefault(line.paid.currency, set()).add(line.purchase_id)
    return [Money(round(spent.minor / len(receipts[spent.currency])), spent.currency) for spent in sums.spent]


def last_purchase_of(session: Session, client_ids: Collection[int] | SelectOfScalar[Any]) -> dict[int, date]:
    """The day of the latest purchase of each client; who never bought is absent."""
    rows = session.exec(
        select(Purchase.client_id, func.max(Purchase.purchased_on))
        .where(col(Purchase.client_id).in_(client_ids))
        .group_by(col(Purchase.client_id))
    ).all()
    return dict(rows)
