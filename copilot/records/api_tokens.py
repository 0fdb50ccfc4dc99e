"""Keys for other programs: made at random, shown once, kept as a digest, bound to a user, taken back at any time."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session, col, select

from copilot.errors import CopilotError, OutOfScope
from copilot.records.access import ApiToken
from copilot.records.people import User
from copilot.records.upkeep import AuditLine

_MARK = "copilot_"  #: so that a key left lying about is recognised as one
_NOTICED = timedelta(minutes=1)  #: use is written down at most so often
LONGEST_NAME = 100


class TokenRefused(CopilotError):
    """The token cannot be made as asked."""


def make_token(session: Session, user: User, name: str, at: datetime, *, by_id: int | None = None) -> tuple[ApiToken, str]:
    """A new token that asks as this user, and its secret, which is never to be had again. The caller commits."""
    called = name.strip()
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise TokenRefused(
            f"Say in up to {LONGEST_NAME} letters what the token is for, such as: our CRM.", key="token_name", most=LONGEST_NAME
        )
    if not user.active:
        raise TokenRefused(f"{user.source_id} cannot sign in any more; make the token for somebody who can.", key="token_off")
    secret = _MARK + secrets.token_urlsafe(32)
    token = ApiToken(digest=_digest(secret), user_id=user.id or 0, name=called, made_at=at, made_by_id=by_id)
    session.add(token)
    session.flush()
    session.add(AuditLine(user_id=by_id, action="token made", subject=f"token {token.id}", detail=f"user {user.id}"))
    return token, secret


def whose_token(session: Session, secret: str, at: datetime) -> tuple[int, User] | None:
    """The token's number and the user in whose name it asks; None for one that was taken back, or never was."""
    token = session.exec(select(ApiToken).where(ApiToken.digest == _digest(secret))).first()
    user = session.get(User, token.user_id) if token is not None and token.revoked_at is None else None
    if token is None or user is None or not user.active:
        return None
    number = token.id or 0
    if token.used_at is None or at - token.used_at >= _NOTICED:
        session.exec(update(ApiToken).where(col(ApiToken.id) == number).values(used_at=at))
        session.commit()
        session.refresh(user)
    return number, user


def tokens(session: Session, user_id: int | None = None) -> list[tuple[ApiToken, User]]:
    """All tokens, or those of one user, with whom they ask for; the newest first, what was taken back last."""
    wanted = select(ApiToken, User).join(User, col(User.id) == ApiToken.user_id)
    if user_id is not None:
        wanted = wanted.where(ApiToken.user_id == user_id)
    return list(session.exec(wanted.order_by(col(ApiToken.revoked_at).is_not(None), col(ApiToken.id).desc())).all())


def revoke_token(session: Session, token_id: int, at: datetime, *, by_id: int | None = None) -> ApiToken:
    """From now on it opens nothing; a second time changes nothing. The caller commits."""
    token = session.get(ApiToken, token_id)
    if token is None:
        raise OutOfScope(f"There is no token {token_id}. `copilot token list` shows all.")
    if token.revoked_at is None:
        token.revoked_at = at
        session.add(token)
        session.add(AuditLine(user_id=by_id, action="token revoked", subject=f"token {token_id}"))
    return token


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
