"""Answers that somebody reported as bad: what was asked, looked up and answered, as the conversation still has it.

A report lives as long as its conversation and its thumb: who takes either away takes the report away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from copilot.domain.desk import Desk
from copilot.errors import OutOfScope
from copilot.records.people import Store, User
from copilot.records.transcript import ChatFeedback, ChatStep, ChatThread
from copilot.records.upkeep import AuditLine

LONGEST = 2_000  #: characters of a remark
EARLIER = 5  #: questions before it that are shown: "and her sister?" means nothing alone


@dataclass(frozen=True)
class Reported:
    """One bad answer, with what is needed to judge it."""

    id: str
    at: datetime
    by: str
    by_name: str  #: the name they sign in with
    role: str
    store: str
    language: str
    earlier: tuple[str, ...]  #: what was asked before, in the same conversation
    question: str
    steps: tuple[str, ...]  #: what was looked up, in the words that were shown
    answer: str
    comment: str
    how: dict[str, Any]  #: model, refused, fell_back, looked, seconds, words, version; older answers have less
    client_ids: tuple[int, ...]
    looked_at: datetime | None
    looked_at_by: str
    remark: str


@dataclass(frozen=True)
class ReportedPage:
    """Some bad answers, the newest first, and whether there are more."""

    reports: tuple[Reported, ...]
    more: bool


def how_many(session: Session) -> tuple[int, int]:
    """How many wait to be looked at, and how many were."""
    waiting, done = (session.exec(select(func.count()).where(_bad(), *_state(done))).one() for done in (False, True))
    return waiting, done


def reported(session: Session, *, done: bool, first: int = 10, skip: int = 0) -> ReportedPage:
    """Bad answers that wait to be looked at, or that were."""
    wanted = select(ChatFeedback).where(_bad(), *_state(done)).order_by(col(ChatFeedback.at).desc(), col(ChatFeedback.id))
    found = session.exec(wanted.offset(skip).limit(first + 1)).all()
    return ReportedPage(tuple(_whole(session, one) for one in found[:first]), len(found) > first)


def all_reported(session: Session, *, done: bool | None = None) -> Iterator[Reported]:
    """Every bad answer, the oldest first; `done` as above, None: both."""
    wanted = select(ChatFeedback).where(_bad(), *(_state(done) if done is not None else ()))
    for one in session.exec(wanted.order_by(col(ChatFeedback.at), col(ChatFeedback.id))):
        yield _whole(session, one)


def look_at(session: Session, by: Desk, report_id: str, remark: str, now: datetime, *, done: bool) -> None:
    """Note that it was looked at and what came of it, or open it again. The caller commits."""
    feedback = session.get(ChatFeedback, report_id)
    if feedback is None or feedback.value != 0:
        raise OutOfScope("There is no such report here; it may have been taken back.")
    feedback.remark = remark.strip()[:LONGEST]
    feedback.looked_at, feedback.looked_at_by_id = (now, by.user_id) if done else (None, None)
    session.add(feedback)
    told = "report looked at" if done else "report opened again"
    session.add(AuditLine(user_id=by.user_id, action=told, subject=f"feedback {report_id}"))


def _bad() -> ColumnElement[bool]:
    return col(ChatFeedback.value) == 0


def _state(done: bool) -> tuple[ColumnElement[bool]]:
    looked_at = col(ChatFeedback.looked_at)
    return (looked_at.is_not(None) if done else looked_at.is_(None),)


def _whole(session: Session, feedback: ChatFeedback) -> Reported:
    run = session.get_one(ChatStep, feedback.step_id)
    thread = session.get_one(ChatThread, run.thread_id)
    user = session.get_one(User, thread.user_id)
    store = session.get(Store, user.store_id) if user.store_id else None
    seen_by = session.get(User, feedback.looked_at_by_id) if feedback.looked_at_by_id else None
    steps = session.exec(
        select(ChatStep).where(ChatStep.thread_id == thread.id).order_by(col(ChatStep.created_at), col(ChatStep.id))
    ).all()
    answers = [s for s in steps if s.kind == "assistant_message" and s.body.get("parentId") == run.id]
    how = _how(answers)
    asked = [s for s in steps if s.kind == "user_message"]
    question = next((s for s in asked if s.id == run.body.get("parentId")), None)
    before = asked[: asked.index(question)] if question else []
    return Reported(
        id=feedback.id,
        at=feedback.at,
        by=user.name,
        by_name=user.source_id,
        role=user.role,
        store=store.name if store else "",
        language=user.language,
        earlier=tuple(s.text for s in before[-EARLIER:]),
        question=question.text if question else "",
        steps=tuple(str(s.body.get("name") or "") for s in steps if s.kind == "tool" and s.body.get("parentId") == run.id),
        answer="\n\n".join(s.text for s in answers),
        comment=feedback.comment,
        how=how,
        client_ids=tuple(i for i in _list(how.get("client_ids")) if isinstance(i, int)),
        looked_at=feedback.looked_at,
        looked_at_by=seen_by.name if seen_by else "",
        remark=feedback.remark,
    )


def _how(answers: Sequence[ChatStep]) -> dict[str, Any]:
    for step in answers:
        kept = step.body.get("metadata")
        if isinstance(kept, dict) and "model" in kept:
            return dict(kept)
    return {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
