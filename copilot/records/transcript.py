"""What was said between a person and the copilot. A conversation belongs to one user, and to nobody else.

Steps and elements are kept whole, as the page sent them, beside the few columns that are asked about: the page may
learn new properties without a migration.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Text
from sqlmodel import JSON, Field, LargeBinary, SQLModel

from copilot.records.columns import Moment, now


class ChatThread(SQLModel, table=True):
    """One conversation."""

    __tablename__ = "chat_thread"
    id: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    name: str = ""
    folded: str = Field(default="", sa_type=Text, description="The name without capitals and accents, as it is searched.")
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    changed_at: datetime = Field(default_factory=now, sa_type=Moment, index=True)
    details: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class ChatStep(SQLModel, table=True):
    """A question, an answer, or something that was looked up in between."""

    __tablename__ = "chat_step"
    id: str = Field(primary_key=True)
    thread_id: str = Field(sa_column=Column(ForeignKey("chat_thread.id", ondelete="CASCADE"), index=True, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    kind: str = Field(default="", description="user_message, assistant_message, run, tool...")
    text: str = Field(default="", sa_type=Text)
    folded: str = Field(default="", sa_type=Text, description="What was said, without capitals and accents; of messages only.")
    body: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class ChatElement(SQLModel, table=True):
    """What is shown beside a message: an opened citation, a note that waits to be kept."""

    __tablename__ = "chat_element"
    id: str = Field(primary_key=True)
    thread_id: str = Field(sa_column=Column(ForeignKey("chat_thread.id", ondelete="CASCADE"), index=True, nullable=False))
    for_id: str = Field(default="", index=True)
    kind: str = ""
    mime: str = "text/plain"
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    body: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class ChatFeedback(SQLModel, table=True):
    """A thumb up or down on an answer, by the person who asked."""

    __tablename__ = "chat_feedback"
    id: str = Field(primary_key=True)
    step_id: str = Field(sa_column=Column(ForeignKey("chat_step.id", ondelete="CASCADE"), index=True, nullable=False))
    value: int
    comment: str = Field(default="", sa_type=Text)
    at: datetime = Field(default_factory=now, sa_type=Moment, index=True)
    looked_at: datetime | None = Field(default=None, sa_type=Moment, description="When an administrator had looked at it.")
    looked_at_by_id: int | None = Field(default=None, foreign_key="user.id")
    remark: str = Field(default="", sa_type=Text, description="What the administrator made of it.")
