"""What a person says of a message of which nobody knows whether it left, or of one that failed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from copilot.domain.desk import Desk
from copilot.domain.draft import Status, Step, WrongMove
from copilot.outreach.drafts import draft_in_scope
from copilot.outreach.locking import lock
from copilot.outreach.moving import take
from copilot.outreach.recording import record
from copilot.records.drafts import Draft


class Choice(StrEnum):
    """What is to become of it."""

    SENT = "sent"  #: the client has it
    AGAIN = "again"  #: they do not; send it, with all that is asked before it leaves
    GIVE_UP = "give_up"  #: leave it


def decide(session: Session, desk: Desk, draft_id: int, version: int, choice: Choice, now: datetime) -> Draft:
    """Settle it as this person says, who may see the draft; the caller commits.

    WrongMove where it is settled already, or where a message that failed is said to have arrived.
    """
    client_id = draft_in_scope(session, desk, draft_id, now).client_id
    lock(session, client_id)
    draft = session.get_one(Draft, draft_id, populate_existing=True)
    if draft.version != version or draft.status not in (Status.UNSURE, Status.FAILED):
        raise WrongMove("Somebody settled this a moment ago. Look at it again.", key="draft_moved_on")
    if choice is Choice.SENT:
        record(session, draft, now, by_id=desk.user_id)
    elif choice is Choice.AGAIN:
        again: dict[str, Any] = {"send_after": now, "leaving_at": None, "tries": 0, "ended_because": ""}
        take(session, draft, Step.POSTPONE, now, by_id=desk.user_id, **again)
    else:
        take(session, draft, Step.WITHDRAW, now, by_id=desk.user_id, leaving_at=None, ended_because="given_up")
    return draft
