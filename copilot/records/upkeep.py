"""Rows about the rows: what waits to be indexed, which clients were merged, who did what."""

from datetime import datetime

from sqlmodel import JSON, Field, SQLModel

from copilot.records.columns import Moment, now


class IndexTask(SQLModel, table=True):
    """One row whose entry in the search index is out of date. Written in the transaction that changed the row."""

    __tablename__ = "index_task"
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(description="note, fact or case")
    row_id: int
    queued_at: datetime = Field(default_factory=now, sa_type=Moment)
    attempts: int = 0
    error: str = ""


class Merge(SQLModel, table=True):
    """Two records of one person made one, with what is needed to part them again."""

    __tablename__ = "merge"
    id: int | None = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="client.id")
    merged_id: int = Field(foreign_key="client.id")
    by_id: int | None = Field(default=None, foreign_key="user.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    moved: dict[str, object] = Field(
        default_factory=dict,
        sa_type=JSON,
        description="The ids of the moved rows by table and column, the fields that were filled, the status before.",
    )
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


class RowChange(SQLModel, table=True):
    """What a row said before somebody changed it at the counter, and what it said after. Lines are only ever added."""

    __tablename__ = "row_change"
    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    kind: str = Field(description="appointment or wish")
    row_id: int
    at: datetime = Field(default_factory=now, sa_type=Moment)
    user_id: int | None = Field(default=None, foreign_key="user.id")
    before: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class AuditLine(SQLModel, table=True):
    """Who did what, when; without client data beyond the row's id."""

    __tablename__ = "audit_line"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, sa_type=Moment)
    user_id: int | None = Field(default=None, foreign_key="user.id")
    action: str
    subject: str = ""
    detail: str = ""
