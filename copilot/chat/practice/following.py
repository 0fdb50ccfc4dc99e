"""What was practised: sessions and progress for a trainer, and for who leads a shop only that it was done."""

import csv
import io
from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.practice.answering import Practising
from copilot.chat.practice.marking import points_of
from copilot.records.rehearsal_scope import completion, objections_to, rehearsals_in_sight
from copilot.rehearsal.scenario import Skill


def follow(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """What the asker may read of others, and what was assigned."""
    rows = [(row, user) for row, user in rehearsals_in_sight(session, who.desk.scope) if row.user_id != who.desk.user_id]
    return {
        "sessions": [
            {
                "id": row.id,
                "who": user.name,
                "title": row.title,
                "when": who.day(row.ended_at or row.started_at),
                "points": points_of(session, row),
                "objects": any(one.answered_at is None for one in objections_to(session, row.id or 0)),
            }
            for row, user in rows
        ],
        "assigned": [
            {
                "who": one.person,
                "store": one.store,
                "title": one.scenario,
                "due": who.date(one.due) if one.due else "",
                "done": who.say("done_on", when=who.day(one.ended_at)) if one.ended_at else who.say("not_yet"),
                "late": bool(one.due and not one.ended_at and one.due < who.desk.today),
            }
            for one in completion(session, who.desk.scope)
        ],
    }


def export(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Every session of the trainer's people as CSV: who, what, when, the mark and the skills; no words."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["person", "scenario", "ended", "points", *(skill.value for skill in Skill), "tried_again", "coached"])
    for row, user in rehearsals_in_sight(session, who.desk.scope):
        if row.ended_at:
            skills = [row.skills.get(skill.value, "") for skill in Skill]
            ended = row.ended_at.isoformat(timespec="minutes")
            points = points_of(session, row)
            table.writerow([cell(user.name), cell(row.scenario), ended, points, *skills, len(row.taken_back), int(row.coached)])
    return {"text": out.getvalue(), "file": f"practice-{who.desk.today.isoformat()}.csv"}


def cell(words: str) -> str:
    """A name that a spreadsheet would take for a formula is told not to be one."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@") else words
