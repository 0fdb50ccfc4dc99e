"""What we know about a client, and how we know it."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from copilot.domain.desk import Visibility
from copilot.records.columns import Moment


class Note(SQLModel, table=True):
    """What an associate wrote down, in their own hurried words."""

    __tablename__ = "note"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    author_id: int | None = Field(default=None, foreign_key="user.id")
    written_on: date
    visibility: str = Field(default=Visibility.STORE.value)
    language: str = "en"
    text: str


class Fact(SQLModel, table=True):
    """One thing known about a client, with its provenance and its date."""

    __tablename__ = "fact"
    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    subject: str = Field(default="", description="What it is about: ring size, taste, family, birthday...")
    text: str
    provenance: str
    learned_on: date
    learned_by_id: int | None = Field(default=None, foreign_key="user.id")
    note_id: int | None = Field(default=None, foreign_key="note.id", description="The note it was read from.")
    valid_until: date | None = None
    superseded_by_id: int | None = Field(default=None, foreign_key="fact.id")
    do_not_mention: bool = False
    sensitive: bool = False
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment, description="When somebody said that it was wrong.")
    withdrawn_by_id: int | None = Field(default=None, foreign_key="user.id")
    withdrawn_because: str = ""
