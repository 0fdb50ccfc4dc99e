"""Who is signed in right now: a token counts as long as its row stands, is used now and then, and its owner may come in."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from copilot.records.access import SignIn
from copilot.records.asking import user_named
from copilot.records.people import User

_NOTICED = timedelta(minutes=1)  #: use is written down at most so often
_PLACES = timedelta(days=30)  #: so long a place is remembered from which somebody came in


def begin(session: Session, user: User, token: str, *, at: datetime, until: datetime, idle_minutes: int, place: str) -> None:
    """From now on this token counts; what is long over is forgotten. The caller commits."""
    session.exec(delete(SignIn).where(col(SignIn.until) < at - _PLACES))
    row = SignIn(
        digest=_digest(token),
        user_id=user.id or 0,
        at=at,
        seen_at=at,
        until=until,
        idle_minutes=idle_minutes,
        place=_digest(place),
    )
    session.add(row)


def still_signed_in(
    session: Session, name: str, signed_at: datetime, token: str, now: datetime, *, used: bool = True
) -> User | None:
    """The user of this sign-in, unless it ended, lay idle too long, or they were disabled; notes down that it was used."""
    user = user_named(session, name)
    row = session.get(SignIn, _digest(token))
    if user is None or row is None or row.user_id != user.id or signed_at < user.sessions_valid_from or row.until <= now:
        return None
    if row.idle_minutes and now - row.seen_at > timedelta(minutes=row.idle_minutes):
        return None
    if used and now - row.seen_at >= _NOTICED:
        session.exec(update(SignIn).where(col(SignIn.digest) == row.digest).values(seen_at=now))
        session.commit()
    return user


def end(session: Session, token: str, at: datetime) -> None:
    """From now on this token counts no more, wherever it was copied to. The caller commits."""
    session.exec(update(SignIn).where(col(SignIn.digest) == _digest(token)).values(until=at))


def end_all(session: Session, user: User, at: datetime) -> None:
    """Sign somebody out everywhere. The caller commits."""
    user.sessions_valid_from = at
    session.add(user)
    session.exec(update(SignIn).where(col(SignIn.user_id) == user.id, col(SignIn.until) > at).values(until=at))


def came_in_from(session: Session, place: str, since: datetime) -> bool:
    """Whether somebody signed in with this name from this address lately."""
    return (
        session.exec(select(SignIn).where(SignIn.place == _digest(place), col(SignIn.at) > since - _PLACES)).first() is not None
    )


def _digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()
