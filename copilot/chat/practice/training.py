"""The trainer's part: scenarios written and changed, assigned, comments on lines, marks corrected with a reason."""

import re
from datetime import date
from typing import Any

from sqlmodel import Session, select

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.catalogue import offered, offered_by_name
from copilot.chat.practice.playing import LONGEST_SCENARIO
from copilot.errors import OutOfScope
from copilot.outreach.practising import keep_practice
from copilot.records.people import Store
from copilot.records.rehearsal_scope import followed, objections_to, people_in_sight
from copilot.records.rehearsals import Assignment, LineComment, MarkObjection
from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import read_scenario


def written(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Every scenario that there is, those that cannot be played too, and to whom one can be assigned."""
    stores = session.exec(select(Store).order_by(Store.name)).all()
    near = [one for one in stores if who.desk.store_id in (None, one.id)]
    return {
        "scenarios": [
            {
                "name": one.name,
                "title": one.scenario.title if one.scenario else one.name,
                "from": who.say("from_house" if one.shipped else "from_you" if _mine(one.made_by_id, who) else "from_others"),
                "mine": _mine(one.made_by_id, who),
                "trouble": who.say("cannot_be_played", why=one.trouble) if one.trouble else "",
            }
            for one in offered(session, who.desk.scope)
        ],
        "people": [{"value": one.id, "label": one.name} for one in people_in_sight(session, who.desk.scope)],
        "stores": [{"value": one.id, "label": one.name} for one in near],
        "today": who.desk.today.isoformat(),
    }


def text(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """One scenario as YAML: the trainer's own to be changed, any other as a copy under a new name."""
    one = offered_by_name(session, who.desk.scope, text_of(payload, "name", 80))
    if _mine(one.made_by_id, who):
        return {"text": one.text, "file": f"{one.name}.yaml"}
    taken = {other.name for other in offered(session, who.desk.scope)}
    name = next(f"{one.name[:34]}_{n}" for n in range(2, 1_000) if f"{one.name[:34]}_{n}" not in taken)
    return {"text": re.sub(r"(?m)^name:.*$", f"name: {name}", one.text, count=1), "file": f"{name}.yaml"}


def look_over(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Each place where a text cannot be played, as it is typed."""
    try:
        scenario = read_scenario(text_of(payload, "text", LONGEST_SCENARIO), who.say("line_of_text"))
    except ScenarioRefused as refused:
        return {"places": str(refused).splitlines(), "says": who.say("look_places")}
    return {"places": [], "says": who.say("look_well", title=scenario.title)}


def keep(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Keep a scenario under its name, over an earlier one of the same trainer."""
    written_text = text_of(payload, "text", LONGEST_SCENARIO)
    try:
        scenario = read_scenario(written_text)
    except ScenarioRefused as refused:
        raise PracticeRefused("This cannot be played.", key="cannot_be_played", why=str(refused)) from refused
    house = {one.name for one in offered(session, who.desk.scope) if one.shipped}
    if scenario.name in house or keep_practice(session, who.desk, scenario.name, written_text, who.now) is None:
        raise PracticeRefused("The name is taken.", key="name_taken", name=scenario.name)
    return {"done": who.say("kept", title=scenario.title), "file": f"{scenario.name}.yaml"}


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
    waiting = [one for one in objections_to(session, row.id or 0) if one.answered_at is None]
    answer = waiting[0] if waiting else MarkObjection(rehearsal_id=row.id or 0, at=who.now)
    answer.answered_by_id, answer.answered_at, answer.reason, answer.points = who.desk.user_id, who.now, reason, points
    session.add(answer)
    return {"done": who.say("corrected_now")}


def _mine(made_by_id: int | None, who: Practising) -> bool:
    return made_by_id is not None and made_by_id == who.desk.user_id


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
