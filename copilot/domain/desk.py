"""Who is asking. It comes from the server's own records, never from a model or a browser."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person is here to do."""

    ASSOCIATE = "associate"
    MANAGER = "manager"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"


class Visibility(StrEnum):
    """Who may read a note."""

    STORE = "store"
    MANAGERS = "managers"
    AUTHOR = "author"


@dataclass(frozen=True)
class Scope:
    """Whose clients and notes a question may touch; retrieval cannot be called without one."""

    user_id: int
    role: Role
    store_id: int | None  #: None: every store of the house

    @property
    def sees_clients(self) -> bool:
        """A trainer works with simulated clients only, and somebody without a store has no clients unless they run the house."""
        return self.role is not Role.TRAINER and (self.store_id is not None or self.role is not Role.ASSOCIATE)

    @property
    def leads(self) -> bool:
        """Managers and administrators read what is kept from the floor."""
        return self.role in (Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Desk:
    """The person who asks, the store where they stand, and the day it is there."""

    user_id: int
    name: str
    role: Role
    store_id: int | None
    today: date
    language: str = "en"

    @property
    def scope(self) -> Scope:
        """What this person may see."""
        return Scope(self.user_id, self.role, self.store_id)
