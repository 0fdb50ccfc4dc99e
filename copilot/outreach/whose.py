"""Whose message came in: the client of its address, or of the letter that it answers."""

from sqlmodel import Session, col, select

from copilot.channels.addresses import email_address
from copilot.domain.message import Channel
from copilot.records.drafts import Draft
from copilot.records.imports.cells import BadCell
from copilot.records.imports.reach import normalised
from copilot.records.people import Client, ContactPoint

_KINDS = {
    Channel.EMAIL.value: ("email",),
    Channel.SMS.value: ("phone", "whatsapp"),
    Channel.WHATSAPP.value: ("whatsapp", "phone"),
}


def as_compared(channel: str, sender: str) -> str:
    """An address as ours are kept: small letters, +44...; as it was given where it is none."""
    kind = _KINDS.get(channel, ("post",))[0]
    try:
        return normalised(kind, sender.strip(), "")
    except BadCell:
        return sender.strip()


def clients_at(session: Session, channel: str, address: str) -> list[Client]:
    """Every client whom this address reaches today, those who are merged away left out."""
    rows = (
        select(Client)
        .join(ContactPoint, col(ContactPoint.client_id) == Client.id)
        .where(
            col(ContactPoint.kind).in_(_KINDS.get(channel, ())),
            ContactPoint.normalised == address,
            col(ContactPoint.used_until).is_(None),
            Client.status != "merged",
        )
    )
    return list(session.exec(rows.distinct().order_by(col(Client.id))).all()) if address else []


def answered_draft(session: Session, channel: str, in_reply_to: str) -> Draft | None:
    """Our letter that a message says it answers."""
    if not in_reply_to:
        return None
    return session.exec(select(Draft).where(Draft.gateway_id == in_reply_to, Draft.channel == channel)).first()


def storable(text: str) -> str:
    """Without the signs that a database cannot keep: anybody may write them, in anything that comes from outside."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def is_address(channel: str, sender: str) -> bool:
    """Whether something can be sent there at all."""
    return bool(email_address(sender)) if channel == Channel.EMAIL else sender.startswith("+")
