"""Where a draft stands, in a sentence, and what its associate can do with it now."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from sqlmodel import Session, col, select

from copilot.chat.cards import Shown, Speech
from copilot.chat.words import say, words
from copilot.domain.draft import Status
from copilot.domain.message import Channel
from copilot.domain.wording import locale_of
from copilot.records.drafts import Draft, DraftEvent
from copilot.records.people import Client, Store, User

#: In these the words can be changed.
OPEN = frozenset({Status.WRITING, Status.SENT_BACK})
_CALM, _GOOD, _GRAVE = "calm", "good", "grave"
_TONES = {
    Status.WAITING: _CALM,
    Status.QUEUED: _GOOD,
    Status.SENDING: _GOOD,
    Status.SENT: _GOOD,
    Status.HANDED: _CALM,
    Status.WRITING: _CALM,
}
#: What can be done in each state, in the order of the buttons: the action of the page by its short name.
_ACTS: dict[Status, tuple[str, ...]] = {
    Status.WRITING: ("send", "ask", "hand", "withdraw"),
    Status.SENT_BACK: ("ask", "withdraw"),
    Status.WAITING: ("recall", "withdraw"),
    Status.QUEUED: ("reopen", "hand", "withdraw"),
    Status.HANDED: ("sent_yes", "sent_no"),
    Status.UNSURE: ("arrived", "again", "withdraw"),
    Status.FAILED: ("again", "reopen", "withdraw"),
}
_ON_A_TELEPHONE = frozenset({Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.CALL})


def state_shown(session: Session, draft: Draft, speech: Speech) -> Shown:
    """A line, and a second one with what a person wrote or what went wrong."""
    status, language = Status(draft.status), speech.language
    line = say("drafting", f"state_{status.value}", language, **_filled(session, draft, language))
    return {"status": status.value, "tone": _TONES.get(status, _GRAVE), "line": line, "more": _more(session, draft, speech)}


def acts(draft: Draft, *, mine: bool) -> list[str]:
    """What the asker can do with it now."""
    if not mine:
        return []
    possible = _ACTS.get(Status(draft.status), ())
    return [one for one in possible if one != "hand" or Channel(draft.channel) in _ON_A_TELEPHONE]


def clock_of(session: Session, draft: Draft) -> ZoneInfo:
    """The clock of the client's shop."""
    store = session.get_one(Store, session.get_one(Client, draft.client_id).store_id)
    return ZoneInfo(store.timezone)


def _filled(session: Session, draft: Draft, language: str) -> dict[str, str]:
    zone = clock_of(session, draft)

    def when(at: datetime | None) -> str:
        return str(format_datetime(at.astimezone(zone), "EEEE d MMMM, HH:mm", locale=locale_of(language))) if at else ""

    return {
        "expires": when(draft.expires_at),
        "asked": when(draft.asked_at),
        "leaves": when(draft.send_after),
        "sent": when(draft.sent_at),
        "changed": when(draft.changed_at),
        "channel": words("guard", language)[f"channel_{draft.channel}"],
    }


def _more(session: Session, draft: Draft, speech: Speech) -> str:
    said = words("drafting", speech.language)
    status = Status(draft.status)
    if status is Status.WAITING:
        return say("drafting", "you_wrote", speech.language, words=draft.asked_because) if draft.asked_because else ""
    if status is Status.QUEUED and draft.approved_by_id:
        return say("drafting", "allowed_by", speech.language, name=_name(session, draft.approved_by_id))
    if status is Status.SENT and draft.delivery:
        return said.get(f"delivery_{draft.delivery}", draft.delivery)
    if status not in (Status.SENT_BACK, Status.REJECTED, Status.FAILED, Status.WITHDRAWN, Status.UNSURE):
        return ""
    if known := said.get(f"because_{draft.ended_because}"):
        last = _last(session, draft)
        detail = last.comment if last and draft.ended_because == "guard" else ""
        return f"{known} {detail}".strip()
    by = _last(session, draft)
    name = _name(session, by.by_id) if by and by.by_id and by.by_id != draft.associate_id else ""
    if not draft.ended_because:
        return ""
    return say("drafting", "they_wrote", speech.language, name=name, words=draft.ended_because) if name else draft.ended_because


def _last(session: Session, draft: Draft) -> DraftEvent | None:
    return session.exec(select(DraftEvent).where(DraftEvent.draft_id == draft.id).order_by(col(DraftEvent.id).desc())).first()


def _name(session: Session, user_id: int | None) -> str:
    user = session.get(User, user_id) if user_id else None
    return user.name if user else ""
