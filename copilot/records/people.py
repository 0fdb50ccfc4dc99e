"""Stores, the people who work in them, and the clients in their books."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from copilot.domain.desk import Role
from copilot.records.columns import Moment, now


class Store(SQLModel, table=True):
    """One shop."""

    __tablename__ = "store"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(unique=True)
    name: str
    city: str = ""
    country: str = ""
    timezone: str = "UTC"
    currency: str = "EUR"
    address: str = ""
    phone: str = ""
    opening_hours: str = ""


class User(SQLModel, table=True):
    """Somebody who signs in."""

    __tablename__ = "user"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(unique=True, description="The name they sign in with.")
    name: str
    email: str = ""
    role: str = Field(default=Role.ASSOCIATE.value)
    store_id: int | None = Field(default=None, foreign_key="store.id")
    voice: str = Field(default="", description="How they write to clients, in a sentence they can read and change.")
    language: str = Field(default="", description="Of the page, as they chose it; empty: as their browser asks.")
    password_hash: str = ""
    active: bool = True
    started_on: date | None = Field(default=None, description="Their first day; empty: nobody wrote it down.")
    sessions_valid_from: datetime = Field(default_factory=now, sa_type=Moment, description="Older sign-ins no longer count.")


class Account(SQLModel, table=True):
    """A household or a company to which several clients belong."""

    __tablename__ = "account"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(unique=True)
    kind: str = Field(default="household", description="household or company")
    name: str


class Client(SQLModel, table=True):
    """One person who buys from us."""

    __tablename__ = "client"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(unique=True)
    given_name: str = ""
    family_name: str = ""
    preferred_name: str = Field(default="", description="What they like to be called.")
    salutation: str = Field(default="", description="Ms, Mr, Mx, Dr, Mme: as they use it themselves.")
    language: str = "en"
    timezone: str = Field(default="", description="Empty: unknown, so the strictest hours apply.")
    country: str = ""
    city: str = ""
    postcode: str = ""
    store_id: int = Field(foreign_key="store.id", index=True)
    associate_id: int | None = Field(default=None, foreign_key="user.id", index=True, description="Whose book they are in.")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    account_role: str = Field(default="", description="Who they are in the household or company.")
    relationship_style: str = Field(default="unknown", description="transactional, collaborative, fan or unknown")
    style_set_by: str = Field(default="", description="How the style was set: by whom, from what.")
    since: date | None = None
    status: str = Field(default="active", description="active, left, deceased or merged")
    status_on: date | None = None
    merged_into_id: int | None = Field(default=None, foreign_key="client.id")

    @property
    def name(self) -> str:
        """Given and family name, as they stand on an envelope."""
        return f"{self.given_name} {self.family_name}".strip() or self.preferred_name or self.source_id

    @property
    def called(self) -> str:
        """What they are called in a sentence."""
        return self.preferred_name or self.given_name or self.name


class ContactPoint(SQLModel, table=True):
    """One way to reach a client."""

    __tablename__ = "contact_point"
    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    kind: str = Field(description="email, phone, whatsapp, post or another")
    value: str
    normalised: str = Field(default="", index=True, description="Lower case; phone numbers as +44...: finds duplicates.")
    verified_on: date | None = None
    preferred: bool = False
    used_until: date | None = Field(default=None, description="Empty: it reaches them today. Else the day it was replaced.")
    replaced_by_id: int | None = Field(default=None, foreign_key="contact_point.id")
    changed_by_id: int | None = Field(default=None, foreign_key="user.id", description="Who wrote it down, or replaced it.")
