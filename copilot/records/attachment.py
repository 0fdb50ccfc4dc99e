"""A photo or a PDF that was dropped in, kept with the note that is its caption; and the words inside a PDF."""

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


class AttachmentPiece(SQLModel, table=True):
    """Some lines of one page of a PDF: found and cited as part of the note that the PDF is kept with."""

    __tablename__ = "attachment_piece"
    id: int | None = Field(default=None, primary_key=True)
    attachment_id: int = Field(sa_column=Column(ForeignKey("attachment.id", ondelete="CASCADE"), index=True, nullable=False))
    note_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("note.id", ondelete="CASCADE"), index=True, nullable=True),
        description="The note's and its client's, as soon as the file is kept: until then nobody finds it.",
    )
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    page: int = Field(description="Counted from 1.")
    text: str
