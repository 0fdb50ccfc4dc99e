"""Why a client belongs to an answer about many: the rows that make them fit, as a condition and as words."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from babel.dates import get_month_names
from sqlalchemy import ColumnElement, false, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, not_, or_, select

from copilot.domain.wording import fold
from copilot.records.care import Appointment, Consent, Contact, Promise, ServiceCase, Wish
from copilot.records.knowledge import Fact
from copilot.records.people import Client
from copilot.records.trade import Purchase, PurchaseLine

if TYPE_CHECKING:
    from copilot.records.books import BookQuestion


@dataclass(frozen=True)
class Because:
    """One row that makes a client fit: in English words, and as the values that another language is told from."""

    kind: str
    key: int
    words: str
    text: str
    what: str = ""  #: of a case its kind, of a message its channel
    on: date | None = None
    at: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Reason:
    """One kind of row that must exist for a client to fit, and how such a row is said."""

    kind: str
    row: Any  #: the table; of a purchase, the line comes with it
    conditions: list[ColumnElement[bool]]
    because: Callable[[Any], Because]
    keep: Callable[[Any], bool] | None = None  #: what SQL cannot tell

    @property
    def narrows(self) -> bool:
        """Whether clients whose rows are all dropped by `keep` must go."""
        return self.keep is not None

    @property
    def fits(self) -> ColumnElement[bool]:
        """The condition on the client."""
        return exists().where(col(self.row.client_id) == Client.id, *self.conditions)

    def rows(self, session: Session, meant: Any) -> Iterable[tuple[int, Because]]:
        """Each row that makes one of the clients fit."""
        if self.row is Purchase:
            yield from self._receipts(session, meant)
            return
        for row in session.exec(
            select(self.row).where(col(self.row.client_id).in_(meant), *self.conditions).order_by(self.row.id)
        ):
            if self.keep is None or self.keep(row):
                yield row.client_id, self.because(row)

    def _receipts(self, session: Session, meant: Any) -> Iterable[tuple[int, Because]]:
        for purchase, line in session.exec(
            select(Purchase, PurchaseLine)
            .where(col(Purchase.client_id).in_(meant), *self.conditions)
            .order_by(col(Purchase.purchased_on).desc())
        ):
            yield purchase.client_id, self.because((purchase, line))


def reasons_for(q: "BookQuestion", today: date, clock: timedelta) -> list[Reason]:
    """The kinds of rows that the question asks for."""
    asked: list[tuple[object, Callable[[], Reason]]] = [
        (q.bought is not None, lambda: _receipt(q)),
        (q.returned, lambda: _returned(q)),
        (q.open_case, lambda: _case(q, today)),
        (q.owed_promise, lambda: _promise(q, today)),
        (q.open_wish or q.wish_for is not None, lambda: _wish(q)),
        (q.visit_from or q.visit_until or q.visit_status, lambda: _visit(q, clock)),
        (q.fact_words, lambda: _fact(q)),
        (q.waiting_for_reply, lambda: _message(clock)),
    ]
    return [reason() for wanted, reason in asked if wanted]


def bought(articles: Collection[int] | None, since: date | None, until: date | None) -> ColumnElement[bool]:
    """They bought one of these articles, or anything at all, in this time."""
    conditions = [col(Purchase.client_id) == Client.id, *_in_time(since, until)]
    return exists().where(*conditions) if articles is None else exists().where(*conditions, *_of_articles(articles))


def visited(since: date) -> ColumnElement[bool]:
    """They kept an appointment from this day on."""
    start = datetime(since.year, since.month, since.day, tzinfo=UTC)
    kept = col(Appointment.status) == "kept"
    return exists().where(col(Appointment.client_id) == Client.id, kept, col(Appointment.starts_at) >= start)


def consent_is(status: str, channel: str) -> ColumnElement[bool]:
    """The latest ledger line for marketing on the channel (or on any) has this status."""
    later = aliased(Consent)
    same = and_(later.client_id == Consent.client_id, later.channel == Consent.channel, later.purpose == Consent.purpose)
    newer = exists().where(same, or_(later.at > Consent.at, and_(later.at == Consent.at, col(later.id) > col(Consent.id))))
    named = [col(Consent.channel) == channel] if channel else []
    marketing = col(Consent.purpose) == "marketing"
    return exists().where(col(Consent.client_id) == Client.id, marketing, col(Consent.status) == status, not_(newer), *named)


def _receipt(q: "BookQuestion") -> Reason:
    articles = {*(q.bought or ()), *(q.bought_too or ())}
    return Reason("purchase", Purchase, [*_in_time(q.bought_since, q.bought_until), *_of_articles(articles)], _took)


def _took(receipt: tuple[Purchase, PurchaseLine]) -> Because:
    purchase, line = receipt
    on, article = purchase.purchased_on, line.description
    return Because("purchase", purchase.id or 0, f"{article or 'bought'} on {_day(on)}", article, on=on)


def _returned(q: "BookQuestion") -> Reason:
    back = col(PurchaseLine.returned_on)
    conditions = [col(PurchaseLine.purchase_id) == col(Purchase.id), back.is_not(None)]
    conditions += [back >= q.returned_since] if q.returned_since else []
    conditions += [back <= q.returned_until] if q.returned_until else []
    return Reason("return", Purchase, conditions, _brought_back)


def _brought_back(receipt: tuple[Purchase, PurchaseLine]) -> Because:
    purchase, line = receipt
    words = f"{line.description} brought back on {_day(line.returned_on)}" if line.returned_on else line.description
    return Because("purchase", purchase.id or 0, words, line.description, what="return", on=line.returned_on)


def _case(q: "BookQuestion", today: date) -> Reason:
    conditions: list[ColumnElement[bool]] = [col(ServiceCase.closed_on).is_(None)]
    if q.open_case != "any":
        conditions.append(col(ServiceCase.kind).in_({q.open_case, q.or_case or q.open_case}))
    if q.case_late:
        conditions.append(col(ServiceCase.promised_for) < today)
    if q.case_about is not None:
        conditions.append(col(ServiceCase.product_id).in_(q.case_about))
    return Reason("case", ServiceCase, conditions, _opened)


def _opened(case: ServiceCase) -> Because:
    words = f"{case.kind} open since {_day(case.opened_on)}: {case.text}"
    return Because("case", case.id or 0, words, case.text, what=case.kind, on=case.opened_on, due=case.promised_for)


def _promise(q: "BookQuestion", today: date) -> Reason:
    late = [col(Promise.due_on) < today] if q.owed_promise == "overdue" else []
    by = [col(Promise.made_by_id) == q.promised_by] if q.promised_by is not None else []
    return Reason("promise", Promise, [col(Promise.kept_on).is_(None), *late, *by], _owed)


def _owed(promise: Promise) -> Because:
    words = f"{promise.text} (due {_day(promise.due_on)})" if promise.due_on else promise.text
    return Because("promise", promise.id or 0, words, promise.text, on=promise.made_on, due=promise.due_on)


def _wish(q: "BookQuestion") -> Reason:
    conditions: list[ColumnElement[bool]] = [col(Wish.status) == "open"]
    if q.wish_for is not None:
        said = and_(*(func.lower(Wish.text).like(f"%{word}%") for word in q.wish_words)) if q.wish_words else false()
        conditions.append(or_(col(Wish.product_id).in_(q.wish_for), said))
    return Reason("wish", Wish, conditions, lambda w: Because("wish", w.id or 0, w.text, w.text, on=w.wished_on))


def _visit(q: "BookQuestion", clock: timedelta) -> Reason:
    conditions: list[ColumnElement[bool]] = [col(Appointment.status) == (q.visit_status or "booked")]
    if q.visit_from:
        conditions.append(col(Appointment.starts_at) >= _midnight(q.visit_from) - clock)
    if q.visit_until:
        conditions.append(col(Appointment.starts_at) < _midnight(q.visit_until + timedelta(days=1)) - clock)

    def booked(visit: Appointment) -> Because:
        starts = visit.starts_at + clock
        words = f"{starts:%A %-d %B at %H:%M}: {visit.purpose}"
        return Because("appointment", visit.id or 0, words, visit.purpose, on=starts.date(), at=f"{starts:%H:%M}")

    return Reason("appointment", Appointment, conditions, booked)


def _fact(q: "BookQuestion") -> Reason:
    said = " " + func.lower(col(Fact.subject) + " " + col(Fact.text))
    current = [col(Fact.superseded_by_id).is_(None), col(Fact.withdrawn_at).is_(None), col(Fact.note_id).is_(None)]
    conditions = [*current, *(or_(*(said.like(f"% {word}%") for word in group)) for group in q.fact_words)]
    keep = (lambda f: _names_a_day(f.text, q.occasion_from, q.occasion_until)) if q.occasion_from else None
    return Reason("fact", Fact, conditions, lambda f: Because("fact", f.id or 0, f.text, f.text, on=f.learned_on), keep)


def _message(clock: timedelta) -> Reason:
    ours = aliased(Contact)
    since_then = exists().where(col(ours.client_id) == Contact.client_id, col(ours.direction) == "out", col(ours.at) > Contact.at)
    waiting = [col(Contact.direction) == "in", col(Contact.answered).is_(False), not_(since_then)]

    def wrote(contact: Contact) -> Because:
        on = (contact.at + clock).date()
        words = f"{_day(on)}, {contact.channel}: {contact.text}"
        return Because("contact", contact.id or 0, words, contact.text, what=contact.channel, on=on)

    return Reason("contact", Contact, waiting, wrote)


def _of_articles(articles: Collection[int]) -> list[ColumnElement[bool]]:
    line = col(PurchaseLine.purchase_id) == col(Purchase.id)
    return [line, col(PurchaseLine.product_id).in_(articles), col(PurchaseLine.returned_on).is_(None)]


def _in_time(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    began = [col(Purchase.purchased_on) >= since] if since else []
    return began + ([col(Purchase.purchased_on) <= until] if until else [])


def _names_a_day(text: str, since: date | None, until: date | None) -> bool:
    """Whether a text names a day of the year, of any year, within a time that is shorter than one."""
    months = _months()
    for number, word in re.findall(r"\b(\d{1,2})(?:st|nd|rd|th|er)? (?:of |de |di )?([^\W\d_]+)", fold(text)):
        for year in {d.year for d in (since, until) if d}:
            try:
                day = date(year, months.get(word, 0), int(number))
            except ValueError:
                continue
            if (since is None or since <= day) and (until is None or day <= until):
                return True
    return False


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for locale in ("en", "fr", "it", "es", "de"):
        for width in ("wide", "abbreviated"):
            names |= {fold(name).rstrip("."): n for n, name in get_month_names(width, locale=locale).items()}
    return names


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"
