"""Who looks after somebody's clients while they are away."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Desk, Role
from copilot.errors import CopilotError, OutOfScope
from copilot.records.drafts import Cover
from copilot.records.people import Client, User
from copilot.records.upkeep import AuditLine

_FURTHEST = 5  #: colleagues; whoever stands in may be away too


class CoverRefused(CopilotError):
    """This person cannot stand in for that one."""


def standing_in(session: Session, user_id: int, now: datetime) -> int:
    """Who has this person's clients at the moment: themselves, or whoever stands in."""
    seen = [user_id]
    while len(seen) <= _FURTHEST and (cover := cover_of(session, seen[-1], now)) and cover.colleague_id not in seen:
        seen.append(cover.colleague_id)
    there = [one for one in seen if _there(session, one)]
    return there[-1] if there else user_id


def cover_of(session: Session, user_id: int, now: datetime) -> Cover | None:
    """Who stands in for this person at the moment, the latest that was said."""
    open_still = or_(col(Cover.until).is_(None), col(Cover.until) > now)
    lines = select(Cover).where(Cover.user_id == user_id, col(Cover.since) <= now, open_still)
    return session.exec(lines.order_by(col(Cover.since).desc(), col(Cover.id).desc())).first()


def looked_after_by(session: Session, client: Client, now: datetime) -> list[int]:
    """Who should hear of what this client does: whose book they are in, or who stands in; else those who lead there."""
    if client.associate_id is not None:
        one = standing_in(session, client.associate_id, now)
        if _there(session, one):
            return [one]
    return leading(session, client.store_id)


def leading(session: Session, store_id: int | None = None) -> list[int]:
    """The managers of a store, or of every store; where there is none, the administrators."""
    here = () if store_id is None else (User.store_id == store_id,)
    for role, where in ((Role.MANAGER, here), (Role.ADMINISTRATOR, ())):
        found = session.exec(
            select(User.id).where(User.role == role.value, col(User.active), *where).order_by(col(User.id))
        ).all()
        if found:
            return [one for one in found if one is not None]
    return []


def colleagues(session: Session, desk: Desk, user_id: int) -> list[User]:
    """Who may stand in for this person or take their book: everybody else of their store who has clients."""
    user = person(session, desk, user_id)
    roles = (Role.ASSOCIATE.value, Role.MANAGER.value)
    others = select(User).where(col(User.role).in_(roles), col(User.active), User.store_id == user.store_id, User.id != user.id)
    return list(session.exec(others.order_by(col(User.name), col(User.id))).all())


def person(session: Session, desk: Desk, user_id: int) -> User:
    """Somebody whose clients the asker may arrange for: themselves, or of the store that they lead."""
    user = session.get(User, user_id)
    leads = user is not None and desk.scope.leads and desk.scope.store_id in (None, user.store_id)
    if user is None or not (user_id == desk.user_id or leads):
        raise OutOfScope(f"There is no user {user_id} here.")
    return user


def cover(
    session: Session, desk: Desk, user_id: int, colleague_id: int, since: datetime, until: datetime | None, now: datetime
) -> Cover:
    """From then on a colleague looks after this person's clients, until the day that is named. The caller commits."""
    user = person(session, desk, user_id)
    if colleague_id not in [one.id for one in colleagues(session, desk, user_id)]:
        raise CoverRefused("Choose a colleague of the same store.", key="cover_who")
    if until is not None and until <= max(since, now):
        raise CoverRefused("The last day lies before the first, or in the past.", key="cover_when")
    uncover(session, desk, user_id, now)
    line = Cover(user_id=user_id, colleague_id=colleague_id, since=since, until=until, made_by_id=desk.user_id)
    session.add(line)
    session.flush()
    session.add(
        AuditLine(at=now, user_id=desk.user_id, action="cover", subject=f"user {user.source_id}", detail=f"user {colleague_id}")
    )
    return line


def uncover(session: Session, desk: Desk, user_id: int, now: datetime) -> None:
    """They are back: whatever cover there is, or was planned, ends now. The caller commits."""
    person(session, desk, user_id)
    open_still = or_(col(Cover.until).is_(None), col(Cover.until) > now)
    for line in session.exec(select(Cover).where(Cover.user_id == user_id, open_still)).all():
        line.until = max(line.since, now)
        session.add(line)
    session.flush()


def _there(session: Session, user_id: int) -> bool:
    user = session.get(User, user_id)
    return user is not None and user.active
