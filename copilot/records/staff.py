"""What an administrator does about who works here. Somebody always stays who can let people in; each change is written down."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from copilot.domain.desk import Desk, Role
from copilot.errors import OutOfScope
from copilot.records.access import SignIn
from copilot.records.people import Store, User
from copilot.records.resetting import BY_HAND, make_link
from copilot.records.sign_in import UserRefused, add_user, place
from copilot.records.signed_in import end_all
from copilot.records.upkeep import AuditLine


@dataclass(frozen=True)
class Colleague:
    """One account, as an administrator sees it."""

    id: int
    name: str
    full_name: str
    email: str
    role: str
    store: str  #: its own id; empty: the whole house
    active: bool
    has_password: bool
    seen_at: datetime | None  #: last time they used the page


@dataclass(frozen=True)
class StaffPage:
    """Some accounts by name, and whether there are more."""

    people: tuple[Colleague, ...]
    more: bool


def everybody(session: Session, *, containing: str = "", first: int = 50, skip: int = 0) -> StaffPage:
    """The accounts of the house, searched and counted by the database."""
    seen = select(SignIn.user_id, func.max(SignIn.seen_at).label("seen_at")).group_by(col(SignIn.user_id)).subquery()
    rows = (
        select(User, Store.source_id, seen.c.seen_at)
        .outerjoin(Store, col(Store.id) == User.store_id)
        .outerjoin(seen, seen.c.user_id == User.id)
    )
    if containing:
        both = func.lower(User.source_id + " " + User.name)
        rows = rows.where(both.contains(containing.lower(), autoescape=True))
    found = session.exec(rows.order_by(col(User.active).desc(), col(User.name), col(User.id)).offset(skip).limit(first + 1)).all()
    return StaffPage(tuple(_colleague(*row) for row in found[:first]), len(found) > first)


def colleague(session: Session, user_id: int) -> Colleague:
    """One account."""
    user = account(session, user_id)
    store = session.get(Store, user.store_id) if user.store_id else None
    return _colleague(user, store.source_id if store else None, None)


def stores(session: Session) -> list[tuple[str, str]]:
    """Id and name of every store."""
    return [(s.source_id, f"{s.name}, {s.city}".strip(", ")) for s in session.exec(select(Store).order_by(Store.name))]


def add(
    session: Session, by: Desk, now: datetime, *, name: str, full_name: str, email: str, role: str, store: str
) -> tuple[User, str]:
    """Make an account; with it the secret of a link by which its owner chooses a password. The caller commits."""
    user = add_user(session, name, full_name=full_name, email=_address(email), role=role, store=store)
    _told(session, by, "user added", user, role)
    return user, make_link(session, user, now, lasts=BY_HAND, by_id=by.user_id)


def change(session: Session, by: Desk, user_id: int, *, full_name: str, email: str, role: str, store: str) -> User:
    """Name, address, role and store as they are from now on. The caller commits."""
    user = account(session, user_id)
    if user.role == Role.ADMINISTRATOR.value and role != Role.ADMINISTRATOR.value:
        _somebody_stays(session, by, user)
    before = user.role
    place(session, user, role, store)
    user.name, user.email = full_name.strip() or user.source_id, _address(email)
    _told(session, by, "user changed", user, f"{before} -> {role}" if before != role else "")
    return user


def let_in(session: Session, by: Desk, user_id: int, now: datetime, *, active: bool) -> User:
    """Let somebody sign in again, or no longer: then all their sign-ins end at once. The caller commits."""
    user = account(session, user_id)
    if not active:
        _somebody_stays(session, by, user)
    user.active = active
    end_all(session, user, now)
    _told(session, by, "user enabled" if active else "user disabled", user)
    return user


def sign_out(session: Session, by: Desk, user_id: int, now: datetime) -> User:
    """End all sign-ins of somebody; they may come in again. The caller commits."""
    user = account(session, user_id)
    end_all(session, user, now)
    _told(session, by, "user signed out", user)
    return user


def new_password(session: Session, by: Desk, user_id: int, now: datetime) -> tuple[User, str]:
    """Take somebody's password away and sign them out; the secret of a link to a new one. The caller commits."""
    user = account(session, user_id)
    user.password_hash = ""
    end_all(session, user, now)
    _told(session, by, "password taken away", user)
    return user, make_link(session, user, now, lasts=BY_HAND, by_id=by.user_id)


def account(session: Session, user_id: int) -> User:
    """The account of this number."""
    user = session.get(User, user_id)
    if user is None:
        raise OutOfScope(f"There is no user {user_id} here.")
    return user


def _somebody_stays(session: Session, by: Desk, user: User) -> None:
    if user.id == by.user_id:
        raise UserRefused("You cannot take your own administration away; another administrator can.", key="not_oneself")
    # Locked, so that two administrators cannot take it from each other at the same moment.
    active = select(User).where(User.role == Role.ADMINISTRATOR.value, col(User.active)).with_for_update()
    if all(other.id == user.id for other in session.exec(active)):
        raise UserRefused("This is the only administrator; make another first.", key="last_one")


def _address(email: str) -> str:
    address = email.strip()
    if address and (address.count("@") != 1 or any(c.isspace() or not c.isprintable() or c in ",;<>" for c in address)):
        raise UserRefused(f"{address[:60]!r} is not an e-mail address.", key="email_refused", address=address[:60])
    return address


def _colleague(user: User, store: str | None, seen_at: datetime | None) -> Colleague:
    return Colleague(
        id=user.id or 0,
        name=user.source_id,
        full_name=user.name,
        email=user.email,
        role=user.role,
        store=store or "",
        active=user.active,
        has_password=bool(user.password_hash),
        seen_at=seen_at,
    )


def _told(session: Session, by: Desk, action: str, user: User, detail: str = "") -> None:
    session.add(AuditLine(user_id=by.user_id, action=action, subject=f"user {user.id}", detail=detail))
