"""Rows of practice: conversations with simulated clients, what was assigned, and what is said about a mark."""

from datetime import date, datetime
from typing import Any

from sqlmodel import JSON, Column, Field, SQLModel

from copilot.records.columns import Moment, now


class Assignment(SQLModel, table=True):
    """A scenario that a trainer asks somebody, or everybody of a store, to practise."""

    __tablename__ = "assignment"
    id: int | None = Field(default=None, primary_key=True)
    scenario: str = Field(description="Its name.")
    title: str
    user_id: int | None = Field(default=None, foreign_key="user.id", index=True)
    store_id: int | None = Field(default=None, foreign_key="store.id", index=True, description="Whose associates are all asked.")
    due: date | None = None
    coach: str = Field(default="", description="off, before or after; empty: as the store has it, or as who practises likes.")
    by_id: int = Field(foreign_key="user.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)


class CoachChoice(SQLModel, table=True):
    """What a trainer decides about the coach for a store. Lines are only ever added; the latest of a store counts."""

    __tablename__ = "coach_choice"
    id: int | None = Field(default=None, primary_key=True)
    store_id: int | None = Field(
        default=None, foreign_key="store.id", index=True, description="Empty: every store without its own."
    )
    coach: str = Field(default="", description="off, before or after; empty: as who practises likes.")
    by_id: int = Field(foreign_key="user.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Rehearsal(SQLModel, table=True):
    """One conversation with a simulated client, as it was played."""

    __tablename__ = "rehearsal"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    store_id: int | None = Field(default=None, foreign_key="store.id", index=True, description="Where they stood then.")
    scenario: str = Field(index=True, description="Its name.")
    title: str
    text: str = Field(description="The scenario as it was played, in YAML: a later change to it changes no mark.")
    assignment_id: int | None = Field(default=None, foreign_key="assignment.id", index=True)
    lines: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_column=Column(JSON, nullable=False),
        description="Each line of the associate's with the client's answer, what the guard found, and the coach's word.",
    )
    taken_back: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False), description="Turns that were tried again, by their number."
    )
    coach: str = Field(default="off", description="off, before or after each line.")
    coach_set: bool = Field(default=False, description="A trainer decided that; who plays does not change it.")
    coached: bool = Field(default=False, description="A word of the coach's was shown at least once.")
    advised: dict[str, Any] = Field(
        default_factory=dict,
        sa_column=Column(JSON, nullable=False),
        description="What the coach said of the line that is being typed: its turn, and the effects' keys.",
    )
    voiced: int = Field(default=0, description="How many of the client's answers a language model worded.")
    started_at: datetime = Field(default_factory=now, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    points: int | None = Field(default=None, description="0 to 100, once it ended.")
    tier: int | None = None
    skills: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    shared: bool = Field(default=False, description="The associate shows it to their manager.")
    words_erased_at: datetime | None = Field(default=None, sa_type=Moment, description="Its marks stay, as figures.")
    tryout: bool = Field(default=False, description="A trainer tries out what they write: it has no mark and counts nowhere.")


class PracticeDraft(SQLModel, table=True):
    """A scenario that somebody is writing, as far as they got: whole or not, it is not lost."""

    __tablename__ = "practice_draft"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    practice_id: int | None = Field(default=None, foreign_key="practice.id", description="Which one it changes; None: a new one.")
    version: int = Field(default=0, description="Of the one that it changes, as it was when this was begun.")
    text: str = Field(description="YAML, however broken.")
    changes: int = Field(default=0, description="How often it was changed since it was opened or saved.")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    changed_at: datetime = Field(default_factory=now, sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment, description="Thrown away; it can be brought back.")


class LineComment(SQLModel, table=True):
    """What a trainer says about one line."""

    __tablename__ = "line_comment"
    id: int | None = Field(default=None, primary_key=True)
    rehearsal_id: int = Field(foreign_key="rehearsal.id", index=True)
    turn: int = Field(description="From 1.")
    by_id: int = Field(foreign_key="user.id")
    words: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class MarkObjection(SQLModel, table=True):
    """A mark that somebody does not agree with, and what the trainer made of it. The latest answer counts."""

    __tablename__ = "mark_objection"
    id: int | None = Field(default=None, primary_key=True)
    rehearsal_id: int = Field(foreign_key="rehearsal.id", index=True)
    words: str = Field(default="", description="The associate's; empty: the trainer corrected unasked.")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    answered_by_id: int | None = Field(default=None, foreign_key="user.id")
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    points: int | None = Field(default=None, description="The mark as the trainer corrected it; empty: it stays.")
    reason: str = ""
