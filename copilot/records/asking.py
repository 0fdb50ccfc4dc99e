"""Who is asking, read from our own rows each time: a person who was moved or disabled is so at once."""

from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from copilot.domain.desk import Desk, Role
from copilot.records.people import Store, User
from copilot.records.transcript import SignedOut


def user_named(session: Session, name: str) -> User | None:
    """The active user who signs in with this name, whatever its capitals."""
    wanted = name.strip()
    found = session.exec(select(User).where(func.lower(User.source_id) == wanted.lower())).first()
    return found if found is not None and found.active else None


def still_signed_in(session: Session, name: str, signed_at: datetime, token: str) -> User | None:
    """The user of this sign-in, unless they were disabled, signed out, or all their older sign-ins were ended."""
    user = user_named(session, name)
    if user is None or signed_at < user.sessions_valid_from:
        return None
    return user if session.get(SignedOut, _digest(token)) is None else None


def end_sign_in(session: Session, token: str, until: datetime) -> None:
    """From now on this sign-in counts no more; those that have ended by themselves are forgotten."""
    session.exec(delete(SignedOut).where(col(SignedOut.until) < datetime.now(UTC)))
    session.merge(SignedOut(digest=_digest(token), until=until))
    session.commit()


def desk_of(session: Session, user: User, now: datetime) -> Desk:
    """Where this user stands: their role, their store, and the day it is there; the first store's, for the whole house."""
    here = session.get(Store, user.store_id) if user.store_id else session.exec(select(Store).order_by("id")).first()
    zone = ZoneInfo(here.timezone) if here else UTC
    return Desk(
        user_id=user.id or 0,
        name=user.name,
        role=Role(user.role),
        store_id=user.store_id,
        today=now.astimezone(zone).date(),
        language=user.language,
    )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
