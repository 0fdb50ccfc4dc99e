"""Questions about many clients at once: an associate's book, or the store's."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, false, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, not_, or_, select

from copilot.domain.desk import Scope
from copilot.domain.money import Money
from copilot.records.care import Appointment, Consent, Contact, Promise, ServiceCase, Wish
from copilot.records.knowledge import Fact
from copilot.records.people import Client
from copilot.records.scope import clients_within
from copilot.records.trade import Purchase, PurchaseLine


@dataclass(frozen=True)
class BookQuestion:
    """Which clients are meant: every field that is set must hold."""

    mine: bool = True
    bought: Collection[int] | None = None  #: product ids, of which one was bought ...
    bought_since: date | None = None  #: ... or anything at all, from this day
    bought_until: date | None = None
    not_bought: Collection[int] | None = None  #: product ids, of which none was ever bought
    not_seen_since: date | None = None  #: no purchase and no kept appointment from this day on
    seen_since: date | None = None
    open_case: str = ""  #: repair, return, alteration, complaint, or "any"
    owed_promise: str = ""  #: "open" or "overdue"
    wish_for: Collection[int] | None = None  #: product ids, of which one is wished for ...
    wish_words: tuple[str, ...] = ()  #: ... or words that all stand in the wish
    open_wish: bool = False
    visit_from: date | None = None
    visit_until: date | None = None
    style: str = ""
    language: str = ""
    city: str = ""  #: where they live, or a country
    store_id: int | None = None  #: clients of this store only, for who sees several
    status: str = ""
    may_contact_by: str = ""  #: a channel whose marketing consent is granted
    stopped: str = ""  #: a channel whose consent was withdrawn, or "any"
    waiting_for_reply: bool = False  #: their last message to us is unanswered
    spent_from: int | None = None  #: minor units, over all purchases in one currency
    fact_words: tuple[str, ...] = ()  #: beginnings of words that all stand in one current fact about them
    new_since: date | None = None  #: clients since this day
    order_by: str = "name"  #: name, spent, last_visit, visit


@dataclass(frozen=True)
class InBook:
    """One client of the answer, with what made them fit."""

    client: Client
    last_purchase: date | None
    spent: tuple[Money, ...]
    why: tuple[str, ...] = ()
    rows: tuple[tuple[str, int], ...] = field(default=())  #: kind and id of the rows that made them fit


def clients_asked_for(
    session: Session, scope: Scope, question: BookQuestion, today: date, timezone_offset: timedelta
) -> list[InBook]:
    """Every client in scope that fits, in the order asked for; no limit."""
    q = question
    fits: list[ColumnElement[bool]] = [clients_within(scope)]
    if q.mine:
        fits.append(col(Client.associate_id) == scope.user_id)
    fits.append(
        col(Client.status) == q.status if q.status else col(Client.status).in_(("active", "left") if q.stopped else ("active",))
    )
    if q.style:
        fits.append(func.lower(Client.relationship_style) == q.style.lower())
    if q.language:
        fits.append(func.lower(Client.language) == q.language.lower())
    if q.city:
        place = f"%{q.city.lower()}%"
        fits.append(or_(func.lower(Client.city).like(place), func.lower(Client.country) == q.city.lower()))
    if q.store_id is not None:
        fits.append(col(Client.store_id) == q.store_id)
    if q.new_since:
        fits.append(col(Client.since) >= q.new_since)
    if q.fact_words:
        fits.append(exists().where(col(Fact.client_id) == Client.id, *_known(q)))
    if q.bought is not None or q.bought_since or q.bought_until:
        fits.append(_bought(q.bought, q.bought_since, q.bought_until))
    if q.not_bought is not None:
        fits.append(not_(_bought(q.not_bought, None, None)))
    if q.not_seen_since:
        fits.append(not_(or_(_bought(None, q.not_seen_since, None), _visited(q.not_seen_since))))
    if q.seen_since:
        fits.append(or_(_bought(None, q.seen_since, None), _visited(q.seen_since)))
    if q.open_case:
        kind = [] if q.open_case == "any" else [col(ServiceCase.kind) == q.open_case]
        fits.append(exists().where(col(ServiceCase.client_id) == Client.id, col(ServiceCase.closed_on).is_(None), *kind))
    if q.owed_promise:
        late = [col(Promise.due_on) < today] if q.owed_promise == "overdue" else []
        fits.append(exists().where(col(Promise.client_id) == Client.id, col(Promise.kept_on).is_(None), *late))
    if q.open_wish or q.wish_for is not None:
        fits.append(exists().where(col(Wish.client_id) == Client.id, col(Wish.status) == "open", *_wished(q)))
    if q.visit_from or q.visit_until:
        fits.append(
            exists().where(
                col(Appointment.client_id) == Client.id,
                col(Appointment.status) == "booked",
                *_between(q, timezone_offset),
            )
        )
    if q.may_contact_by:
        fits.append(_consent_is("granted", q.may_contact_by))
    if q.stopped:
        fits.append(_consent_is("withdrawn", "" if q.stopped == "any" else q.stopped))
    if q.waiting_for_reply:
        fits.append(
            exists().where(col(Contact.client_id) == Client.id, col(Contact.direction) == "in", col(Contact.answered).is_(False))
        )
    clients = session.exec(select(Client).where(*fits).order_by(Client.family_name, Client.given_name, col(Client.id))).all()
    return _in_order(_with_reasons(session, clients, q, today, timezone_offset), q.order_by, q.spent_from)


def place_known(session: Session, scope: Scope, place: str) -> bool:
    """Whether any client whom the asker may see lives in a place of this name."""
    here = or_(func.lower(Client.city).like(f"%{place.lower()}%"), func.lower(Client.country) == place.lower())
    return session.exec(select(Client.id).where(clients_within(scope), here).limit(1)).first() is not None


def _bought(articles: Collection[int] | None, since: date | None, until: date | None) -> ColumnElement[bool]:
    conditions = [col(Purchase.client_id) == Client.id]
    if since:
        conditions.append(col(Purchase.purchased_on) >= since)
    if until:
        conditions.append(col(Purchase.purchased_on) <= until)
    if articles is None:
        return exists().where(*conditions)
    return exists().where(
        col(PurchaseLine.purchase_id) == Purchase.id,
        col(PurchaseLine.product_id).in_(articles),
        col(PurchaseLine.returned_on).is_(None),
        *conditions,
    )


def _visited(since: date) -> ColumnElement[bool]:
    start = datetime(since.year, since.month, since.day, tzinfo=UTC)
    return exists().where(
        col(Appointment.client_id) == Client.id, col(Appointment.status) == "kept", col(Appointment.starts_at) >= start
    )


def _known(q: BookQuestion) -> list[ColumnElement[bool]]:
    said = func.lower(col(Fact.subject) + " " + col(Fact.text))
    current = [col(Fact.superseded_by_id).is_(None), col(Fact.note_id).is_(None)]
    return [*current, *(said.like(f"%{word}%") for word in q.fact_words)]


def _wished(q: BookQuestion) -> list[ColumnElement[bool]]:
    if q.wish_for is None:
        return []
    said = and_(*(func.lower(Wish.text).like(f"%{word}%") for word in q.wish_words)) if q.wish_words else false()
    return [or_(col(Wish.product_id).in_(q.wish_for), said)]


def _between(q: BookQuestion, offset: timedelta) -> list[ColumnElement[bool]]:
    bounds = []
    if q.visit_from:
        bounds.append(
            col(Appointment.starts_at) >= datetime(q.visit_from.year, q.visit_from.month, q.visit_from.day, tzinfo=UTC) - offset
        )
    if q.visit_until:
        end = q.visit_until + timedelta(days=1)
        bounds.append(col(Appointment.starts_at) < datetime(end.year, end.month, end.day, tzinfo=UTC) - offset)
    return bounds


def _consent_is(status: str, channel: str) -> ColumnElement[bool]:
    """The latest ledger line for marketing on the channel (or on any) has this status."""
    later = aliased(Consent)
    same = and_(later.client_id == Consent.client_id, later.channel == Consent.channel, later.purpose == Consent.purpose)
    newer = exists().where(same, or_(later.at > Consent.at, and_(later.at == Consent.at, col(later.id) > col(Consent.id))))
    named = [col(Consent.channel) == channel] if channel else []
    return exists().where(
        col(Consent.client_id) == Client.id,
        col(Consent.purpose) == "marketing",
        col(Consent.status) == status,
        not_(newer),
        *named,
    )


def _with_reasons(session: Session, clients: Collection[Client], q: BookQuestion, today: date, offset: timedelta) -> list[InBook]:
    ids = [c.id for c in clients if c.id is not None]
    last = dict(
        session.exec(
            select(Purchase.client_id, func.max(Purchase.purchased_on))
            .where(col(Purchase.client_id).in_(ids))
            .group_by(col(Purchase.client_id))
        ).all()
    )
    spent: dict[int, list[Money]] = {}
    for client_id, currency, paid in session.exec(
        select(Purchase.client_id, Purchase.currency, func.sum(PurchaseLine.paid))
        .join(PurchaseLine, col(PurchaseLine.purchase_id) == Purchase.id)
        .where(col(Purchase.client_id).in_(ids), col(PurchaseLine.returned_on).is_(None))
        .group_by(col(Purchase.client_id), col(Purchase.currency))
    ):
        spent.setdefault(client_id, []).append(Money(int(paid or 0), currency))
    rows = _rows(session, ids, q, today, offset)
    return [
        InBook(
            client,
            last.get(client.id or 0),
            tuple(spent.get(client.id or 0, ())),
            tuple(words for _, _, words in rows.get(client.id or 0, ())),
            tuple((kind, key) for kind, key, _ in rows.get(client.id or 0, ())),
        )
        for client in clients
    ]


def _rows(
    session: Session, ids: list[int], q: BookQuestion, today: date, offset: timedelta
) -> dict[int, list[tuple[str, int, str]]]:
    found: dict[int, list[tuple[str, int, str]]] = {}

    def add(client_id: int, kind: str, key: int | None, words: str) -> None:
        found.setdefault(client_id, []).append((kind, key or 0, words))

    if q.open_case:
        kind = [] if q.open_case == "any" else [col(ServiceCase.kind) == q.open_case]
        for case in session.exec(
            select(ServiceCase).where(col(ServiceCase.client_id).in_(ids), col(ServiceCase.closed_on).is_(None), *kind)
        ):
            add(case.client_id, "case", case.id, f"{case.kind} open since {case.opened_on:%-d %B %Y}: {case.text}")
    if q.fact_words:
        for fact in session.exec(select(Fact).where(col(Fact.client_id).in_(ids), *_known(q))):
            add(fact.client_id, "fact", fact.id, fact.text)
    if q.owed_promise:
        late = [col(Promise.due_on) < today] if q.owed_promise == "overdue" else []
        for promise in session.exec(
            select(Promise).where(col(Promise.client_id).in_(ids), col(Promise.kept_on).is_(None), *late)
        ):
            due = f" (due {promise.due_on:%-d %B %Y})" if promise.due_on else ""
            add(promise.client_id, "promise", promise.id, f"{promise.text}{due}")
    if q.open_wish or q.wish_for is not None:
        for wish in session.exec(select(Wish).where(col(Wish.client_id).in_(ids), col(Wish.status) == "open", *_wished(q))):
            add(wish.client_id, "wish", wish.id, wish.text)
    if q.visit_from or q.visit_until:
        for visit in session.exec(
            select(Appointment)
            .where(col(Appointment.client_id).in_(ids), col(Appointment.status) == "booked", *_between(q, offset))
            .order_by(col(Appointment.starts_at))
        ):
            at = visit.starts_at + offset
            add(visit.client_id, "appointment", visit.id, f"{at:%A %-d %B at %H:%M}: {visit.purpose}")
    if q.bought is not None:
        span = [col(Purchase.purchased_on) >= q.bought_since] if q.bought_since else []
        span += [col(Purchase.purchased_on) <= q.bought_until] if q.bought_until else []
        for purchase, line in session.exec(
            select(Purchase, PurchaseLine)
            .join(PurchaseLine, col(PurchaseLine.purchase_id) == Purchase.id)
            .where(
                col(Purchase.client_id).in_(ids),
                col(PurchaseLine.product_id).in_(q.bought),
                col(PurchaseLine.returned_on).is_(None),
                *span,
            )
            .order_by(col(Purchase.purchased_on).desc())
        ):
            add(
                purchase.client_id,
                "purchase",
                purchase.id,
                f"{line.description or 'bought'} on {purchase.purchased_on:%-d %B %Y}",
            )
    if q.waiting_for_reply:
        for contact in session.exec(
            select(Contact).where(
                col(Contact.client_id).in_(ids), col(Contact.direction) == "in", col(Contact.answered).is_(False)
            )
        ):
            add(
                contact.client_id,
                "contact",
                contact.id,
                f"{contact.at + offset:%-d %B %Y}, {contact.channel}: {contact.text}",
            )
    return found


def _in_order(found: list[InBook], order: str, spent_from: int | None) -> list[InBook]:
    if spent_from is not None:
        found = [f for f in found if any(m.minor >= spent_from for m in f.spent)]
    if order == "spent":
        return sorted(found, key=lambda f: -max((m.minor for m in f.spent), default=0))
    if order == "last_visit":
        return sorted(found, key=lambda f: f.last_purchase or date.min)
    return found
