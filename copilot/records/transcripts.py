"""Keeping and finding conversations. Each question names the asker; what is another's does not exist for them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_
from sqlmodel import Session, col, select

from copilot.domain.wording import fold
from copilot.errors import OutOfScope
from copilot.records.columns import now
from copilot.records.transcript import ChatElement, ChatFeedback, ChatStep, ChatThread

SAID = ("user_message", "assistant_message")  #: the steps that are searched
_GONE = "There is no such conversation here."


def own_thread(session: Session, user_id: int, thread_id: str) -> ChatThread:
    """The conversation, or OutOfScope when it is another's or none."""
    thread = session.get(ChatThread, thread_id)
    if thread is None or thread.user_id != user_id:
        raise OutOfScope(_GONE)
    return thread


def keep_thread(session: Session, user_id: int, thread_id: str, *, name: str | None = None, **details: object) -> ChatThread:
    """Begin the conversation, or change what is given of it."""
    thread = session.get(ChatThread, thread_id)
    if thread is None:
        thread = ChatThread(id=thread_id, user_id=user_id)
    elif thread.user_id != user_id:
        raise OutOfScope(_GONE)
    if name is not None and name.strip():
        thread.name = name[:200]
        thread.folded = fold(thread.name)
    if details:
        thread.details = {**thread.details, **details}
    session.add(thread)
    session.flush()
    return thread


def change_thread(session: Session, user_id: int, thread_id: str, **details: object) -> None:
    """Change what is given of a conversation that is there; one that was deleted stays so."""
    if session.get(ChatThread, thread_id) is not None:
        keep_thread(session, user_id, thread_id, name=None, **details)


def keep_step(session: Session, user_id: int, body: dict[str, Any]) -> None:
    """Add a step to its conversation, or replace it by its newer state.

    A question begins a conversation. What else is said in one that is not there was said before it was deleted: it goes too.
    """
    if session.get(ChatThread, body["threadId"]) is None:
        if body.get("type") != "user_message":
            return
        keep_thread(session, user_id, body["threadId"], name=str(body.get("output") or ""))
    thread = own_thread(session, user_id, body["threadId"])
    step = session.get(ChatStep, body["id"])
    if step is None:
        step = ChatStep(id=body["id"], thread_id=thread.id, created_at=_moment(body.get("createdAt")))
    elif step.thread_id != thread.id:
        raise OutOfScope(_GONE)
    step.kind, step.text, step.body = str(body.get("type") or ""), str(body.get("output") or ""), body
    step.folded = fold(step.text) if step.kind in SAID else ""
    thread.changed_at = now()
    session.add(step)
    session.flush()


def drop_step(session: Session, user_id: int, step_id: str) -> None:
    """Remove a step, with what hung on it."""
    step = session.get(ChatStep, step_id)
    if step is None:
        return
    own_thread(session, user_id, step.thread_id)
    session.exec(delete(ChatElement).where(col(ChatElement.for_id) == step_id))
    session.delete(step)


def keep_element(session: Session, user_id: int, body: dict[str, Any], content: bytes | None) -> None:
    """Add what is shown beside a message, or replace it by its newer state; in a deleted conversation it goes, too."""
    if session.get(ChatThread, body["threadId"]) is None:
        return
    thread = own_thread(session, user_id, body["threadId"])
    element = session.get(ChatElement, body["id"])
    if element is None:
        element = ChatElement(id=body["id"], thread_id=thread.id)
    elif element.thread_id != thread.id:
        raise OutOfScope(_GONE)
    element.for_id, element.kind = str(body.get("forId") or ""), str(body.get("type") or "")
    element.mime, element.content, element.body = str(body.get("mime") or "text/plain"), content, body
    session.add(element)


def own_element(session: Session, user_id: int, element_id: str) -> ChatElement:
    """What is shown beside a message of one's own."""
    element = session.get(ChatElement, element_id)
    if element is None:
        raise OutOfScope(_GONE)
    own_thread(session, user_id, element.thread_id)
    return element


def drop_element(session: Session, user_id: int, element_id: str) -> None:
    """Remove one thing shown beside a message."""
    session.delete(own_element(session, user_id, element_id))


def keep_feedback(session: Session, user_id: int, feedback_id: str, step_id: str, value: int, comment: str) -> None:
    """A thumb up or down, only on an answer of one's own conversation; a second one replaces the first."""
    step = session.get(ChatStep, step_id)
    if step is None:
        raise OutOfScope(_GONE)  # the very words for an answer in somebody else's conversation
    own_thread(session, user_id, step.thread_id)
    feedback = session.get(ChatFeedback, feedback_id) or ChatFeedback(id=feedback_id, step_id=step_id, value=value)
    if feedback.step_id != step_id:
        raise OutOfScope(_GONE)
    session.exec(delete(ChatFeedback).where(col(ChatFeedback.step_id) == step_id, col(ChatFeedback.id) != feedback_id))
    # Whatever was made of it was made of what was said before: it is looked at again.
    feedback.value, feedback.comment, feedback.at = value, comment, now()
    feedback.looked_at, feedback.looked_at_by_id = None, None
    session.add(feedback)


def drop_feedback(session: Session, user_id: int, feedback_id: str) -> bool:
    """Take a thumb back. False: there was none of one's own."""
    feedback = session.get(ChatFeedback, feedback_id)
    if feedback is None:
        return False
    step = session.get(ChatStep, feedback.step_id)
    thread = session.get(ChatThread, step.thread_id) if step else None
    if thread is None or thread.user_id != user_id:
        return False
    session.delete(feedback)
    return True


@dataclass(frozen=True)
class ThreadPage:
    """Some conversations, the most recent first, and whether there are more."""

    threads: tuple[ChatThread, ...]
    more: bool


def own_threads(
    session: Session, user_id: int, *, first: int, after: str = "", containing: str = "", thumb: int | None = None
) -> ThreadPage:
    """A page of somebody's conversations. Each word of `containing` stands in them, whatever its capitals and accents."""
    wanted: list[ColumnElement[bool]] = [col(ChatThread.user_id) == user_id]
    for word in fold(containing).split():
        said = exists().where(col(ChatStep.thread_id) == ChatThread.id, col(ChatStep.folded).contains(word, autoescape=True))
        wanted.append(or_(said, col(ChatThread.folded).contains(word, autoescape=True)))
    if thumb is not None:
        judged = select(ChatStep.thread_id).join(ChatFeedback).where(ChatFeedback.value == thumb)
        wanted.append(col(ChatThread.id).in_(judged))
    if after:
        changed_at, thread_id = _place(after)
        older = col(ChatThread.changed_at) < changed_at
        wanted.append(or_(older, and_(col(ChatThread.changed_at) == changed_at, col(ChatThread.id) < thread_id)))
    newest = (col(ChatThread.changed_at).desc(), col(ChatThread.id).desc())
    found = session.exec(select(ChatThread).where(*wanted).order_by(*newest).limit(first + 1)).all()
    return ThreadPage(tuple(found[:first]), len(found) > first)


def place_of(thread: ChatThread) -> str:
    """Where a conversation stands in the list, so that the next page begins behind it even when it is deleted meanwhile."""
    return f"{thread.changed_at.isoformat()}|{thread.id}"


def _place(written: str) -> tuple[datetime, str]:
    changed_at, _, thread_id = written.partition("|")
    try:
        return _moment(changed_at), thread_id
    except ValueError:  # written by a browser, or an older page: the list begins anew
        return now(), ""


def said_in(session: Session, thread_id: str) -> tuple[list[ChatStep], list[ChatElement], dict[str, ChatFeedback]]:
    """Everything in a conversation, in order, and the thumbs by step. Ask `own_thread` first."""
    steps = session.exec(
        select(ChatStep).where(ChatStep.thread_id == thread_id).order_by(col(ChatStep.created_at), col(ChatStep.id))
    ).all()
    elements = session.exec(select(ChatElement).where(ChatElement.thread_id == thread_id)).all()
    thumbs = session.exec(select(ChatFeedback).join(ChatStep).where(ChatStep.thread_id == thread_id)).all()
    return list(steps), list(elements), {t.step_id: t for t in thumbs}


def drop_thread(session: Session, user_id: int, thread_id: str) -> None:
    """Remove a conversation and all that belongs to it."""
    thread = own_thread(session, user_id, thread_id)
    steps = select(ChatStep.id).where(ChatStep.thread_id == thread_id)
    session.exec(delete(ChatFeedback).where(col(ChatFeedback.step_id).in_(steps)))
    session.exec(delete(ChatElement).where(col(ChatElement.thread_id) == thread_id))
    session.exec(delete(ChatStep).where(col(ChatStep.thread_id) == thread_id))
    session.delete(thread)


def _moment(written: object) -> datetime:
    if not isinstance(written, str) or not written:
        return now()
    moment = datetime.fromisoformat(written.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
