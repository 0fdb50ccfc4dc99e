"""What stands on a client's card: who they are, what they allow, what is open, what is known."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, or_, select

from copilot.domain.desk import Desk
from copilot.domain.provenance import Provenance
from copilot.domain.wording import fold
from copilot.records.card_matters import Matter, open_with, wishes_of
from copilot.records.care import Appointment, Consent, Contact
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Account, Client, ContactPoint, Store, User
from copilot.records.scope import client_in_scope, clients_within, notes_within
from copilot.records.trade import Product, Purchase, PurchaseLine

CHANNELS = ("whatsapp", "email", "sms", "phone", "post")
OLD_AFTER = timedelta(days=730)  #: a size or a taste older than two years is shown with its age
_SIZES = ("size", "taille", "pointure", "misura", "taglia", "talla", "wrist", "poignet", "polso", "muneca")


@dataclass(frozen=True)
class Known:
    """One thing known about a client, with how and since when."""

    kind: str  #: fact, or purchase: a size read from a receipt
    id: int
    subject: str
    text: str
    provenance: Provenance
    on: date
    old: bool = False
    do_not_mention: bool = False
    sensitive: bool = False
    from_note: bool = False  #: read from a note's words, and not told to the card itself

    @property
    def for_staff(self) -> bool:
        """Whether a client who glances at the screen should not see it there."""
        return self.do_not_mention or self.sensitive or not self.provenance.may_be_said


@dataclass(frozen=True)
class Leave:
    """Whether we may write by one channel: the latest line of the ledger for messages, and for service where it says else."""

    channel: str
    address: str
    status: str  #: granted, withdrawn, refused, or never: nobody asked
    on: date | None = None
    id: int | None = None
    service: str = ""


@dataclass(frozen=True)
class Card:
    """One client at a glance, as one asker may see them on one day."""

    client: Client
    account: Account | None
    members: tuple[tuple[int, str, str], ...]  #: id, name and role of the others of the household or company
    associate: str
    own: bool
    last_visit: date | None
    last_contact: tuple[date, str, str] | None  #: day, channel, direction
    leave: tuple[Leave, ...]
    open: tuple[Matter, ...]  #: what comes next first
    wishes: tuple[Matter, ...]
    sizes: tuple[Known, ...]
    known: tuple[Known, ...]
    for_staff: tuple[Known, ...]  #: not to be mentioned, sensitive, or learned without the client's telling
    remarks: int  #: passing remarks read from notes, which say nothing without them


def card_of(session: Session, desk: Desk, client_id: int) -> Card:
    """The card of a client in scope; OutOfScope for any other."""
    client = client_in_scope(session, desk.scope, client_id)
    store = session.get(Store, client.store_id)
    clock = ZoneInfo(store.timezone if store else "UTC")
    account = session.get(Account, client.account_id) if client.account_id else None
    associate = session.get(User, client.associate_id) if client.associate_id else None
    everything = _facts(session, desk, client_id)
    facts = [known for known in everything if known.subject or known.do_not_mention or not known.from_note]
    open_facts = [known for known in facts if not known.for_staff]
    sizes = [known for known in open_facts if _is_size(known)]
    return Card(
        client=client,
        account=account,
        members=_members(session, desk, client) if account else (),
        associate=associate.name if associate else "",
        own=client.associate_id == desk.user_id,
        last_visit=_last_visit(session, client_id, clock),
        last_contact=_last_contact(session, client_id, clock),
        leave=_leave(session, client_id, clock),
        open=open_with(session, desk, client_id),
        wishes=wishes_of(session, client_id),
        sizes=(*sizes, *_bought_sizes(session, desk, client_id)),
        known=tuple(known for known in open_facts if known not in sizes),
        for_staff=tuple(sorted((k for k in facts if k.for_staff), key=lambda k: not k.do_not_mention)),
        remarks=len(everything) - len(facts),
    )


def _members(session: Session, desk: Desk, client: Client) -> tuple[tuple[int, str, str], ...]:
    others = session.exec(
        select(Client)
        .where(Client.account_id == client.account_id, Client.id != client.id, clients_within(desk.scope))
        .order_by(Client.family_name, Client.given_name, col(Client.id))
    ).all()
    return tuple((other.id or 0, other.name, other.account_role) for other in others)


def _facts(session: Session, desk: Desk, client_id: int) -> list[Known]:
    rows = session.exec(
        select(Fact)
        .outerjoin(Note, col(Note.id) == Fact.note_id)
        .where(
            Fact.client_id == client_id,
            or_(col(Fact.note_id).is_(None), notes_within(desk.scope)),
            col(Fact.superseded_by_id).is_(None),
            col(Fact.withdrawn_at).is_(None),
            or_(col(Fact.valid_until).is_(None), col(Fact.valid_until) >= desk.today),
        )
        .order_by(col(Fact.note_id).is_not(None), col(Fact.learned_on).desc(), col(Fact.id).desc())
    ).all()
    return [
        Known(
            "fact",
            fact.id or 0,
            fact.subject,
            fact.text,
            Provenance(fact.provenance),
            fact.learned_on,
            old=fact.learned_on < desk.today - OLD_AFTER,
            do_not_mention=fact.do_not_mention,
            sensitive=fact.sensitive,
            from_note=fact.note_id is not None,
        )
        for fact in rows
    ]


def _is_size(known: Known) -> bool:
    subject = fold(known.subject)
    return any(word in subject for word in _SIZES)


def _bought_sizes(session: Session, desk: Desk, client_id: int) -> list[Known]:
    """The latest size they bought for themselves and kept, of each kind of article."""
    rows = session.exec(
        select(PurchaseLine.size, Product.category, Purchase)
        .join(Purchase, col(PurchaseLine.purchase_id) == Purchase.id)
        .join(Product, col(Product.id) == PurchaseLine.product_id)
        .where(
            Purchase.client_id == client_id,
            PurchaseLine.size != "",
            Product.category != "",
            PurchaseLine.gift_for == "",
            col(PurchaseLine.returned_on).is_(None),
        )
        .order_by(col(Purchase.purchased_on).desc(), col(Purchase.id).desc(), col(PurchaseLine.line))
    ).all()
    latest: dict[str, Known] = {}
    for size, category, purchase in rows:
        on = purchase.purchased_on
        bought = Known("purchase", purchase.id or 0, category, size, Provenance.PURCHASE, on, old=on < desk.today - OLD_AFTER)
        latest.setdefault(category, bought)
    return list(latest.values())


def _last_visit(session: Session, client_id: int, clock: ZoneInfo) -> date | None:
    bought = session.exec(select(func.max(Purchase.purchased_on)).where(Purchase.client_id == client_id)).one()
    came = session.exec(
        select(func.max(Appointment.starts_at)).where(Appointment.client_id == client_id, Appointment.status == "kept")
    ).one()
    return max((day for day in (bought, came.astimezone(clock).date() if came else None) if day), default=None)


def _last_contact(session: Session, client_id: int, clock: ZoneInfo) -> tuple[date, str, str] | None:
    last = session.exec(
        select(Contact).where(Contact.client_id == client_id).order_by(col(Contact.at).desc(), col(Contact.id).desc()).limit(1)
    ).first()
    return (last.at.astimezone(clock).date(), last.channel, last.direction) if last else None


def _leave(session: Session, client_id: int, clock: ZoneInfo) -> tuple[Leave, ...]:
    points = session.exec(
        select(ContactPoint)
        .where(ContactPoint.client_id == client_id, col(ContactPoint.used_until).is_(None))
        .order_by(col(ContactPoint.preferred).desc())
    ).all()
    ledger = session.exec(select(Consent).where(Consent.client_id == client_id).order_by(col(Consent.at), col(Consent.id))).all()
    latest = {(line.channel, line.purpose): line for line in ledger}
    addresses: dict[str, str] = {}
    for point in points:
        addresses.setdefault(point.kind, point.value)
    rows = []
    for channel in dict.fromkeys((*CHANNELS, *addresses, *(line.channel for line in ledger))):
        line, service = latest.get((channel, "marketing")), latest.get((channel, "service"))
        rows.append(
            Leave(
                channel,
                addresses.get(channel, ""),
                line.status if line else "never",
                line.at.astimezone(clock).date() if line else None,
                line.id if line else service.id if service else None,
                service.status if service else "",
            )
        )
    return tuple(rows)
