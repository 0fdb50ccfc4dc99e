"""The trainer's scenarios: every one that there is, what is half done, what was taken away and can come back, and their files."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import Practising, text_of
from copilot.chat.practice.catalogue import Offered, offered, offered_by_name, written_as
from copilot.chat.practice.forms import title_of
from copilot.chat.words import say
from copilot.domain.desk import Role
from copilot.records.drafts import Practice
from copilot.records.people import Store, User
from copilot.records.practices import changeable, may_change, own_drafts, practices_in_sight
from copilot.records.rehearsal_scope import people_in_sight
from copilot.records.rehearsals import Assignment, PracticeDraft

_TO_COME_BACK = timedelta(days=30)  #: for so long the list offers what was taken away


def written(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Every scenario that there is, the house's last, what is half done, and to whom one can be assigned."""
    scope = who.desk.scope
    stores = session.exec(select(Store).order_by(Store.name)).all()
    return {
        "scenarios": [_listed(session, one, who) for one in sorted(offered(session, scope), key=lambda one: one.shipped)],
        "drafts": [_half_done(session, one, who) for one in own_drafts(session, scope)],
        "removed": [*_taken_away(session, who), *_thrown_away(session, who)],
        "people": [{"value": one.id, "label": one.name} for one in people_in_sight(session, scope)],
        "stores": [{"value": one.id, "label": one.name} for one in stores if who.desk.store_id in (None, one.id)],
        "today": who.desk.today.isoformat(),
    }


def as_file(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """One scenario as the file that it is or could be."""
    one = offered_by_name(session, who.desk.scope, text_of(payload, "name", 80))
    return {"text": one.text, "file": f"{one.name}.yaml"}


def remove(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Take a scenario away; what was played of it stays, and it can be brought back."""
    practice = changeable(session, who.desk.scope, whole_number(payload, "id"))
    if practice.removed_at is None:
        practice.removed_at, practice.changed_by_id, practice.version = who.now, who.desk.user_id, practice.version + 1
        session.add(practice)
    asked = session.exec(select(Assignment.id).where(Assignment.scenario == practice.name)).first()
    key = "removed_asked" if asked else "removed"
    return {"done": _say(key, who, title=written_as(practice).title), "back": practice.id}


def restore(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A scenario that was taken away is there again."""
    practice = changeable(session, who.desk.scope, whole_number(payload, "id"))
    if practice.removed_at is not None:
        practice.removed_at, practice.version = None, practice.version + 1
        session.add(practice)
    return {"done": _say("restored", who, title=written_as(practice).title)}


def _listed(session: Session, one: Offered, who: Practising) -> Shown:
    return {
        "id": one.row.id if one.row else None,
        "name": one.name,
        "title": one.title,
        "from": _from(session, one, who),
        "mine": one.changeable_by(who.desk.scope),
        "trouble": who.say("cannot_be_played", why=one.trouble) if one.trouble else "",
    }


def _from(session: Session, one: Offered, who: Practising) -> str:
    if one.row is None:
        return who.say("from_house")
    by = session.get(User, one.row.made_by_id) if one.row.made_by_id else None
    if by is None:
        return who.say("from_others")
    if by.role == Role.MANAGER:
        return _say("from_review", who, by=by.name)
    return who.say("from_you") if by.id == who.desk.user_id else _say("from_colleague", who, by=by.name)


def _half_done(session: Session, one: PracticeDraft, who: Practising) -> Shown:
    practice = session.get(Practice, one.practice_id) if one.practice_id else None
    of = _say("draft_of", who, title=written_as(practice).title) if practice else ""
    return {"id": one.id, "title": title_of(one, who), "when": who.day(one.changed_at), "of": of}


def _taken_away(session: Session, who: Practising) -> list[Shown]:
    scope = who.desk.scope
    rows = [one for one in practices_in_sight(session, scope, removed=True) if may_change(one, scope)]
    return [_gone("scenario", one.id, written_as(one).title, one.removed_at, who) for one in rows if _lately(one.removed_at, who)]


def _thrown_away(session: Session, who: Practising) -> list[Shown]:
    rows = own_drafts(session, who.desk.scope, removed=True)
    return [_gone("draft", one.id, title_of(one, who), one.removed_at, who) for one in rows if _lately(one.removed_at, who)]


def _gone(what: str, number: int | None, title: str, at: datetime | None, who: Practising) -> Shown:
    return {"what": what, "id": number, "title": title, "when": who.day(at) if at else ""}


def _lately(at: datetime | None, who: Practising) -> bool:
    return at is not None and at > who.now - _TO_COME_BACK


def _say(key: str, who: Practising, **values: object) -> str:
    return say("scenario_form", key, who.desk.language, **values)
