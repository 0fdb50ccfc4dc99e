"""Trying again takes longer and longer: the wait doubles with each failure. Kept in the records, so a restart forgives nothing.

An attempt is counted before it is made and uncounted when it succeeds, so that many at once do not slip through together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from copilot.records.access import Attempt

FORGOTTEN = timedelta(days=1)  #: a day without a failure, and all is forgiven
MOST = 50_000  #: rows; more and the oldest are dropped


@dataclass(frozen=True)
class Limit:
    """How patient we are."""

    free: int  #: failures that cost nothing
    longest: float  #: seconds of the longest wait


def begin(session: Session, limits: Mapping[str, Limit], now: datetime) -> float:
    """Count an attempt under each of these keys; or, when one of them must wait, count nothing and say how many seconds."""
    digests = {_digest(key): limit for key, limit in limits.items()}
    session.exec(delete(Attempt).where(col(Attempt.last_at) < now - FORGOTTEN))
    fresh = [digest for digest in sorted(digests) if _count(session, digest, now)]
    there = select(col(Attempt.digest), col(Attempt.count), col(Attempt.until)).where(col(Attempt.digest).in_(digests))
    rows = session.execute(there).all()
    wait = max((until - now).total_seconds() for _, _, until in rows)
    if wait > 0:
        session.rollback()
        return wait
    for digest, count, _ in rows:
        over = count - digests[digest].free
        if over > 0:
            until = now + timedelta(seconds=min(digests[digest].longest, 2.0 ** min(over, 30)))
            session.exec(update(Attempt).where(col(Attempt.digest) == digest).values(until=until))
    if any(digest.startswith("00") for digest in fresh):
        _trim(session, MOST)
    session.commit()
    return 0.0


def succeeded(session: Session, *, forget: tuple[str, ...], uncount: tuple[str, ...], now: datetime) -> None:
    """It went well: forgive all failures under the first keys, and under the others only take this attempt back."""
    session.exec(delete(Attempt).where(col(Attempt.digest).in_([_digest(key) for key in forget])))
    back = update(Attempt).where(col(Attempt.digest).in_([_digest(key) for key in uncount]))
    session.exec(back.values(count=col(Attempt.count) - 1, until=now))
    session.commit()


def _count(session: Session, digest: str, now: datetime) -> bool:
    """One more; whether it is the first."""
    more = update(Attempt).where(col(Attempt.digest) == digest).values(count=col(Attempt.count) + 1, last_at=now)
    if session.execute(more).rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return False
    try:
        with session.begin_nested():
            session.execute(insert(Attempt).values(digest=digest, count=1, last_at=now, until=now))
    except IntegrityError:  # somebody else's first attempt came in between
        session.execute(more)
        return False
    return True


def _trim(session: Session, most: int) -> None:
    too_many = (session.execute(select(func.count(col(Attempt.digest)))).scalar() or 0) - most
    if too_many > 0:
        oldest = select(col(Attempt.digest)).order_by(col(Attempt.last_at)).limit(too_many)
        session.exec(delete(Attempt).where(col(Attempt.digest).in_(oldest)))


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
