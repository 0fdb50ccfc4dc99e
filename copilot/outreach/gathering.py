"""Everything that a decision on a message to one client needs, read from the rows at one moment.

The guard sees what no associate may: other stores' contacts, the household's purchases. What a finding shows of it is
decided where it is shown.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from copilot.domain.draft import Status
from copilot.domain.message import Channel
from copilot.domain.money import Money
from copilot.domain.policy import Policy
from copilot.domain.provenance import Provenance
from copilot.domain.situation import ConsentLine, Known, OpenCase, PastContact, Situation, Style
from copilot.outreach.whereabouts import zones_of
from copilot.records.care import Appointment, Consent, Contact, Promise, ServiceCase, Wish
from copilot.records.drafts import Draft, Wanted
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, Store, User
from copilot.records.trade import Product, Purchase, PurchaseLine

#: The records call a call by its instrument.
_CHANNELS = {"phone": Channel.CALL.value, "mobile": Channel.CALL.value, "letter": Channel.POST.value}


def gather(
    session: Session, client: Client, policy: Policy, now: datetime, *, associate: str = "", apart_from: int | None = None
) -> Situation:
    """The situation of this client at this moment; store facts are gathered apart, for the words of one message.

    What is on its way counts as a contact, without the draft that is judged itself: `apart_from`.
    """
    household = _household(session, client)
    store = session.get_one(Store, client.store_id)
    zones, sure = zones_of(client, store)
    everybody = [client.id or 0, *household]
    # Before the contacts: what arrives between the two questions is seen twice rather than never.
    on_their_way = tuple(_on_their_way(session, everybody, client, apart_from))
    return Situation(
        now=now,
        policy=policy,
        client_name=" ".join(part for part in (client.given_name, client.family_name, client.preferred_name) if part),
        associate_name=associate or _associate(session, client),
        style=Style(client.relationship_style) if client.relationship_style in set(Style) else Style.UNKNOWN,
        zones=zones,
        zone_known=sure,
        country=client.country or store.country,
        facts=(*_facts(session, client), *_purchases(session, everybody, client), *_matters(session, everybody, client)),
        contacts=(*_contacts(session, everybody, client), *on_their_way),
        consents=tuple(_consents(session, client)),
        open_cases=tuple(_open_cases(session, client)),
        wanted_days=int(_wanted(session, client, "cadence") or 0),
        wanted_channel=_wanted(session, client, "channel"),
    )


def _household(session: Session, client: Client) -> list[int]:
    if client.account_id is None:
        return []
    others = session.exec(select(Client.id).where(Client.account_id == client.account_id, Client.id != client.id)).all()
    return [one for one in others if one is not None]


def _associate(session: Session, client: Client) -> str:
    user = session.get(User, client.associate_id) if client.associate_id else None
    return user.name if user else ""


def _facts(session: Session, client: Client) -> Iterator[Known]:
    rows = session.exec(
        select(Fact, Note.text)
        .outerjoin(Note, col(Note.id) == Fact.note_id)
        .where(Fact.client_id == client.id, col(Fact.withdrawn_at).is_(None))
        .order_by(col(Fact.learned_on), col(Fact.id))
    ).all()
    for fact, note in rows:
        yield Known(
            id=f"fact:{fact.id}",
            text=f"{fact.subject}: {fact.text}" if fact.subject and not note else fact.text,
            provenance=Provenance(fact.provenance),
            learned_on=fact.learned_on,
            subject=fact.subject,
            do_not_mention=fact.do_not_mention,
            sensitive=fact.sensitive,
            valid_until=fact.valid_until,
            superseded_by=f"fact:{fact.superseded_by_id}" if fact.superseded_by_id else "",
            note=note or "",
        )


def _purchases(session: Session, everybody: list[int], client: Client) -> Iterator[Known]:
    rows = session.exec(
        select(PurchaseLine, Purchase, Product.name)
        .join(Purchase, col(Purchase.id) == PurchaseLine.purchase_id)
        .outerjoin(Product, col(Product.id) == PurchaseLine.product_id)
        .where(col(Purchase.client_id).in_(everybody))
        .order_by(col(Purchase.purchased_on), col(PurchaseLine.id))
    ).all()
    for line, purchase, product in rows:
        own = purchase.client_id == client.id
        parts = [line.description or product or "an article", f"size {line.size}" if line.size else ""]
        parts += [Money(line.paid, purchase.currency).in_words("en"), f"a gift for {line.gift_for}" if line.gift_for else ""]
        parts += [f"returned on {line.returned_on:%d %B %Y}" if line.returned_on else ""]
        what = ", ".join(part for part in parts if part)
        yield Known(
            id=f"purchase:{line.id}",
            text=f"Bought {what}" if own else f"Somebody of the household bought {what}",
            provenance=Provenance.PURCHASE if own else Provenance.THIRD_PARTY,
            learned_on=purchase.purchased_on,
            subject="purchase",
            other_person=not own,
        )


def _matters(session: Session, everybody: list[int], client: Client) -> Iterator[Known]:
    """Services, promises, wishes and appointments; a wish of another of the household is nobody's business."""
    for case in session.exec(select(ServiceCase).where(ServiceCase.client_id == client.id)).all():
        ended = f", closed on {case.closed_on:%d %B %Y}" if case.closed_on else ", open"
        due = f", promised for {case.promised_for:%d %B %Y}" if case.promised_for else ""
        yield Known(f"case:{case.id}", f"{case.kind}: {case.text}{due}{ended}", Provenance.SERVICE, case.opened_on, "service")
    for promise in session.exec(select(Promise).where(Promise.client_id == client.id)).all():
        due = f", by {promise.due_on:%d %B %Y}" if promise.due_on else ""
        yield Known(f"promise:{promise.id}", f"We promised: {promise.text}{due}", Provenance.TOLD_US, promise.made_on, "promise")
    for wish in session.exec(select(Wish).where(col(Wish.client_id).in_(everybody))).all():
        own = wish.client_id == client.id
        yield Known(
            id=f"wish:{wish.id}",
            text=f"Wishes for {wish.text}" if own else f"Somebody of the household wishes for {wish.text}",
            provenance=Provenance.TOLD_US if own else Provenance.THIRD_PARTY,
            learned_on=wish.wished_on,
            subject="wish",
            other_person=not own,
        )
    for visit in session.exec(select(Appointment).where(Appointment.client_id == client.id)).all():
        text = f"Appointment on {visit.starts_at:%A %d %B %Y at %H:%M}: {visit.purpose} ({visit.status})"
        yield Known(f"appointment:{visit.id}", text, Provenance.TOLD_US, visit.starts_at.date(), "appointment")


def _contacts(session: Session, everybody: list[int], client: Client) -> Iterator[PastContact]:
    rows = session.exec(
        select(Contact).where(col(Contact.client_id).in_(everybody)).order_by(col(Contact.at), col(Contact.id))
    ).all()
    for contact in rows:
        yield PastContact(
            id=f"contact:{contact.id}",
            at=contact.at,
            outbound=contact.direction == "out",
            channel=_CHANNELS.get(contact.channel, contact.channel),
            purpose=contact.purpose,
            answered=contact.answered,
            text=contact.text if contact.client_id == client.id else "",
            household=contact.client_id != client.id,
        )


def _on_their_way(session: Session, everybody: list[int], client: Client, apart_from: int | None) -> Iterator[PastContact]:
    """What the outbox or an associate's telephone may have delivered without a line in the contact log yet."""
    still_open = [one.value for one in (Status.QUEUED, Status.SENDING, Status.UNSURE, Status.HANDED)]
    rows = session.exec(
        select(Draft)
        .where(col(Draft.client_id).in_(everybody), col(Draft.status).in_(still_open), col(Draft.leaving_at).is_not(None))
        .order_by(col(Draft.leaving_at), col(Draft.id))
    ).all()
    for draft in rows:
        if draft.leaving_at is not None and draft.id != apart_from:
            yield PastContact(
                id=f"draft:{draft.id}",
                at=draft.leaving_at,
                outbound=True,
                channel=draft.channel,
                purpose=draft.counts_as or draft.purpose,
                text=draft.text if draft.client_id == client.id else "",
                household=draft.client_id != client.id,
            )


def _consents(session: Session, client: Client) -> Iterator[ConsentLine]:
    for line in session.exec(
        select(Consent).where(Consent.client_id == client.id).order_by(col(Consent.at), col(Consent.id))
    ).all():
        yield ConsentLine(_CHANNELS.get(line.channel, line.channel), line.purpose, line.status, line.at)


def _wanted(session: Session, client: Client, kind: str) -> str:
    """What the client last said of how they want to hear from us; empty where nothing, or it was taken back."""
    lines = select(Wanted.value).where(Wanted.client_id == client.id, Wanted.kind == kind)
    return session.exec(lines.order_by(col(Wanted.at).desc(), col(Wanted.id).desc())).first() or ""


def _open_cases(session: Session, client: Client) -> Iterator[OpenCase]:
    still_open = col(ServiceCase.closed_on).is_(None)
    for case in session.exec(select(ServiceCase).where(ServiceCase.client_id == client.id, still_open)).all():
        yield OpenCase(f"case:{case.id}", case.kind, case.text, case.opened_on)
