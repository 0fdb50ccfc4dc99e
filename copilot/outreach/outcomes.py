"""How a try to send ends where it does not end well: stopped, failed, or nobody knows. Whoever wrote it is told."""

import logging
from datetime import datetime
from typing import Any

from sqlmodel import Session

from copilot.domain.draft import Step
from copilot.outreach.moving import take
from copilot.outreach.notices import tell
from copilot.records.drafts import Draft

log = logging.getLogger(__name__)


def stop(session: Session, draft: Draft, now: datetime, *, because: str, comment: str = "", **kept: Any) -> None:
    """It goes back to its associate. What may have left on an earlier try cannot be called back: there a person looks."""
    if draft.leaving_at is not None:
        lose_sight(session, draft, now, comment=comment)
    elif draft.automatic:
        fail(session, draft, now, because=because, comment=comment)
    else:
        take(session, draft, Step.STOP, now, comment=comment, ended_because=because, **kept)
        _tell(session, draft, "stopped", now)


def fail(session: Session, draft: Draft, now: datetime, *, because: str, comment: str = "") -> None:
    """It did not leave, and will not by itself."""
    take(session, draft, Step.FAIL, now, comment=comment, ended_because=because, leaving_at=None)
    _tell(session, draft, "failed", now)


def lose_sight(session: Session, draft: Draft, now: datetime, *, because: str = "perhaps_left", comment: str = "") -> None:
    """It may have left and may not: a person looks."""
    take(session, draft, Step.LOSE_SIGHT, now, comment=comment, ended_because=because)
    _tell(session, draft, "unsure", now)


def _tell(session: Session, draft: Draft, kind: str, now: datetime) -> None:
    log.info("Draft %s: %s (%s).", draft.id, kind, draft.ended_because)
    if draft.associate_id is not None:
        tell(session, draft.associate_id, kind, now, client_id=draft.client_id, draft_id=draft.id)
