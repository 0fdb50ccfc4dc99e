"""A photo or a PDF that was dropped in, kept with the note that is its caption."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, LargeBinary, SQLModel

from copilot.records.columns import Moment, now


class Attachment(SQLModel, table=True):
    """One file. It is in the database and not beside it: a backup, and whatever erases the note, take it along."""

    __tablename__ = "attachment"
    id: int | None = Field(default=None, primary_key=True)
    note_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("note.id", ondelete="CASCADE"), index=True, nullable=True),
        description="Empty: dropped in but not kept yet; forgotten after a day.",
    )
    user_id: int = Field(foreign_key="user.id", index=True, description="Who dropped it in.")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    mime: str = Field(description="As its content shows, whatever its name said: image/jpeg or application/pdf.")
    sha256: str
    content: bytes = Field(sa_type=LargeBinary)
