"""One step of a draft: its state, a line of what happened, and nobody else's step at the same time."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from copilot.domain.draft import Status, Step, WrongMove, move
from copilot.records.drafts import Draft, DraftEvent


def take(
    session: Session,
    draft: Draft,
    step: Step,
    now: datetime,
    *,
    by_id: int | None = None,
    comment: str = "",
    was: tuple[str, str] | None = None,
    **fields: Any,
) -> Draft:
    """Take the step and set the fields with it, unless the draft has changed since it was read; the caller commits.

    `was`: subject and text before it, where they were changed in this transaction already.
    WrongMove where the step does not lead anywhere from the draft's state, or where somebody else was quicker.
    """
    status = move(Status(draft.status), step)
    before = was or (draft.subject, draft.text)
    changed = fields | {"status": status.value, "changed_at": now, "version": draft.version + 1}
    still = update(Draft).where(col(Draft.id) == draft.id, col(Draft.version) == draft.version)
    if session.connection().execute(still.values(**changed)).rowcount != 1:
        raise WrongMove("Somebody changed this draft a moment ago. Look at it again.", key="draft_moved_on")
    session.refresh(draft)
    after = (draft.subject, draft.text)
    line = DraftEvent(draft_id=draft.id or 0, at=now, by_id=by_id, step=step.value, status=draft.status, comment=comment)
    line.digest, line.policy = draft.letter.digest, draft.policy
    if before != after:
        line.subject_before, line.text_before = before
        line.subject_after, line.text_after = after
    session.add(line)
    session.flush()
    return draft
