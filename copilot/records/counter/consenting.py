"""The consent ledger from the counter: lines are added, never changed."""

from datetime import datetime

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.records.care import Consent
from copilot.records.counter.refusing import CounterRefused
from copilot.records.counter.writing import client_to_change, told

CHANNELS = ("email", "sms", "whatsapp", "phone", "post")
HOW = "told us in store"


def latest(session: Session, client_id: int, channel: str) -> Consent | None:
    """The line that counts for marketing on a channel."""
    return session.exec(
        select(Consent)
        .where(Consent.client_id == client_id, Consent.channel == channel, Consent.purpose == "marketing")
        .order_by(col(Consent.at).desc(), col(Consent.id).desc())
    ).first()


def add_consent(
    session: Session,
    desk: Desk,
    client_id: int,
    channel: str,
    status: str,
    at: datetime,
    *,
    wording: str = "",
    how: str = HOW,
    once: str,
) -> int:
    """A new line: what they said, in which words, who heard it and when. The same `once` adds it once."""
    client_to_change(session, desk, client_id)
    if channel not in CHANNELS:
        raise CounterRefused("Choose the channel.", key="no_such_channel", field="channel")
    if status not in ("granted", "withdrawn"):
        raise CounterRefused("Choose whether they agree or stop it.", key="no_such_consent", field="status")
    if status == "granted" and not wording:
        raise CounterRefused("There is no wording for this channel.", key="no_wording", field="channel")
    if (before := session.exec(select(Consent).where(Consent.source_id == once)).first()) is not None:
        return before.id or 0
    line = Consent(
        source_id=once,
        client_id=client_id,
        channel=channel,
        status=status,
        at=at,
        how=how,
        recorded_by_id=desk.user_id,
        wording=wording,
    )
    session.add(line)
    session.flush()
    told(session, desk, f"consent {status}", f"consent {line.id}")
    return line.id or 0
