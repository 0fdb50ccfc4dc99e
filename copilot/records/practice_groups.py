"""Rows of practice in a group: a scenario on one screen, several people who answer the same line, and the answer that went on."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from copilot.records.columns import Moment, now


class PracticeGroup(SQLModel, table=True):
    """A trainer and some people before one scenario. What was said so far are its chosen answers, in order."""

    __tablename__ = "practice_group"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, description="What is typed to join it.")
    scenario: str = Field(description="Its name.")
    title: str
    text: str = Field(description="The scenario as it was when the group was opened, in YAML.")
    by_id: int = Field(foreign_key="user.id", index=True)
    store_id: int | None = Field(
        default=None, foreign_key="store.id", index=True, description="Of the trainer; empty: every store."
    )
    hides_names: bool = False
    round: int = Field(default=1, description="From 1; one more once an answer was chosen.")
    closed_at: datetime | None = Field(
        default=None, sa_type=Moment, description="Since then the answers of this round are shown."
    )
    started_at: datetime = Field(default_factory=now, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    words_erased_at: datetime | None = Field(default=None, sa_type=Moment)


class GroupMember(SQLModel, table=True):
    """Somebody of a group: with an account, or a name that the trainer typed."""

    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_id", "user_id"),)
    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="practice_group.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="user.id", index=True, description="Empty: the trainer types for them.")
    name: str = Field(default="", description="Typed; with an account, the account's counts.")
    joined_at: datetime | None = Field(default=None, sa_type=Moment, description="Empty: picked, and not there yet.")
    left_at: datetime | None = Field(default=None, sa_type=Moment)


class GroupAnswer(SQLModel, table=True):
    """What somebody answered in a round, with what it did to the client."""

    __tablename__ = "group_answer"
    __table_args__ = (UniqueConstraint("member_id", "round"),)
    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="practice_group.id", index=True)
    member_id: int = Field(foreign_key="group_member.id")
    round: int
    line: dict[str, Any] = Field(
        sa_column=Column(JSON, nullable=False), description="The line, the client's answer, and what the guard found."
    )
    chosen: bool = Field(default=False, description="The conversation went on with it.")
    at: datetime = Field(default_factory=now, sa_type=Moment)
