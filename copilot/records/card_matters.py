"""What is open between a client and us: appointments to come, promises, service cases, wishes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.records.care import Appointment, Promise, ServiceCase, Wish
from copilot.records.people import Store, User
from copilot.records.trade import Product


@dataclass(frozen=True)
class Matter:
    """Something open between us: an appointment to come, a promise, a service case, a wish."""

    kind: str
    id: int
    what: str
    text: str
    on: date
    at: datetime | None = None
    due: date | None = None
    late: bool = False
    by: str = ""


def open_with(session: Session, desk: Desk, client_id: int) -> tuple[Matter, ...]:
    """What is overdue first, then by the day it is due; what has no day last. Ask `client_in_scope` before."""
    matters = [*_promises(session, desk, client_id), *_cases(session, desk, client_id), *_visits(session, desk, client_id)]
    return tuple(sorted(matters, key=lambda m: (not m.late, m.due is None, m.due or m.on, m.kind, m.id)))


def wishes_of(session: Session, client_id: int) -> tuple[Matter, ...]:
    """What the client would like to have, the newest first."""
    rows = session.exec(
        select(Wish, Product.name)
        .outerjoin(Product, col(Product.id) == Wish.product_id)
        .where(Wish.client_id == client_id, Wish.status == "open")
        .order_by(col(Wish.wished_on).desc(), col(Wish.id).desc())
    ).all()
    return tuple(Matter("wish", wish.id or 0, product or "", wish.text, wish.wished_on) for wish, product in rows)


def _promises(session: Session, desk: Desk, client_id: int) -> Iterable[Matter]:
    for promise, maker in session.exec(
        select(Promise, User.name)
        .outerjoin(User, col(User.id) == Promise.made_by_id)
        .where(Promise.client_id == client_id, col(Promise.kept_on).is_(None))
    ):
        late = promise.due_on is not None and promise.due_on < desk.today
        yield Matter("promise", promise.id or 0, "", promise.text, promise.made_on, due=promise.due_on, late=late, by=maker or "")


def _cases(session: Session, desk: Desk, client_id: int) -> Iterable[Matter]:
    for case in session.exec(select(ServiceCase).where(ServiceCase.client_id == client_id, col(ServiceCase.closed_on).is_(None))):
        late = case.promised_for is not None and case.promised_for < desk.today
        yield Matter("case", case.id or 0, case.kind, case.text, case.opened_on, due=case.promised_for, late=late)


def _visits(session: Session, desk: Desk, client_id: int) -> Iterable[Matter]:
    for visit, associate, timezone in session.exec(
        select(Appointment, User.name, Store.timezone)
        .join(Store, col(Store.id) == Appointment.store_id)
        .outerjoin(User, col(User.id) == Appointment.associate_id)
        .where(Appointment.client_id == client_id, Appointment.status == "booked")
    ):
        at = visit.starts_at.astimezone(ZoneInfo(timezone))
        if at.date() >= desk.today:
            yield Matter("appointment", visit.id or 0, "", visit.purpose, at.date(), at=at, due=at.date(), by=associate or "")
