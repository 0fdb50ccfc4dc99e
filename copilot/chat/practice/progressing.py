"""Progress as a picture: by person, by store and over all, each skill week by week; the same as a table and as CSV."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.practice.answering import Practising
from copilot.chat.practice.following import cell
from copilot.domain.desk import Role
from copilot.records.practice_progress import Practised, practised
from copilot.rehearsal.scenario import Skill

_WEEK = timedelta(days=7)


def progress(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The curves of whom the asker may see; who leads sees how often, and marks only where they are shared."""
    found = practised(session, who.desk.scope)
    weeks = _weeks(found)
    return {
        "weeks": [{"key": week.isoformat(), "label": who.date(week)} for week in weeks],
        "curves": [
            {
                "kind": kind,
                "name": name,
                "weeks": [dict(zip(("n", "marks"), _of_week(mine, week), strict=True)) for week in weeks],
            }
            for kind, name, mine in _groups(found, who)
        ],
        "titles": [who.say("progress_mark"), *(who.say(f"skill_{skill.value}") for skill in Skill)],
        "leads": who.desk.scope.leads,
        "kept": who.say("words_kept", days=who.policy.practice_days),
    }


def export(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The same as CSV: a line for each week of each curve in which somebody practised."""
    found = practised(session, who.desk.scope)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["of", "name", "week", "times", "mark", *(skill.value for skill in Skill)])
    for kind, name, mine in _groups(found, who):
        for week in _weeks(found):
            n, marks = _of_week(mine, week)
            if n:
                table.writerow([kind, cell(name), week.isoformat(), n, *("" if mark is None else mark for mark in marks)])
    return {"text": out.getvalue(), "file": f"practice-progress-{who.desk.today.isoformat()}.csv"}


def _groups(found: Sequence[Practised], who: Practising) -> list[tuple[str, str, list[Practised]]]:
    """Everybody together, then each store, then each person; an associate has their own curve alone."""
    if who.desk.role is Role.ASSOCIATE or not found:
        return [("person", who.desk.name, list(found))] if found else []
    stores = sorted({one.store for one in found if one.store})
    people = sorted({(one.person, one.person_id) for one in found})
    return [
        ("all", who.say("progress_all"), list(found)),
        *(("store", store, [one for one in found if one.store == store]) for store in stores),
        *(("person", name, [one for one in found if one.person_id == number]) for name, number in people),
    ]


def _weeks(found: Sequence[Practised]) -> list[date]:
    """Every Monday from the first to the last, those without practice too."""
    if not found:
        return []
    first, last = min(one.week for one in found), max(one.week for one in found)
    return [first + n * _WEEK for n in range((last - first) // _WEEK + 1)]


def _of_week(mine: Sequence[Practised], week: date) -> tuple[int, list[int | None]]:
    """How often in a week, and on average the mark and each skill; None where there is no mark to see."""
    here = [one for one in mine if one.week == week]
    told = [one for one in here if one.points is not None]
    if not told:
        return len(here), [None] * (1 + len(Skill))
    marks = [sum(one.points or 0 for one in told) / len(told)]
    marks += [sum(one.skills.get(skill.value, 0) for one in told) / len(told) for skill in Skill]
    return len(here), [round(mark) for mark in marks]
