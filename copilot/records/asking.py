"""Who is asking, read from our own rows each time: a person who was moved or disabled is so at once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, func, select

from copilot.domain.desk import Desk, Role
from copilot.records.people import Store, User


def user_named(session: Session, name: str) -> User | None:
    """The active user who signs in with this name, whatever its capitals."""
    wanted = name.strip()
    found = session.exec(select(User).where(func.lower(User.source_id) == wanted.lower())).first()
    return found if found is not None and found.active else None


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
        language=user.language or "en",
    )
