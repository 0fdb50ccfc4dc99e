"""The trainer's part: scenarios assigned, comments on lines, marks corrected with a reason."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.catalogue import offered_by_name
from copilot.chat.practice.marking import still_in_words
from copilot.errors import OutOfScope
from copilot.records.coaching import Coach
from copilot.records.people import Store
from copilot.records.rehearsal_scope import followed, objections_to, people_in_sight
from copilot.records.rehearsals import Assignment, LineComment, MarkObjection


def assign(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Ask somebody, or the associates of a store, to practise a scenario until a day."""
    one = offered_by_name(session, who.desk.scope, text_of(payload, "name", 80))
    if one.scenario is None:
        raise PracticeRefused("This cannot be played.", key="cannot_be_played", why=one.trouble)
    kind, _, number = text_of(payload, "whom", 40).partition(":")
    people = {str(person.id): person.name for person in people_in_sight(session, who.desk.scope)}
    near = session.exec(select(Store)).all()
    stores = {str(store.id): store.name for store in near if who.desk.store_id in (None, store.id)}
    names = {"user": people, "store": stores}.get(kind, {})
    if number not in names:
        raise OutOfScope("There is nobody like that here.")
    given = Assignment(scenario=one.name, title=one.scenario.title, by_id=who.desk.user_id, at=who.now, due=_day(payload, who))
    given.coach = _coach(payload)
    if kind == "user":
        given.user_id = int(number)
    else:
        given.store_id = int(number)
    session.add(given)
    return {"done": who.say("assigned_now", title=given.title, whom=names[number])}


def comment(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A word of the trainer's on one line."""
    row = followed(session, who.desk.scope, whole_number(payload, "id"))
    turn, said = whole_number(payload, "turn"), text_of(payload, "words", 1_000).strip()
    if not 1 <= turn <= len(row.lines):
        raise OutOfScope("There is no such line.")
    if not said:
        raise PracticeRefused("Say something.", key="say_why")
    session.add(LineComment(rehearsal_id=row.id or 0, turn=turn, by_id=who.desk.user_id, words=said, at=who.now))
    return {"done": who.say("commented")}


def correct(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Answer an objection, or correct a mark unasked: another mark or the same one, always with a reason."""
    row = followed(session, who.desk.scope, whole_number(payload, "id"))
    reason, points = text_of(payload, "reason", 1_000).strip(), whole_number(payload, "points")
    if not reason:
        raise PracticeRefused("Say why.", key="say_why")
    if points > 100:
        raise PracticeRefused("A mark is 0 to 100.", key="mark_range")
    still_in_words(row, who)
    waiting = [one for one in objections_to(session, row.id or 0) if one.answered_at is None]
    answer = waiting[0] if waiting else MarkObjection(rehearsal_id=row.id or 0, at=who.now)
    answer.answered_by_id, answer.answered_at, answer.reason, answer.points = who.desk.user_id, who.now, reason, points
    session.add(answer)
    return {"done": who.say("corrected_now")}


def _coach(payload: dict[str, Any]) -> str:
    """Off, before or after; empty: as the store has it."""
    given = text_of(payload, "coach", 20)
    if given and given not in list(Coach):
        raise PracticeRefused("The coach speaks before, after or not at all.", key="coach_choice")
    return given


def _day(payload: dict[str, Any], who: Practising) -> date | None:
    given = text_of(payload, "due", 10)
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise PracticeRefused("This is no day.", key="no_day") from None
    if day < who.desk.today:
        raise PracticeRefused("This day is over.", key="no_day")
    return day
