"""What we owe a client: services, promises, wishes, appointments; what they allow; what was said."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from copilot.records.columns import Moment


class ServiceCase(SQLModel, table=True):
    """A repair, return, alteration or complaint, from the day it is opened to the day it is closed."""

    __tablename__ = "service_case"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    kind: str = Field(description="repair, return, alteration, complaint or another")
    product_id: int | None = Field(default=None, foreign_key="product.id")
    text: str
    opened_on: date
    promised_for: date | None = None
    closed_on: date | None = Field(default=None, description="Empty: still open.")
    outcome: str = ""


class Promise(SQLModel, table=True):
    """Something we said we would do."""

    __tablename__ = "promise"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    made_by_id: int | None = Field(default=None, foreign_key="user.id")
    made_on: date
    due_on: date | None = None
    kept_on: date | None = Field(default=None, description="Empty: still owed.")
    text: str


class Wish(SQLModel, table=True):
    """Something a client would like to have."""

    __tablename__ = "wish"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id")
    text: str
    wished_on: date
    status: str = Field(default="open", description="open, fulfilled or withdrawn")


class Appointment(SQLModel, table=True):
    """A visit that was arranged."""

    __tablename__ = "appointment"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    store_id: int = Field(foreign_key="store.id")
    associate_id: int | None = Field(default=None, foreign_key="user.id")
    starts_at: datetime = Field(sa_type=Moment)
    purpose: str = ""
    status: str = Field(default="booked", description="booked, kept, cancelled or missed")


class Consent(SQLModel, table=True):
    """One line of the consent ledger. Lines are only ever added; the latest for a channel and purpose counts."""

    __tablename__ = "consent"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    channel: str
    purpose: str = "marketing"
    status: str = Field(description="granted, withdrawn or refused")
    at: datetime = Field(sa_type=Moment)
    how: str = Field(default="", description="Card signed in store, web form, told us on the telephone...")
    recorded_by_id: int | None = Field(default=None, foreign_key="user.id")
    wording: str = Field(default="", description="What they agreed to, in the words they saw.")


class Contact(SQLModel, table=True):
    """One message, call or letter, in or out."""

    __tablename__ = "contact"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    associate_id: int | None = Field(default=None, foreign_key="user.id")
    at: datetime = Field(sa_type=Moment, index=True)
    direction: str = Field(description="in: the client to us; out: we to the client")
    channel: str
    purpose: str = ""
    text: str = ""
    answered: bool = False
    answers_id: int | None = Field(default=None, foreign_key="contact.id")
