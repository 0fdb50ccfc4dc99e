"""What somebody should know: a line for them, shown in their open chat or counted in a digest by e-mail."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from copilot.errors import OutOfScope
from copilot.outreach.standing_in import standing_in
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
    """Leave this person a line, or whoever stands in for them; the caller commits."""
    notice = Notice(
        user_id=standing_in(session, user_id, now),
        kind=kind,
        at=now,
        client_id=client_id,
        draft_id=draft_id,
        contact_id=contact_id,
        words=words,
    )
    session.add(notice)
    session.flush()
    return notice


def unseen(session: Session, user_id: int, *, first: int = 50) -> list[Notice]:
    """What this person has not looked at yet, the newest first."""
    lines = select(Notice).where(Notice.user_id == user_id, col(Notice.seen_at).is_(None))
    return list(session.exec(lines.order_by(col(Notice.at).desc(), col(Notice.id).desc()).limit(first)).all())


def how_many_unseen(session: Session, user_id: int) -> int:
    """How many lines wait for this person."""
    waiting = select(func.count()).where(Notice.user_id == user_id, col(Notice.seen_at).is_(None))
    return session.exec(waiting).one()


def notice_of(session: Session, user_id: int, notice_id: int) -> Notice:
    """One of this person's lines; anybody else's does not exist."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.user_id != user_id:
        raise OutOfScope(f"There is no notice {notice_id} here.")
    return notice


def seen(session: Session, user_id: int, now: datetime, ids: Sequence[int] = ()) -> None:
    """They looked at these, or at all of them; the caller commits."""
    for notice in unseen(session, user_id, first=10_000):
        if not ids or notice.id in ids:
            notice.seen_at = now
            session.add(notice)
    session.flush()
