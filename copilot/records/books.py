"""Questions about many clients at once: an associate's book, or the store's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, and_, col, not_, or_, select

from copilot.domain.desk import Scope
from copilot.domain.money import Money
from copilot.records.because import Because, Reason
from copilot.records.book_consents import consent_is
from copilot.records.book_reasons import bought, lacking, reasons_for, visited
from copilot.records.buying import last_purchase_of
from copilot.records.people import Client
from copilot.records.scope import clients_within
from copilot.records.trade import Purchase, PurchaseLine


@dataclass(frozen=True)
class BookQuestion:
    """Which clients are meant: every field that is set must hold."""

    mine: bool = True
    bought: Collection[int] | None = None  #: product ids, of which one was bought ...
    bought_too: Collection[int] | None = None  #: product ids, of which one was bought as well
    bought_since: date | None = None  #: ... or anything at all, from this day
    bought_until: date | None = None
    bought_nothing: bool = False  #: no purchase at all in that time
    present_for: str = ""  #: what was bought was for "another", or for their "own" use
    not_bought: Collection[int] | None = None  #: product ids, of which none was ever bought
    not_seen_since: date | None = None  #: no purchase and no kept appointment from this day on
    seen_since: date | None = None
    returned: bool = False  #: something was brought back, between ...
    returned_piece: Collection[int] | None = None  #: product ids, of one of which it was
    returned_since: date | None = None
    returned_until: date | None = None
    open_case: str = ""  #: repair, return, alteration, complaint, or "any" ...
    or_cases: tuple[str, ...] = ()  #: ... or one of these
    case_late: bool = False  #: and the day that was named for it is past
    case_about: Collection[int] | None = None  #: product ids, of one of which the case is
    owed_promise: str = ""  #: "open" or "overdue" ...
    promised_by: int | None = None  #: ... made by this colleague, to whosever clients
    wish_for: Collection[int] | None = None  #: product ids, of which one is wished for ...
    wish_words: tuple[str, ...] = ()  #: ... or words that all stand in the wish
    open_wish: bool = False
    without: tuple[str, ...] = ()  #: what they have not: wish, promise, visit (booked), return, case, or a kind of case
    visit_from: date | None = None
    visit_until: date | None = None
    visit_status: str = ""  #: kept, cancelled or missed; else what is booked
    style: str = ""
    language: str = ""
    city: str = ""  #: where they live, or a country
    country: Collection[str] = ()  #: all names of that country, in lower case
    not_in: Collection[str] = ()  #: a country or town in which they do not live, by all its names in lower case
    store_id: int | None = None  #: clients of this store only, for who sees several
    status: str = ""
    there: tuple[str, ...] = ()  #: names of a place where they will be, as a fact tells, ...
    there_from: date | None = None  #: ... from this day, else from today
    there_until: date | None = None
    may_contact_by: str = ""  #: a channel whose marketing consent is granted, or "any"
    no_contact_by: str = ""  #: a channel whose marketing consent is not granted, or "any"
    refused: str = ""  #: a channel whose consent was refused or withdrawn, or "any"
    stopped: str = ""  #: a channel whose consent was withdrawn, or "any" ...
    stopped_since: date | None = None  #: ... in this time
    stopped_until: date | None = None
    waiting_for_reply: bool = False  #: their last message to us is unanswered ...
    wrote_by: str = ""  #: ... and came, as what `contact` asks for, by this channel
    waiting_since: date | None = None  #: ... and came in this time
    waiting_until: date | None = None
    contact: str = ""  #: a message, call or letter of ours: "out"; of theirs: "in"; or none: "not_out", "not_in" ...
    contact_by: int | None = None  #: ... by this colleague
    contact_since: date | None = None  #: ... in this time
    contact_until: date | None = None
    spent_from: float | None = None  #: in major units of one currency, over ...
    spent_since: date | None = None  #: ... purchases from this day
    spent_until: date | None = None
    fact_words: tuple[tuple[str, ...], ...] = ()  #: groups of words: one of each stands in a current fact about them
    occasion_from: date | None = None  #: and that fact names a day of the year from this one ...
    occasion_until: date | None = None  #: ... to this one
    new_since: date | None = None  #: clients since this day
    order_by: str = "name"  #: name, spent, least (of those who bought), last_visit, oldest or newest (what makes them fit)


@dataclass(frozen=True)
class InBook:
    """One client of the answer, with what made them fit."""

    client: Client
    last_purchase: date | None
    spent: tuple[Money, ...]
    because: tuple[Because, ...] = ()  #: the rows that made them fit

    @property
    def why(self) -> tuple[str, ...]:
        """What made them fit, in English words."""
        return tuple(one.words for one in self.because)


def clients_asked_for(session: Session, scope: Scope, question: BookQuestion, today: date, clock: timedelta) -> list[InBook]:
    """Every client in scope that fits, the asker's own first; no limit. `clock` is the store's distance from UTC."""
    reasons = reasons_for(question, today, clock)
    fits = [*_about_them(question, scope), *lacking(question, today, clock), *(reason.fits for reason in reasons)]
    meant = select(Client.id).where(*fits)
    clients = session.exec(select(Client).where(*fits).order_by(Client.family_name, Client.given_name, col(Client.id))).all()
    last = last_purchase_of(session, meant)
    spent = _spent(session, meant, question)
    why = [_rows_of(session, meant, reason) for reason in reasons]
    found = [
        InBook(
            client,
            last.get(client.id or 0),
            tuple(spent.get(client.id or 0, ())),
            tuple(because for rows in why for because in rows.get(client.id or 0, ())),
        )
        for client in clients
        if all((client.id or 0) in rows for reason, rows in zip(reasons, why, strict=True) if reason.narrows)
    ]
    return _in_order(found, scope, question)


def place_known(session: Session, scope: Scope, place: str, country: Collection[str] = ()) -> bool:
    """Whether any client whom the asker may see lives in a place of this name."""
    return session.exec(select(Client.id).where(clients_within(scope), _lives_in(place, country)).limit(1)).first() is not None


def _about_them(q: BookQuestion, scope: Scope) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = [clients_within(scope)]
    if q.mine:
        fits.append(col(Client.associate_id) == scope.user_id)
    if q.status:
        fits.append(col(Client.status) == q.status)
    else:
        fits.append(col(Client.status).in_(("active", "left") if q.stopped else ("active",)))
    if q.style:
        fits.append(func.lower(Client.relationship_style) == q.style.lower())
    if q.language:
        fits.append(func.lower(Client.language) == q.language.lower())
    if q.city:
        fits.append(_lives_in(q.city, q.country))
    if q.store_id is not None:
        fits.append(col(Client.store_id) == q.store_id)
    if q.new_since:
        fits.append(col(Client.since) >= q.new_since)
    if q.not_in:
        fits.append(and_(col(Client.country) != "", func.lower(Client.country).not_in(q.not_in)))
        fits.append(func.lower(Client.city).not_in(q.not_in))
    if q.bought_nothing:
        fits.append(not_(bought(None, q.bought_since, q.bought_until)))
    elif q.bought is None and (q.bought_since or q.bought_until):
        fits.append(bought(None, q.bought_since, q.bought_until))
    if q.bought_too is not None:
        fits.append(bought(q.bought_too, q.bought_since, q.bought_until))
    if q.not_bought is not None:
        fits.append(not_(bought(q.not_bought, None, None)))
    if q.not_seen_since:
        fits.append(not_(or_(bought(None, q.not_seen_since, None), visited(q.not_seen_since))))
    if q.seen_since:
        fits.append(or_(bought(None, q.seen_since, None), visited(q.seen_since)))
    if q.no_contact_by:
        fits.append(not_(consent_is("granted", q.no_contact_by)))
    return fits


def _lives_in(place: str, country: Collection[str]) -> ColumnElement[bool]:
    towns = [one.strip().lower() for one in place.split("/")]
    within = func.lower(Client.country).in_({*towns, *country})
    return or_(within, *(func.lower(Client.city).like(f"%{town}%") for town in towns))


def _spent(session: Session, meant: object, q: BookQuestion) -> dict[int, list[Money]]:
    span = [col(Purchase.purchased_on) >= q.spent_since] if q.spent_since else []
    span += [col(Purchase.purchased_on) <= q.spent_until] if q.spent_until else []
    spent: dict[int, list[Money]] = {}
    for client_id, currency, paid in session.exec(
        select(Purchase.client_id, Purchase.currency, func.sum(PurchaseLine.paid))
        .join(PurchaseLine, col(PurchaseLine.purchase_id) == Purchase.id)
        .where(col(Purchase.client_id).in_(meant), col(PurchaseLine.returned_on).is_(None), *span)  # type: ignore[arg-type]
        .group_by(col(Purchase.client_id), col(Purchase.currency))
    ):
        spent.setdefault(client_id, []).append(Money(int(paid or 0), currency))
    return spent


def _rows_of(session: Session, meant: object, reason: Reason) -> dict[int, list[Because]]:
    """The rows of one kind that make these clients fit, by client."""
    rows: dict[int, list[Because]] = {}
    for client_id, because in reason.rows(session, meant):
        rows.setdefault(client_id, []).append(because)
    return rows


def _in_order(found: list[InBook], scope: Scope, q: BookQuestion) -> list[InBook]:
    if q.spent_from is not None:
        found = [f for f in found if any(m.amount >= q.spent_from for m in f.spent)]
    if q.order_by == "spent":
        return sorted(found, key=lambda f: -max((m.minor for m in f.spent), default=0))
    if q.order_by == "least":
        return sorted((f for f in found if f.spent), key=lambda f: max(m.minor for m in f.spent))
    if q.order_by == "last_visit":
        return sorted(found, key=lambda f: f.last_purchase or date.min)
    if q.order_by == "oldest":
        return sorted(found, key=lambda f: min((one.on for one in f.because if one.on), default=date.max))
    if q.order_by == "newest":
        return sorted(found, key=lambda f: max((one.on for one in f.because if one.on), default=date.min), reverse=True)
    return sorted(found, key=lambda f: f.client.associate_id != scope.user_id)
