"""That a message reached its channel: the draft's state and its line in the contact log, as one."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from copilot.domain.draft import Step
from copilot.outreach.moving import take
from copilot.records.care import Contact
from copilot.records.drafts import Draft


def record(
    session: Session, draft: Draft, now: datetime, *, gateway_id: str = "", by_id: int | None = None, comment: str = ""
) -> Contact:
    """Write it down, and that what it answers is answered; the caller has the lock on the client, and commits."""
    at = draft.leaving_at or now
    contact = Contact(
        client_id=draft.client_id,
        associate_id=draft.associate_id,
        at=at,
        direction="out",
        channel="phone" if draft.channel == "call" else draft.channel,
        purpose=draft.counts_as or draft.purpose,
        text=f"{draft.subject}\n{draft.text}" if draft.subject else draft.text,
        answers_id=draft.answers_id,
    )
    session.add(contact)
    answered = session.get(Contact, draft.answers_id) if draft.answers_id else None
    if answered is not None:
        answered.answered = True
        session.add(answered)
    session.flush()
    kept: dict[str, Any] = {"sent_at": at, "contact_id": contact.id, "gateway_id": gateway_id or draft.gateway_id}
    take(session, draft, Step.DELIVER, now, by_id=by_id, comment=comment, **kept)
    return contact
