"""Accounts and their passwords. Only Argon2 hashes are kept."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlmodel import Session, func, select

from copilot.domain.desk import Role
from copilot.errors import CopilotError
from copilot.records.columns import now
from copilot.records.passwords import LONGEST, refuse_weak
from copilot.records.people import Store, User
from copilot.records.signed_in import end_all

_hasher = PasswordHasher()
#: Checked in place of an account that is not there, so that guessing names takes as long as guessing passwords.
_NOBODY = _hasher.hash("nobody signs in with this")


class UserRefused(CopilotError):
    """The account cannot be made or changed as asked."""


def hash_password(password: str) -> str:
    """The Argon2 hash of a password."""
    return _hasher.hash(password)


def check_password(user: User | None, password: str) -> bool:
    """Whether this person may sign in with this password. A hash of older strength is renewed; the caller commits."""
    usable = user is not None and user.active and bool(user.password_hash)
    try:
        _hasher.verify(user.password_hash if usable and user else _NOBODY, password[: LONGEST + 1])
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    if not usable or user is None:
        return False
    if _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
    return True


def find_user(session: Session, name: str) -> User:
    """The account of this sign-in name."""
    user = session.exec(select(User).where(User.source_id == name)).first()
    if user is None:
        raise UserRefused(f"There is no user {name!r}. `copilot user list` shows all.")
    return user


def add_user(
    session: Session,
    name: str,
    password: str = "",
    *,
    full_name: str = "",
    email: str = "",
    role: str = Role.ASSOCIATE,
    store: str = "",
) -> User:
    """Make an account, without a password until one is chosen; the store is named by its own id. The caller commits."""
    if not name or name != name.strip() or len(name) > LONGEST or any(not c.isprintable() for c in name):
        raise UserRefused("A sign-in name is a word without spaces around it.", key="name_refused")
    if session.exec(select(User).where(func.lower(User.source_id) == name.lower())).first() is not None:
        raise UserRefused(
            f"There is a user {name!r} already. `copilot user password {name}` gives a new password.", key="name_taken", name=name
        )
    user = User(
        source_id=name,
        name=full_name or name,
        email=email,
        role=_role(role).value,
        store_id=_store_id(session, store),
        password_hash="",
        started_on=now().date(),
    )
    if password:
        refuse_weak(password, user.source_id, user.name)
        user.password_hash = _hasher.hash(password)
    session.add(user)
    session.flush()
    return user


def set_password(session: Session, name: str, password: str) -> User:
    """Give a new password and end the sign-ins made with the old one. The caller commits."""
    return give_password(session, find_user(session, name), password, now())


def give_password(session: Session, user: User, password: str, at: datetime, *, house: str = "") -> User:
    """The same for a user in hand; PasswordRefused for one that is guessed first. The caller commits."""
    refuse_weak(password, user.source_id, user.name, house)
    user.password_hash = _hasher.hash(password)
    end_all(session, user, at)
    return user


def set_active(session: Session, name: str, *, active: bool) -> User:
    """Let somebody sign in again, or no longer: their sign-ins end at once. The caller commits."""
    user = find_user(session, name)
    user.active = active
    end_all(session, user, now())
    return user


def place(session: Session, user: User, role: str, store: str) -> None:
    """Give somebody a role and a store, named by its own id; it holds from their next step on. The caller commits."""
    user.role, user.store_id = _role(role).value, _store_id(session, store)
    session.add(user)


def _role(role: str) -> Role:
    if role not in set(Role):
        raise UserRefused(f"{role!r} is none of the roles {', '.join(Role)}.")
    return Role(role)


def _store_id(session: Session, store: str) -> int | None:
    if not store:
        return None
    found = session.exec(select(Store).where(Store.source_id == store)).first()
    if found is None:
        known = ", ".join(session.exec(select(Store.source_id).order_by(Store.source_id))) or "none yet"
        raise UserRefused(f"There is no store {store!r}; known are: {known}.")
    return found.id
