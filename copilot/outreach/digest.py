"""A letter to whoever has not had the page open while there was news. It holds a number and a link, and nothing of a client."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from copilot.records.access import SignIn
from copilot.records.drafts import Notice
from copilot.records.people import User

QUIET = timedelta(minutes=30)  #: without the page open, and since the news came
AGAIN = timedelta(hours=4)  #: between two letters to the same person

#: Writes to somebody how much is new; False where that could not be sent.
Write = Callable[[User, int], bool]


def send_digests(session: Session, write: Write, now: datetime) -> int:
    """Write to everybody who should be told by e-mail; how many. The caller commits."""
    sent = 0
    for user in session.exec(select(User).where(col(User.active), User.email != "").order_by(col(User.id))).all():
        new = select(Notice).where(Notice.user_id == user.id, col(Notice.seen_at).is_(None), col(Notice.mailed_at).is_(None))
        waiting = session.exec(new.where(col(Notice.at) <= now - QUIET)).all()
        if not waiting or _here(session, user, now) or _told_lately(session, user, now):
            continue
        count = session.exec(select(func.count()).where(Notice.user_id == user.id, col(Notice.seen_at).is_(None))).one()
        if not write(user, count):
            continue
        sent += 1
        for notice in session.exec(new).all():
            notice.mailed_at = now
            session.add(notice)
        session.flush()
    return sent


def _here(session: Session, user: User, now: datetime) -> bool:
    seen = session.exec(select(func.max(SignIn.seen_at)).where(SignIn.user_id == user.id)).one()
    return seen is not None and seen > now - QUIET


def _told_lately(session: Session, user: User, now: datetime) -> bool:
    told = select(Notice.id).where(Notice.user_id == user.id, col(Notice.mailed_at) > now - AGAIN)
    return session.exec(told).first() is not None
