"""What lies behind a card: what happened with a client, the newest first, and the row behind each line of the card."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.money import Money
from copilot.domain.provenance import Provenance
from copilot.errors import OutOfScope
from copilot.records.buying import Bought, lines
from copilot.records.care import Appointment, Consent, Contact, Promise, ServiceCase, Wish
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, Store, User
from copilot.records.scope import client_in_scope, notes_within
from copilot.records.trade import Product, Purchase, PurchaseLine

Row = TypeVar("Row", Fact, Purchase, Promise, ServiceCase, Wish, Appointment, Consent, Contact)
_CAME = ("kept", "missed", "cancelled")


@dataclass(frozen=True)
class Happening:
    """One thing on the timeline: a receipt, a message in or out, an appointment that was."""

    kind: str  #: purchase, contact or appointment
    id: int
    on: date
    what: str  #: the channel, or what became of the appointment
    inward: bool
    text: str


@dataclass(frozen=True)
class Timeline:
    """Some of what happened, the newest first; how much there is in all; and every day of it, for a picture."""

    shown: tuple[Happening, ...]
    total: int
    days: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class Opened:
    """The row behind one line of a card, word for word, with what is to be known about it."""

    kind: str
    words: str
    on: date | None = None
    by: str = ""
    provenance: Provenance | None = None
    do_not_mention: bool = False
    status: str = ""
    about: str = ""  #: the article, the channel, the kind of service
    at: datetime | None = None
    due: date | None = None
    closed: date | None = None
    remark: str = ""  #: an outcome, or how a consent was given
    bought: tuple[Bought, ...] = ()
    paid: tuple[Money, ...] = ()


def timeline_of(session: Session, desk: Desk, client_id: int, first: int) -> Timeline:
    """The newest `first` things that happened with a client in scope."""
    client = client_in_scope(session, desk.scope, client_id)
    clock = _clock(session, client)
    bought = session.exec(
        select(Purchase)
        .where(Purchase.client_id == client_id)
        .order_by(col(Purchase.purchased_on).desc(), col(Purchase.id).desc())
        .limit(first)
    ).all()
    articles = _articles(session, [purchase.id or 0 for purchase in bought])
    happened = [
        *(Happening("purchase", p.id or 0, p.purchased_on, "", True, ", ".join(articles.get(p.id or 0, ()))) for p in bought),
        *(
            Happening("contact", c.id or 0, c.at.astimezone(clock).date(), c.channel, c.direction == "in", c.text)
            for c in session.exec(
                select(Contact).where(Contact.client_id == client_id).order_by(col(Contact.at).desc()).limit(first)
            )
        ),
        *(
            Happening("appointment", a.id or 0, a.starts_at.astimezone(clock).date(), a.status, True, a.purpose)
            for a in session.exec(
                select(Appointment)
                .where(Appointment.client_id == client_id, col(Appointment.status).in_(_CAME))
                .order_by(col(Appointment.starts_at).desc())
                .limit(first)
            )
        ),
    ]
    happened.sort(key=lambda one: (one.on, one.kind, one.id), reverse=True)
    days = _days(session, client_id, clock)
    return Timeline(tuple(happened[:first]), len(days), tuple(sorted(days)))


def row_behind(session: Session, desk: Desk, client_id: int, kind: str, row_id: int) -> Opened:
    """One row of a client in scope; OutOfScope for a row of anybody else."""
    client = client_in_scope(session, desk.scope, client_id)
    clock = _clock(session, client)
    match kind:
        case "fact":
            return _fact(session, desk, client_id, row_id)
        case "purchase":
            return _purchase(session, desk, client_id, row_id)
        case "promise":
            p = _own(session.get(Promise, row_id), client_id)
            return Opened(kind, p.text, p.made_on, _name(session, p.made_by_id), due=p.due_on, closed=p.kept_on)
        case "case":
            c = _own(session.get(ServiceCase, row_id), client_id)
            about = _product(session, c.product_id)
            return Opened(
                kind, c.text, c.opened_on, status=c.kind, about=about, due=c.promised_for, closed=c.closed_on, remark=c.outcome
            )
        case "wish":
            w = _own(session.get(Wish, row_id), client_id)
            return Opened(kind, w.text, w.wished_on, status=w.status, about=_product(session, w.product_id))
        case "appointment":
            a = _own(session.get(Appointment, row_id), client_id)
            at = a.starts_at.astimezone(clock)
            return Opened(kind, a.purpose, at.date(), _name(session, a.associate_id), status=a.status, at=at)
        case "consent":
            k = _own(session.get(Consent, row_id), client_id)
            by, at = _name(session, k.recorded_by_id), k.at.astimezone(clock)
            return Opened(kind, k.wording, at.date(), by, status=k.status, about=k.channel, remark=k.how)
        case "contact":
            m = _own(session.get(Contact, row_id), client_id)
            at = m.at.astimezone(clock)
            return Opened(kind, m.text, at.date(), _name(session, m.associate_id), status=m.direction, about=m.channel, at=at)
        case _:
            raise OutOfScope("There is no such row here.")


def _fact(session: Session, desk: Desk, client_id: int, row_id: int) -> Opened:
    fact = _own(session.get(Fact, row_id), client_id)
    note = None
    if fact.note_id is not None:
        note = session.exec(select(Note).where(Note.id == fact.note_id, notes_within(desk.scope))).first()
        if note is None:
            raise OutOfScope("There is no such row here.")
    return Opened(
        "fact",
        note.text if note else fact.text,
        note.written_on if note else fact.learned_on,
        _name(session, note.author_id if note else fact.learned_by_id),
        Provenance(fact.provenance),
        fact.do_not_mention,
        status="note" if note else "fact",
    )


def _purchase(session: Session, desk: Desk, client_id: int, row_id: int) -> Opened:
    purchase = _own(session.get(Purchase, row_id), client_id)
    receipt = [
        line
        for line in lines(session, desk.scope, [client_id], since=purchase.purchased_on, until=purchase.purchased_on, limit=None)
        if line.purchase_id == row_id
    ]
    paid: dict[str, int] = {}
    for line in receipt:
        paid[line.paid.currency] = paid.get(line.paid.currency, 0) + line.paid.minor
    store = session.get(Store, purchase.store_id)
    return Opened(
        "purchase",
        "",
        purchase.purchased_on,
        _name(session, purchase.associate_id),
        Provenance.PURCHASE,
        about=store.name if store else "",
        bought=tuple(receipt),
        paid=tuple(Money(minor, currency) for currency, minor in paid.items()),
    )


def _days(session: Session, client_id: int, clock: ZoneInfo) -> list[tuple[date, str]]:
    bought = session.exec(select(col(Purchase.purchased_on)).where(Purchase.client_id == client_id)).all()
    said = session.exec(select(col(Contact.at)).where(Contact.client_id == client_id)).all()
    came = session.exec(
        select(col(Appointment.starts_at)).where(Appointment.client_id == client_id, col(Appointment.status).in_(_CAME))
    ).all()
    days = [(on, "purchase") for on in bought]
    days += [(at.astimezone(clock).date(), "contact") for at in said]
    return days + [(at.astimezone(clock).date(), "appointment") for at in came]


def _articles(session: Session, purchase_ids: list[int]) -> dict[int, list[str]]:
    named: dict[int, list[str]] = {}
    for line, product in session.exec(
        select(PurchaseLine, Product.name)
        .outerjoin(Product, col(Product.id) == PurchaseLine.product_id)
        .where(col(PurchaseLine.purchase_id).in_(purchase_ids))
        .order_by(col(PurchaseLine.purchase_id), col(PurchaseLine.line))
    ):
        named.setdefault(line.purchase_id, []).append(line.description or product or "")
    return named


def _clock(session: Session, client: Client) -> ZoneInfo:
    store = session.get(Store, client.store_id)
    return ZoneInfo(store.timezone if store else "UTC")


def _name(session: Session, user_id: int | None) -> str:
    user = session.get(User, user_id) if user_id else None
    return user.name if user else ""


def _product(session: Session, product_id: int | None) -> str:
    product = session.get(Product, product_id) if product_id else None
    return product.name if product else ""


def _own(row: Row | None, client_id: int) -> Row:
    if row is None or row.client_id != client_id:
        raise OutOfScope("There is no such row here.")
    return row
