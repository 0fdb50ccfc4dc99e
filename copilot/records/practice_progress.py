"""How people come on, week by week: that they practised, and their marks where the asker may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from copilot.domain.desk import Role, Scope
from copilot.records.people import Store, User
from copilot.records.rehearsal_scope import people_in_sight
from copilot.records.rehearsals import MarkObjection, Rehearsal


@dataclass(frozen=True)
class Practised:
    """One conversation that somebody played to its end."""

    person: str
    person_id: int
    store: str  #: where they stood then
    week: date  #: its Monday
    points: int | None  #: None: not for the asker
    skills: dict[str, int]


def practised(session: Session, scope: Scope) -> list[Practised]:
    """An associate's own; of others those whom the asker trains or leads. Who leads is told no mark unless it is shared."""
    wanted = select(Rehearsal, Rehearsal.ended_at, User.name, Store.name).join(User, col(User.id) == Rehearsal.user_id)
    wanted = wanted.join(Store, col(Store.id) == Rehearsal.store_id, isouter=True)
    ended = (col(Rehearsal.ended_at).is_not(None), col(Rehearsal.tryout).is_(False), _theirs(session, scope))
    rows = session.exec(wanted.where(*ended).order_by(col(Rehearsal.ended_at), col(Rehearsal.id))).all()
    corrected = _corrected(session, [row.id for row, *_ in rows])
    found = []
    for row, at, person, store in rows:
        told = scope.role in (Role.ASSOCIATE, Role.TRAINER) or row.shared or row.user_id == scope.user_id
        points = corrected.get(row.id, row.points) if told else None
        skills = row.skills if told else {}
        if at is None:
            continue
        found.append(Practised(person, row.user_id, store or "", _monday(at.date()), points, skills))
    return found


def _theirs(session: Session, scope: Scope) -> ColumnElement[bool]:
    if scope.role is Role.ASSOCIATE:
        return col(Rehearsal.user_id) == scope.user_id
    return col(Rehearsal.user_id).in_([person.id for person in people_in_sight(session, scope)])


def _corrected(session: Session, ids: Sequence[int | None]) -> dict[int | None, int | None]:
    """Where a trainer corrected a mark, the last correction."""
    wanted = select(MarkObjection).where(col(MarkObjection.rehearsal_id).in_(ids), col(MarkObjection.points).is_not(None))
    return {one.rehearsal_id: one.points for one in session.exec(wanted.order_by(col(MarkObjection.id)))}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
