"""How a client usually hears from us."""

from collections import Counter

from sqlmodel import Session, col, select

from copilot.domain.message import Channel
from copilot.records.care import Consent, Contact
from copilot.records.people import ContactPoint

#: The records call a call by its instrument.
_CHANNELS = {"phone": Channel.CALL, "mobile": Channel.CALL, "letter": Channel.POST}
_LATELY = 20  #: contacts that are looked at


def usual_channel(session: Session, client_id: int) -> Channel:
    """The channel that the client prefers, else the one most used lately; among those that they allow, where they allow any."""
    preferred = session.exec(
        select(ContactPoint.kind).where(
            ContactPoint.client_id == client_id, col(ContactPoint.preferred), col(ContactPoint.used_until).is_(None)
        )
    ).all()
    lately = session.exec(
        select(Contact.channel).where(Contact.client_id == client_id).order_by(col(Contact.at).desc()).limit(_LATELY)
    ).all()
    ledger = session.exec(
        select(Consent).where(Consent.client_id == client_id, Consent.purpose == "marketing").order_by(col(Consent.at))
    ).all()
    last = {line.channel: line.status for line in ledger}
    allowed = [one for one, status in last.items() if status == "granted"]
    wished = [*preferred, *(channel for channel, _ in Counter(lately).most_common()), *allowed]
    ways = [way for one in wished if (way := _way(one))]
    open_ways = {_way(one) for one in allowed}
    return next((way for way in ways if way in open_ways), ways[0] if ways else Channel.EMAIL)


def _way(named: str) -> Channel | None:
    if named in _CHANNELS:
        return _CHANNELS[named]
    return Channel(named) if named in set(Channel) else None
