"""A draft that is open, in other words: changed by a tap, moved along the dial, typed into, and taken back one step."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from langchain_core.language_models import BaseChatModel
from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Closeness, Letter, Step, WrongMove
from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Policy
from copilot.domain.situation import Situation
from copilot.outreach.approach import addressee, allowed, closest
from copilot.outreach.draft_wish import Asks, Change, Composed, DraftWish, Lack, Occasion
from copilot.outreach.drafting import compose
from copilot.outreach.drafts import begin, rewrite
from copilot.outreach.quick_changes import changed
from copilot.records.drafts import Draft, DraftEvent
from copilot.records.people import Client, User

TYPED, UNDO, DIAL, RESERVED = "typed", "undo", "dial", "reserved"


def begin_composed(
    session: Session, desk: Desk, client_id: int, made: Composed, wish: DraftWish, policy: Policy, now: datetime
) -> Draft:
    """The draft of a message that was just written, with what was asked for; the caller commits."""
    draft = begin(
        session,
        desk,
        Letter(client_id, made.address, made.message),
        policy,
        now,
        occasion=made.occasion.value,
        language=made.language,
        closeness=made.closeness,
        written_by=made.written_by,
        prompt_digest=made.prompt_digest,
        answers_id=made.answers_id,
    )
    draft.wish = _as_kept(wish)
    session.add(draft)
    session.flush()
    return draft


def other_words(
    session: Session,
    draft: Draft,
    change: str,
    policy: Policy,
    now: datetime,
    *,
    writer: User,
    day: date | None = None,
    language: str = "",
    model: BaseChatModel | None = None,
) -> Composed | Asks:
    """What the draft would say after a quick change, or what has to be asked first. `change`: one of Change, or "reserved"."""
    client, seed = session.get_one(Client, draft.client_id), (draft.id or 0) * 100 + draft.version
    before, wish = as_composed(session, draft), wish_of(draft, day=day, language=language)
    if change == RESERVED:
        further = _one_further(Closeness(draft.closeness))
        return Asks(Lack.CLOSER) if further is None else at(session, draft, further, policy, now, writer=writer, model=model)
    return changed(session, client, before, Change(change), wish, policy, now, writer=writer, seed=seed, model=model)


def at(
    session: Session,
    draft: Draft,
    closeness: Closeness,
    policy: Policy,
    now: datetime,
    *,
    writer: User,
    model: BaseChatModel | None = None,
) -> Composed | Asks:
    """The same message at another closeness, written anew; what was typed is one step back."""
    client, wish = session.get_one(Client, draft.client_id), wish_of(draft, closeness=closeness, language=draft.language)
    return compose(session, client, wish, policy, now, writer=writer, seed=(draft.id or 0) * 100, model=model)


def closenesses(session: Session, draft: Draft, situation: Situation) -> tuple[Closeness, ...]:
    """How close the client's style and history let it come, the most reserved first."""
    client = session.get_one(Client, draft.client_id)
    return allowed(closest(situation, addressee(client, situation, situation.associate_name)))


def keep(session: Session, desk: Desk, draft: Draft, made: Composed, policy: Policy, now: datetime, how: str) -> Draft:
    """The draft in these words from now on; the caller commits."""
    letter = Letter(draft.client_id, draft.address, Message(Channel(draft.channel), _purpose(draft), made.text, made.subject))
    more = {"closeness": made.closeness.value, "language": made.language}
    return rewrite(session, desk, draft, letter, policy, now, how=_how(how, draft), **more)


def type_in(session: Session, desk: Desk, draft: Draft, subject: str, text: str, policy: Policy, now: datetime) -> Draft:
    """What somebody typed; nothing happens where it stands there already. The caller commits."""
    if (subject, text) == (draft.subject, draft.text):
        return draft
    letter = Letter(draft.client_id, draft.address, Message(Channel(draft.channel), _purpose(draft), text, subject))
    return rewrite(session, desk, draft, letter, policy, now, how=_how(TYPED, draft))


def undo(session: Session, desk: Desk, draft: Draft, policy: Policy, now: datetime) -> Draft:
    """The words as they stood before the last change; WrongMove where there was none. The caller commits."""
    last = _last_change(session, draft)
    if last is None:
        raise WrongMove("There is nothing to take back.", key="draft_nothing_before")
    message = Message(Channel(draft.channel), _purpose(draft), last.text_before, last.subject_before)
    _, closeness, language = last.comment.split(" ")
    more = {"closeness": closeness, "language": language}
    letter = Letter(draft.client_id, draft.address, message)
    return rewrite(session, desk, draft, letter, policy, now, how=_how(UNDO, draft), **more)


def can_undo(session: Session, draft: Draft) -> bool:
    """Whether there is a step to take back."""
    return _last_change(session, draft) is not None


def _last_change(session: Session, draft: Draft) -> DraftEvent | None:
    """The last step, where it changed the words and was not itself taken back."""
    last = session.exec(select(DraftEvent).where(DraftEvent.draft_id == draft.id).order_by(col(DraftEvent.id).desc())).first()
    mine = last is not None and last.step == Step.EDIT.value and len(last.comment.split(" ")) == 3
    changed_words = last is not None and (last.subject_before, last.text_before) != (last.subject_after, last.text_after)
    return last if mine and changed_words and last and not last.comment.startswith(UNDO) else None


def as_composed(session: Session, draft: Draft) -> Composed:
    """The draft as the writer sees one; typed, as soon as somebody typed in it."""
    typed = session.exec(
        select(DraftEvent.id).where(DraftEvent.draft_id == draft.id, col(DraftEvent.comment).startswith(f"{TYPED} "))
    ).first()
    return Composed(
        subject=draft.subject,
        text=draft.text,
        channel=Channel(draft.channel),
        purpose=_purpose(draft),
        occasion=_occasion(draft) or Occasion.ANSWER,
        language=draft.language,
        closeness=Closeness(draft.closeness),
        address=draft.address,
        answers_id=draft.answers_id,
        written_by=TYPED if typed else draft.written_by,
    )


def wish_of(draft: Draft, *, day: date | None = None, language: str = "", closeness: Closeness | None = None) -> DraftWish:
    """What was asked for when it was begun, with what is asked for now."""
    kept: Mapping[str, Any] = draft.wish or {}
    said = kept.get("day")
    return DraftWish(
        occasion=_occasion(draft),
        channel=Channel(draft.channel),
        language=language,
        closeness=closeness,
        about=tuple(kept.get("about", ())),
        say=str(kept.get("say", "")),
        day=day or (date.fromisoformat(said) if said else None),
        answers_id=draft.answers_id,
    )


def _as_kept(wish: DraftWish) -> dict[str, Any]:
    day = wish.day.date() if isinstance(wish.day, datetime) else wish.day
    return {"about": list(wish.about), "say": wish.say, "day": day.isoformat() if day else ""}


def _occasion(draft: Draft) -> Occasion | None:
    return Occasion(draft.occasion) if draft.occasion in set(Occasion) else None


def _purpose(draft: Draft) -> Purpose:
    return Purpose(draft.purpose)


def _how(what: str, draft: Draft) -> str:
    """What was done, and the closeness and language that it had before."""
    return f"{what} {draft.closeness} {draft.language}"


def _one_further(closeness: Closeness) -> Closeness | None:
    steps = list(Closeness)
    place = steps.index(closeness)
    return steps[place - 1] if place else None
