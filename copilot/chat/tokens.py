"""The sign-in token: whom it names, when it was made, and whether it still counts."""

from datetime import UTC, datetime
from typing import Any

import jwt
from chainlit.auth.jwt import get_jwt_secret
from sqlmodel import Session

from copilot.records.people import User
from copilot.records.signed_in import still_signed_in


def signed_in_by(session: Session, token: str, *, unattended: bool = False) -> User | None:
    """The user whom a token signs in right now: genuine, not expired, not ended, not idle too long, and not disabled.

    `unattended`: the page asks by itself, which is no use of it.
    """
    said = read(token)
    if said is None:
        return None
    signed_at = datetime.fromisoformat(said["metadata"]["at"])
    return still_signed_in(session, str(said["identifier"]), signed_at, token, datetime.now(UTC), used=not unattended)


def ends_at(token: str) -> datetime | None:
    """When a genuine token ends by itself."""
    said = read(token)
    return datetime.fromtimestamp(said["exp"], UTC) if said else None


def read(token: str) -> dict[str, Any] | None:
    """What a genuine, unexpired token of ours says; None for any other."""
    try:
        said = jwt.decode(token, get_jwt_secret() or "", algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return None
    return said if isinstance(said.get("metadata"), dict) and "at" in said["metadata"] else None
