"""Rows of outreach: drafts and what happened to them, what waits for a person, and what people are told."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, SQLModel

from copilot.domain.draft import Letter, Status
from copilot.domain.message import Channel, Message, Purpose
from copilot.records.columns import Moment, now


class Draft(SQLModel, table=True):
    """One message to one client, from the first word to the day it left or was given up."""

    __tablename__ = "draft"
    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    associate_id: int | None = Field(default=None, foreign_key="user.id", index=True, description="None: the house itself.")
    status: str = Field(default=Status.WRITING.value, index=True)
    channel: str
    purpose: str
    occasion: str = Field(default="", description="Why now, in a few words: new arrival, thanks for a purchase, answer...")
    language: str = "en"
    closeness: str = Field(default="warm", description="reserved, warm or close: what the dial says")
    address: str = Field(default="", description="Where it goes: an e-mail address, +44..., empty for paper.")
    subject: str = ""
    text: str = ""
    first_subject: str = Field(default="", description="As it was first written, by whoever wrote it.")
    first_text: str = ""
    written_by: str = Field(default="typed", description="typed, builtin, or the chat model's name")
    prompt_digest: str = Field(default="", description="Of what a chat model was told; empty where none wrote.")
    answers_id: int | None = Field(default=None, foreign_key="contact.id", description="The client's message that it answers.")
    wish: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    changed_at: datetime = Field(default_factory=now, sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    version: int = Field(default=0, description="One more with every change: a page that shows an older one is told so.")
    decision: str = Field(default="", description="Of the last verdict: send, revise, hold.")
    verdict: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    judged_digest: str = Field(default="", description="Of the letter that the verdict is about.")
    policy: str = Field(default="", description="Name and version of the policy it was judged under.")
    asked_because: str = Field(default="", description="What the associate wrote to the manager.")
    asked_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    approved_by_id: int | None = Field(default=None, foreign_key="user.id")
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    approved_digest: str = Field(default="", description="Of the letter that was approved or released; any other is not.")
    ended_because: str = Field(default="", description="Why it was stopped, sent back, failed, withdrawn or expired.")
    send_after: datetime | None = Field(default=None, sa_type=Moment, index=True)
    key: str = Field(default="", index=True, description="The same for every try of the same letter: a gateway sends it once.")
    tries: int = 0
    claimed_by: str = Field(default="", description="Which outbox has it.")
    claimed_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    leaving_at: datetime | None = Field(default=None, sa_type=Moment, description="Since when it may be with the client.")
    counts_as: str = Field(default="", description="The purpose it was let go for: a late reply counts as marketing.")
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    gateway_id: str = Field(default="", index=True, description="What the channel calls it: a Message-ID, a SID.")
    delivery: str = Field(default="", description="What the channel said later: delivered, read, bounced...")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", description="Its line in the contact log, once sent.")
    automatic: bool = Field(default=False, description="The one acknowledgement that leaves without a person.")

    @property
    def letter(self) -> Letter:
        """What would leave as it stands."""
        message = Message(Channel(self.channel), Purpose(self.purpose), self.text, self.subject)
        return Letter(self.client_id, self.address, message)


class DraftEvent(SQLModel, table=True):
    """One thing that happened to a draft, with both texts where words changed. Only ever added."""

    __tablename__ = "draft_event"
    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    at: datetime = Field(default_factory=now, sa_type=Moment)
    by_id: int | None = Field(default=None, foreign_key="user.id", description="None: the outbox, or the client.")
    step: str
    status: str = Field(description="In which it was left.")
    comment: str = ""
    subject_before: str = ""
    text_before: str = ""
    subject_after: str = ""
    text_after: str = ""
    digest: str = Field(default="", description="Of the letter, after it.")
    policy: str = ""


class ReviewRule(SQLModel, table=True):
    """Whose messages a manager wants to see whatever the guard says."""

    __tablename__ = "review_rule"
    id: int | None = Field(default=None, primary_key=True)
    store_id: int | None = Field(default=None, foreign_key="store.id", description="None: every store.")
    user_id: int | None = Field(default=None, foreign_key="user.id", description="None: everybody.")
    channel: str = Field(default="", description="Empty: every channel.")
    until: datetime | None = Field(default=None, sa_type=Moment, description="None: until it is taken away.")
    because: str = ""
    made_by_id: int | None = Field(default=None, foreign_key="user.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Notice(SQLModel, table=True):
    """Something that somebody should know: shown in their open chat, else in an e-mail digest."""

    __tablename__ = "notice"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    kind: str = Field(description="replied, sent_back, approved, rejected, waiting, expiring, stopped, failed...")
    at: datetime = Field(default_factory=now, sa_type=Moment, index=True)
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    draft_id: int | None = Field(default=None, foreign_key="draft.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    words: str = Field(default="", description="What a person wrote: a manager's comment, the client's reply.")
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
    mailed_at: datetime | None = Field(default=None, sa_type=Moment)


class Reminder(SQLModel, table=True):
    """Somebody wants to be told when a message to a client would be welcome. What it is about stands in the draft that waits."""

    __tablename__ = "reminder"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    draft_id: int = Field(foreign_key="draft.id", index=True, description="The message that had better wait.")
    at: datetime = Field(sa_type=Moment, index=True, description="When it would be welcome, as is known now.")
    made_at: datetime = Field(default_factory=now, sa_type=Moment)
    state: str = Field(default="waiting", index=True, description="waiting, told, taken_back or dropped")
    because: str = Field(default="", description="Why it was dropped: stopped, client_gone or sent.")
    opened_id: int | None = Field(default=None, foreign_key="draft.id", description="The draft that was opened from it.")


class Arrival(SQLModel, table=True):
    """One message that came in from outside, once however often it is delivered; and what became of it."""

    __tablename__ = "arrival"
    id: int | None = Field(default=None, primary_key=True)
    gateway_id: str = Field(unique=True, description="What the gateway or the mailbox calls it: a second one is a repetition.")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    channel: str
    sender: str
    subject: str = ""
    text: str
    in_reply_to: str = Field(default="", description="The Message-ID or SID that it answers, where the channel says so.")
    state: str = Field(default="waiting", index=True, description="filed, waiting (for a person to say whose it is) or dismissed")
    because: str = Field(default="", description="Why it waits: unknown, ambiguous, maybe_stop.")
    means: str = Field(default="", description="stop_channel, stop_all, maybe_stop, less, prefer, start, or nothing of that kind")
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    settled_by_id: int | None = Field(default=None, foreign_key="user.id")


class Wanted(SQLModel, table=True):
    """How a client wants to hear from us, in their own words: seldom, or by one channel. The latest of a kind counts."""

    __tablename__ = "wanted"
    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    kind: str = Field(description="cadence or channel")
    value: str = Field(description="Days between two messages, or the channel; empty: taken back.")
    words: str = ""
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    recorded_by_id: int | None = Field(default=None, foreign_key="user.id", description="None: read from the client's message.")


class Cover(SQLModel, table=True):
    """Who looks after whose clients while they are away."""

    __tablename__ = "cover"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    colleague_id: int = Field(foreign_key="user.id", index=True)
    since: datetime = Field(sa_type=Moment)
    until: datetime | None = Field(default=None, sa_type=Moment)
    made_by_id: int | None = Field(default=None, foreign_key="user.id")


class Practice(SQLModel, table=True):
    """A scenario for practice that was written in the page, or made from a decision with the names changed."""

    __tablename__ = "practice"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    text: str = Field(description="The scenario as YAML, as the shipped ones are.")
    made_by_id: int | None = Field(default=None, foreign_key="user.id")
    store_id: int | None = Field(default=None, foreign_key="store.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    changed_at: datetime = Field(default_factory=now, sa_type=Moment)
    changed_by_id: int | None = Field(default=None, foreign_key="user.id")
    version: int = Field(default=1, description="One more at every change: who began from an earlier one is told.")
    removed_at: datetime | None = Field(default=None, sa_type=Moment, description="Taken away; it can be brought back.")
