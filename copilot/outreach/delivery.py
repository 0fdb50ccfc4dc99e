"""What a channel says later of a letter that left: delivered, read, or that it never arrived."""

from datetime import datetime

from sqlmodel import Session, select

from copilot.outreach.ledger import close
from copilot.outreach.locking import lock
from copilot.outreach.notices import tell
from copilot.outreach.overtaken import STOPPED, open_drafts, withdraw
from copilot.outreach.whose import storable
from copilot.records.drafts import Draft

#: How far it got. What is told late, or twice, never takes a letter back.
_STEPS = ("", "accepted", "scheduled", "queued", "sending", "sent", "delivered", "read")
FAILED = ("undelivered", "failed", "bounced")
_STOPPED_THERE = "21610"  #: in Twilio's form: the receiver answered STOP, and the gateway keeps to it


def delivered(session: Session, told: str, now: datetime, *, gateway_id: str = "", key: str = "", code: str = "") -> Draft | None:
    """Note what became of a letter; None where it is none of ours. The caller commits."""
    draft = _draft(session, storable(gateway_id), storable(key))
    if draft is None:
        return None
    if told in FAILED:
        if draft.delivery in FAILED:
            return draft
        if draft.associate_id is not None:
            tell(session, draft.associate_id, "undelivered", now, client_id=draft.client_id, draft_id=draft.id)
        if code == _STOPPED_THERE:
            _stopped(session, draft, now)
    elif told not in _STEPS or draft.delivery in FAILED or _STEPS.index(told) <= _STEPS.index(draft.delivery):
        return draft
    draft.delivery = told
    session.add(draft)
    session.flush()
    return draft


def _draft(session: Session, gateway_id: str, key: str) -> Draft | None:
    if gateway_id and (found := session.exec(select(Draft).where(Draft.gateway_id == gateway_id)).first()):
        return found
    # The gateway may be quicker than we are at writing down what it calls the message.
    found = session.exec(select(Draft).where(Draft.key == key)).first() if key else None
    return found if found is not None and found.gateway_id in ("", gateway_id) else None


def _stopped(session: Session, draft: Draft, now: datetime) -> None:
    lock(session, draft.client_id)
    if close(session, draft.client_id, draft.channel, False, f"draft-{draft.id}", "told by the gateway", now):
        ours = [one for one in open_drafts(session, draft.client_id) if one.channel == draft.channel]
        withdraw(session, ours, STOPPED, now)
