"""Why a client belongs to an answer about many: the rows that make them fit, as a condition and as words."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, false, func
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, exists, not_, or_

from copilot.records.because import Because, Reason
from copilot.records.book_consents import consent
from copilot.records.book_facts import fact, there
from copilot.records.care import Appointment, Contact, Promise, ServiceCase, Wish
from copilot.records.people import Client
from copilot.records.trade import Purchase, PurchaseLine

if TYPE_CHECKING:
    from copilot.records.books import BookQuestion


def reasons_for(q: "BookQuestion", today: date, clock: timedelta) -> list[Reason]:
    """The kinds of rows that the question asks for."""
    asked: list[tuple[object, Callable[[], Reason]]] = [
        (q.bought is not None, lambda: _receipt(q)),
        (q.returned, lambda: _returned(q)),
        (q.open_case, lambda: _case(q, today)),
        (q.owed_promise, lambda: _promise(q, today)),
        (q.open_wish or q.wish_for is not None, lambda: _wish(q)),
        ((q.visit_from or q.visit_until or q.visit_status) and "visit" not in q.without, lambda: _visit(q, clock)),
        (q.fact_words, lambda: fact(q)),
        (q.there, lambda: there(q, today)),
        (q.waiting_for_reply, lambda: _message(q, clock)),
        (q.contact in ("out", "in"), lambda: _contact(q, clock)),
        (q.may_contact_by, lambda: consent(("granted",), q.may_contact_by, clock)),
        (q.refused, lambda: consent(("refused", "withdrawn"), q.refused, clock)),
        (q.stopped, lambda: consent(("withdrawn",), q.stopped, clock, q.stopped_since, q.stopped_until)),
    ]
    return [reason() for wanted, reason in asked if wanted]


def lacking(q: "BookQuestion", today: date, clock: timedelta) -> list[ColumnElement[bool]]:
    """What a client must not have, open or in the time that the question names."""
    of: dict[str, Callable[[], Reason]] = {
        "wish": lambda: Reason("wish", Wish, [col(Wish.status) == "open"], _wished),
        "promise": lambda: Reason("promise", Promise, [col(Promise.kept_on).is_(None)], _owed),
        "visit": lambda: _visit(replace(q, visit_from=q.visit_from or today, visit_status="booked"), clock),
        "return": lambda: _returned(q),
        "contact": lambda: _contact(q, clock),
    }
    cases = {kind: [col(ServiceCase.closed_on).is_(None), col(ServiceCase.kind) == kind] for kind in q.without if kind not in of}
    if "case" in cases:
        cases["case"] = cases["case"][:1]
    kinds = (*q.without, "contact") if q.contact.startswith("not_") else q.without
    return [not_(of[kind]().fits if kind in of else Reason("case", ServiceCase, cases[kind], _opened).fits) for kind in kinds]


def bought(articles: Collection[int] | None, since: date | None, until: date | None) -> ColumnElement[bool]:
    """They bought one of these articles, or anything at all, in this time."""
    conditions = [col(Purchase.client_id) == Client.id, *_in_time(since, until)]
    return exists().where(*conditions) if articles is None else exists().where(*conditions, *_of_articles(articles))


def visited(since: date) -> ColumnElement[bool]:
    """They kept an appointment from this day on."""
    start = datetime(since.year, since.month, since.day, tzinfo=UTC)
    kept = col(Appointment.status) == "kept"
    return exists().where(col(Appointment.client_id) == Client.id, kept, col(Appointment.starts_at) >= start)


def _receipt(q: "BookQuestion") -> Reason:
    articles = {*(q.bought or ()), *(q.bought_too or ())}
    given = {"": [], "another": [col(PurchaseLine.gift_for) != ""], "own": [col(PurchaseLine.gift_for) == ""]}[q.present_for]
    return Reason("purchase", Purchase, [*_in_time(q.bought_since, q.bought_until), *_of_articles(articles), *given], _took)


def _took(receipt: tuple[Purchase, PurchaseLine]) -> Because:
    purchase, line = receipt
    on, article = purchase.purchased_on, line.description
    words = f"{article or 'bought'} on {_day(on)}{f', a present for {line.gift_for}' if line.gift_for else ''}"
    return Because("purchase", purchase.id or 0, words, article, on=on, whom=line.gift_for)


def _returned(q: "BookQuestion") -> Reason:
    back = col(PurchaseLine.returned_on)
    conditions = [col(PurchaseLine.purchase_id) == col(Purchase.id), back.is_not(None)]
    conditions += [col(PurchaseLine.product_id).in_(q.returned_piece)] if q.returned_piece is not None else []
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
        conditions.append(col(ServiceCase.kind).in_({q.open_case, *q.or_cases}))
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
    return Reason("wish", Wish, conditions, _wished)


def _wished(wish: Wish) -> Because:
    return Because("wish", wish.id or 0, wish.text, wish.text, on=wish.wished_on)


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


def _message(q: "BookQuestion", clock: timedelta) -> Reason:
    ours = aliased(Contact)
    since_then = exists().where(col(ours.client_id) == Contact.client_id, col(ours.direction) == "out", col(ours.at) > Contact.at)
    waiting = [col(Contact.direction) == "in", col(Contact.answered).is_(False), not_(since_then)]
    waiting += [col(Contact.channel) == q.wrote_by] if q.wrote_by else []
    return Reason("contact", Contact, waiting + _between(q.waiting_since, q.waiting_until, clock), _wrote(clock))


def _contact(q: "BookQuestion", clock: timedelta) -> Reason:
    """The messages, calls and letters that `contact` asks for, whether they are to be there or not; the newest first."""
    asked = [col(Contact.direction) == q.contact.removeprefix("not_")]
    asked += [col(Contact.channel) == q.wrote_by] if q.wrote_by else []
    asked += [col(Contact.associate_id) == q.contact_by] if q.contact_by is not None else []
    asked += _between(q.contact_since, q.contact_until, clock)
    return Reason("contact", Contact, asked, _wrote(clock), newest=col(Contact.at))


def _between(since: date | None, until: date | None, clock: timedelta) -> list[ColumnElement[bool]]:
    began = [col(Contact.at) >= _midnight(since) - clock] if since else []
    return began + ([col(Contact.at) < _midnight(until + timedelta(days=1)) - clock] if until else [])


def _wrote(clock: timedelta) -> Callable[[Contact], Because]:
    def wrote(one: Contact) -> Because:
        on = (one.at + clock).date()
        return Because("contact", one.id or 0, f"{_day(on)}, {one.channel}: {one.text}", one.text, what=one.channel, on=on)

    return wrote


def _of_articles(articles: Collection[int]) -> list[ColumnElement[bool]]:
    line = col(PurchaseLine.purchase_id) == col(Purchase.id)
    return [line, col(PurchaseLine.product_id).in_(articles), col(PurchaseLine.returned_on).is_(None)]


def _in_time(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    began = [col(Purchase.purchased_on) >= since] if since else []
    return began + ([col(Purchase.purchased_on) <= until] if until else [])


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"
