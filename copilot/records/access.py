"""Rows about coming in: who is signed in where, who guesses, and links that give a new password."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from copilot.records.columns import Moment, now


class SignIn(SQLModel, table=True):
    """One sign-in. A token counts only as long as its row stands; of the token only a digest is kept."""

    __tablename__ = "sign_in"
    digest: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    place: str = Field(default="", index=True, description="A digest of the name and the address it came from.")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    seen_at: datetime = Field(default_factory=now, sa_type=Moment, description="To the minute.")
    until: datetime = Field(sa_type=Moment, index=True, description="Then it ends, however much it is used.")
    idle_minutes: int = Field(default=0, description="After so many minutes without use it ends. 0: it does not.")


class Attempt(SQLModel, table=True):
    """How often something was tried in vain. Whose it was is a digest: a list of these tells nothing."""

    __tablename__ = "attempt"
    digest: str = Field(primary_key=True)
    count: int = 0
    last_at: datetime = Field(sa_type=Moment, index=True)
    until: datetime = Field(sa_type=Moment, description="Before then it is not listened to.")


class NewPasswordLink(SQLModel, table=True):
    """A link with which somebody gives themselves a new password, once. Only a digest of it is kept."""

    __tablename__ = "new_password_link"
    digest: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    by_id: int | None = Field(default=None, foreign_key="user.id", description="The administrator who made it; none: by e-mail.")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    until: datetime = Field(sa_type=Moment, index=True)


class ApiToken(SQLModel, table=True):
    """A key with which another program asks in somebody's name and scope. Only a digest of it is kept."""

    __tablename__ = "api_token"
    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    user_id: int = Field(foreign_key="user.id", index=True, description="Whose role and store bound what it sees.")
    name: str = Field(description="What it is for, as its maker called it.")
    made_at: datetime = Field(default_factory=now, sa_type=Moment)
    made_by_id: int | None = Field(default=None, foreign_key="user.id", description="None: made on the command line.")
    used_at: datetime | None = Field(default=None, sa_type=Moment, description="Last, to the minute.")
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
