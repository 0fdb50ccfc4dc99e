"""What a manager does at the review desk. From the browser come ids, versions and words; all else is read from the rows."""

from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.review.answering import DeskRefused, text_of, told
from copilot.chat.review.clock import midnight
from copilot.chat.review.shown import Looking, compared, decided_shown, has_subject, message_shown, queue_shown
from copilot.chat.verdict_props import verdict_props
from copilot.chat.words import say, words
from copilot.domain.message import Message
from copilot.errors import CopilotError
from copilot.outreach.advice import advise, gather_for
from copilot.outreach.drafts import draft_in_scope
from copilot.outreach.review_queue import queue, show, was_shown
from copilot.outreach.review_record import decided_since
from copilot.outreach.reviewing import approve, reject, send_back
from copilot.reading.cases import LONGEST_MESSAGE
from copilot.records.drafts import Draft
from copilot.records.people import Client, User

LONGEST_SUBJECT = 500


def waiting(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """The queue, and what was decided today."""
    decided = decided_since(session, looking.desk, midnight(session, looking.desk))
    shown = queue_shown(queue(session, looking.desk), looking)
    return {**shown, "decided": [decided_shown(one, looking) for one in decided]}


def looked_at(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """One message whole; that this manager saw exactly this letter is written down."""
    draft = show(session, looking.desk, whole_number(payload, "id"), looking.now)
    return {"message": message_shown(session, draft, looking)}


def compare(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """The manager's words beside the associate's, and what the guard says of them."""
    draft = draft_in_scope(session, looking.desk, whole_number(payload, "id"), looking.now)
    subject, text = _words(payload, draft)
    message = Message(draft.letter.message.channel, draft.letter.message.purpose, text, subject)
    writer = session.get(User, draft.associate_id) if draft.associate_id else None
    gathered = gather_for(
        session, looking.desk, draft.client_id, message, looking.policy, looking.now, associate=writer.name if writer else ""
    )
    return {
        "difference": compared((draft.subject, draft.text), (subject, text)),
        "same": (subject, text) == (draft.subject, draft.text),
        "verdict": verdict_props(advise(looking.open_guard, message, gathered), looking.speech),
    }


def decide(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """One decision on one message as the manager's page shows it."""
    draft_id, version = whole_number(payload, "id"), whole_number(payload, "version")
    changed = "text" in payload or "subject" in payload
    return {"done": _decided(session, looking, draft_id, version, payload, changed=changed)}


def decide_several(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """The same decision on several, each of which this manager has looked at; what could not be decided says why."""
    items = payload.get("items")
    done, left = [], []
    for item in [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []:
        draft_id, version = whole_number(item, "id"), whole_number(item, "version")
        draft = draft_in_scope(session, looking.desk, draft_id, looking.now)
        name = session.get_one(Client, draft.client_id).name
        try:
            with session.begin_nested():
                if not was_shown(session, looking.desk, draft):
                    raise DeskRefused("This message was not looked at yet.", key="not_shown")
                _decided(session, looking, draft_id, version, payload, changed=False)
            done.append(draft_id)
        except CopilotError as refused:
            why = told(refused, looking.desk.language)["words"]
            left.append({"id": draft_id, "words": say("review", "several_left", looking.desk.language, name=name, why=why)})
    return {"decided_ids": done, "left": left, "done": say("review", "several_done", looking.desk.language, n=len(done))}


def _decided(session: Session, looking: Looking, draft_id: int, version: int, payload: dict[str, Any], *, changed: bool) -> str:
    """Take the decision; what to say of it."""
    desk, now, comment = looking.desk, looking.now, text_of(payload, "comment").strip()
    step = payload.get("step")
    if step == "approve":
        draft = draft_in_scope(session, desk, draft_id, now)
        subject, text = _words(payload, draft) if changed else (draft.subject, draft.text)
        guard, policy = looking.guard, looking.policy
        approve(session, desk, draft_id, version, guard, policy, now, subject=subject, text=text, comment=comment)
    elif step == "send_back":
        draft = send_back(session, desk, draft_id, version, comment, now)
    elif step == "reject":
        draft = reject(session, desk, draft_id, version, comment, now)
    else:
        raise DeskRefused("There is no such decision.", key="gone")
    key = "done_edit" if changed else f"done_{step}"
    writer = session.get(User, draft.associate_id) if draft.associate_id else None
    associate = writer.name if writer else words("review", desk.language)["the_house"]
    return words("review", desk.language)[key].format(associate=associate)


def _words(payload: dict[str, Any], draft: Draft) -> tuple[str, str]:
    """The wording that the manager typed; a subject only where a message of its kind has one."""
    subject = " ".join(text_of(payload, "subject", LONGEST_SUBJECT).split()) if has_subject(draft) else ""
    return subject, text_of(payload, "text", LONGEST_MESSAGE).strip()
