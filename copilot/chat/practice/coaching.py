"""The coach: a light word beside a line before it is sent or after, or none. It never waits and never holds a line back."""

from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.replaying import conversation_of
from copilot.errors import OutOfScope
from copilot.records.coaching import Coach, coach_decided, stores_coached
from copilot.records.rehearsal_scope import own_rehearsal
from copilot.records.rehearsals import CoachChoice, Rehearsal
from copilot.rehearsal.conversation import LONGEST, foresee
from copilot.rehearsal.scorecard import skill_of
from copilot.rehearsal.state import Change


def advise(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """One word about a line that is not sent yet, where the coach speaks before; what was shown is kept for the turn."""
    row, line = own_rehearsal(session, who.desk.scope, whole_number(payload, "id")), text_of(payload, "line", LONGEST)
    turn = len(row.lines)
    late = row.ended_at is not None or whole_number(payload, "turn") != turn
    if late or row.coach != Coach.BEFORE or not line.strip():
        return {"advice": None}
    told = _telling(foresee(conversation_of(row, who.policy), line, who.glance, who.policy))
    if told is None:
        return {"advice": None}
    before = row.advised.get("why", []) if row.advised.get("turn") == turn else []
    if told.why not in before:
        row.advised = {"turn": turn, "why": [*before, told.why]}
        row.coached = True
        session.add(row)
    return {"advice": advice_shown(told, who)}


def advice_shown(told: Change, who: Practising) -> Shown:
    """The word as the page shows it: what the line does, and where it pricks a way that does not."""
    skill = skill_of(told.why)
    better = who.say(f"better_{skill.value}") if skill and told.felt < 0 else ""
    return {"words": who.say("coach_notes", effect=who.say(f"effect_{told.why}")), "good": told.felt > 0, "better": better}


def choose(session: Session, who: Practising, row: Rehearsal, asked: object) -> None:
    """The coach as who practises wants it; where a trainer decided, that stays."""
    if asked not in list(Coach):
        raise PracticeRefused("The coach speaks before, after or not at all.", key="coach_choice")
    if row.coach_set and asked != row.coach:
        raise PracticeRefused("A trainer decided this.", key="coach_locked")
    row.coach = Coach(str(asked)).value
    row.coached = row.coached or (row.coach == Coach.AFTER and bool(row.lines))
    session.add(row)


def settle(session: Session, who: Practising, row: Rehearsal, asked: object) -> None:
    """How the coach begins in a new conversation: as it was decided, else as was asked for, else silent."""
    decided = coach_decided(session, who.desk.scope, row.assignment_id)
    wanted = Coach(str(asked)) if asked in list(Coach) else Coach.OFF
    row.coach, row.coach_set = (decided or wanted).value, decided is not None


def shown_with(row: Rehearsal) -> dict[str, Any]:
    """What of the coach belongs to the line that is said now; empty where no word stood beside it."""
    advised, row.advised = row.advised, {}
    if row.coach == Coach.AFTER:
        row.coached = True
        return {"coach": row.coach}
    return {"coach": Coach.BEFORE.value, "advised": advised["why"]} if advised.get("turn") == len(row.lines) else {}


def told_with(line: dict[str, Any], who: Practising) -> str:
    """On the scorecard: what the coach said beside a line."""
    if line.get("coach") == Coach.BEFORE:
        return who.say("line_before", words="; ".join(who.say(f"effect_{why}") for why in line["advised"]))
    return who.say("line_after") if line.get("coach") == Coach.AFTER else ""


def told_of_all(row: Rehearsal, who: Practising) -> str:
    """On the scorecard: how often a word of the coach's stood beside a line."""
    often = {way: sum(line.get("coach") == way for line in row.lines) for way in (Coach.BEFORE, Coach.AFTER)}
    told = [who.say(f"was_coached_{way}", n=n) for way, n in often.items() if n]
    return " ".join(told) or (who.say("was_coached") if row.coached else "")


def stores(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """What the coach does in each of the trainer's stores, unless an assignment says otherwise."""
    there = [
        {"value": str(number or ""), "label": name or who.say("every_store"), "coach": coach or ""}
        for number, name, coach in stores_coached(session, who.desk.scope)
    ]
    return {"stores": there}


def decide(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """From now on the coach does this in a store; conversations under way go on as they began."""
    wanted, number = text_of(payload, "coach", 20), text_of(payload, "store", 20)
    near = {str(store_id or ""): (store_id, name) for store_id, name, _ in stores_coached(session, who.desk.scope)}
    if number not in near:
        raise OutOfScope("There is no such store here.")
    if wanted and wanted not in list(Coach):
        raise PracticeRefused("The coach speaks before, after or not at all.", key="coach_choice")
    store_id, name = near[number]
    session.add(CoachChoice(store_id=store_id, coach=wanted, by_id=who.desk.user_id, at=who.now))
    session.flush()
    said = who.say("coach_decided", store=name or who.say("every_store"), coach=who.say(f"coach_{wanted or 'free'}"))
    return {"done": said, **stores(session, who, payload)}


def _telling(changes: tuple[Change, ...]) -> Change | None:
    """The one to name: what surely pricks, else what pleases, else what might prick. None: nothing to say."""
    told = [change for change in changes if change.why != "time" and change.felt]
    surely = [one for one in told if one.felt < 0 and not one.suspected]
    pleasing = [one for one in told if one.felt > 0]
    if surely or not pleasing:
        return min(surely or told, key=lambda one: one.felt, default=None)
    return max(pleasing, key=lambda one: one.felt)
