"""Links that give a new password: made at random, kept as a digest, good for one use and a short time."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlmodel import Session, col

from copilot.errors import CopilotError
from copilot.records.access import NewPasswordLink
from copilot.records.people import User
from copilot.records.sign_in import give_password

BY_MAIL, BY_HAND = timedelta(minutes=30), timedelta(hours=24)  #: how long a link is good


class LinkRefused(CopilotError):
    """The link was used, is too old, or never was one."""


def make_link(session: Session, user: User, now: datetime, *, lasts: timedelta, by_id: int | None = None) -> str:
    """The secret part of a new link for this person; their earlier links are good no more. The caller commits."""
    secret = secrets.token_urlsafe(32)
    old = (col(NewPasswordLink.user_id) == user.id) | (col(NewPasswordLink.until) < now)
    session.exec(delete(NewPasswordLink).where(old))
    session.add(NewPasswordLink(digest=_digest(secret), user_id=user.id or 0, by_id=by_id, at=now, until=now + lasts))
    session.flush()
    return secret


def whose_link(session: Session, secret: str, now: datetime) -> User:
    """The person whom this link lets choose a new password; LinkRefused when it is good for nothing."""
    row = session.get(NewPasswordLink, _digest(secret))
    user = session.get(User, row.user_id) if row is not None and row.until > now else None
    if user is None or not user.active:
        raise _refused()
    return user


def use_link(session: Session, secret: str, password: str, now: datetime, house: str = "") -> User:
    """Give the password that was chosen, end all sign-ins of its owner, and use the link up. The caller commits."""
    user = whose_link(session, secret, now)
    give_password(session, user, password, now, house=house)
    # Whoever comes second with the same link finds it gone, even at the same moment.
    used = session.execute(delete(NewPasswordLink).where(col(NewPasswordLink.digest) == _digest(secret)))
    if not used.rowcount:  # type: ignore[attr-defined]  # a DELETE's result has it
        raise _refused()
    session.exec(delete(NewPasswordLink).where(col(NewPasswordLink.user_id) == user.id))
    return user


def _refused() -> LinkRefused:
    return LinkRefused("This link was used or is too old. Ask for a new one.", key="link_refused")


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
