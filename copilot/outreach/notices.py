"""What somebody should know: a line for them, shown in their open chat or sent in a digest."""

from datetime import datetime

from sqlmodel import Session

from copilot.records.drafts import Notice


def tell(
    session: Session,
    user_id: int,
    kind: str,
    now: datetime,
    *,
    client_id: int | None = None,
    draft_id: int | None = None,
    contact_id: int | None = None,
    words: str = "",
) -> Notice:
    """Leave this person a line; the caller commits."""
    notice = Notice(
        user_id=user_id, kind=kind, at=now, client_id=client_id, draft_id=draft_id, contact_id=contact_id, words=words
    )
    session.add(notice)
    session.flush()
    return notice
