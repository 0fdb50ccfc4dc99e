"""Who sees what of practice: associates their own, trainers those of their stores, who leads a shop that it was done.

Somebody who leads reads a conversation only where the associate shares it; until then it is nothing that exists for them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Role, Scope
from copilot.errors import OutOfScope
from copilot.records.people import Store, User
from copilot.records.rehearsals import Assignment, LineComment, MarkObjection, Rehearsal

_GONE = "There is no such practice here."


@dataclass(frozen=True)
class Done:
    """That somebody practised something, or has still to: no words, no mark."""

    person: str
    store: str
    scenario: str
    due: date | None
    ended_at: datetime | None  #: None: not yet


def own_rehearsal(session: Session, scope: Scope, rehearsal_id: int) -> Rehearsal:
    """One that the asker plays or played; OutOfScope where it is another's or none."""
    found = session.get(Rehearsal, rehearsal_id)
    if found is None or found.user_id != scope.user_id:
        raise OutOfScope(_GONE)
    return found


def rehearsal_in_sight(session: Session, scope: Scope, rehearsal_id: int) -> Rehearsal:
    """One that the asker may read; OutOfScope where there is none, or where they may not."""
    found = session.exec(select(Rehearsal).where(Rehearsal.id == rehearsal_id, _in_sight(scope))).first()
    if found is None:
        raise OutOfScope(_GONE)
    return found


def followed(session: Session, scope: Scope, rehearsal_id: int) -> Rehearsal:
    """One that the asker follows as a trainer: only they comment and correct."""
    if scope.role is not Role.TRAINER:
        raise OutOfScope(_GONE)
    return rehearsal_in_sight(session, scope, rehearsal_id)


def rehearsals_in_sight(session: Session, scope: Scope) -> list[tuple[Rehearsal, User]]:
    """Everybody's that the asker may read, the latest first; of others' only those that ended."""
    wanted = select(Rehearsal, User).where(Rehearsal.user_id == User.id, _in_sight(scope), col(Rehearsal.tryout).is_(False))
    wanted = wanted.where(or_(col(Rehearsal.ended_at).is_not(None), Rehearsal.user_id == scope.user_id))
    return list(session.exec(wanted.order_by(col(Rehearsal.started_at).desc(), col(Rehearsal.id).desc())).all())


def own_rehearsals(session: Session, scope: Scope) -> list[Rehearsal]:
    """The asker's own, the latest first; what was only tried out is none of them."""
    mine = select(Rehearsal).where(Rehearsal.user_id == scope.user_id, col(Rehearsal.tryout).is_(False))
    return list(session.exec(mine.order_by(col(Rehearsal.started_at).desc(), col(Rehearsal.id).desc())).all())


def assigned_to(session: Session, scope: Scope) -> list[tuple[Assignment, bool]]:
    """What the asker is asked to practise, the most pressing first, and whether they have."""
    mine: ColumnElement[bool] = col(Assignment.user_id) == scope.user_id
    if scope.role is Role.ASSOCIATE and scope.store_id is not None:
        mine = or_(mine, col(Assignment.store_id) == scope.store_id)
    given = session.exec(select(Assignment).where(mine).order_by(col(Assignment.id))).all()
    found = [(one, _done_at(session, one, scope.user_id) is not None) for one in given]
    return sorted(found, key=lambda one: (one[1], one[0].due or date.max, one[0].id))


def completion(session: Session, scope: Scope) -> list[Done]:
    """Of everybody whom the asker leads or trains: what was assigned, and when it was done. OutOfScope for an associate."""
    if scope.role is Role.ASSOCIATE:
        raise OutOfScope(_GONE)
    people = people_in_sight(session, scope)
    stores = {store.id: store.name for store in session.exec(select(Store)).all()}
    rows = []
    for given in session.exec(select(Assignment).order_by(col(Assignment.id).desc())).all():
        for person in people:
            if person.id == given.user_id or (person.role == Role.ASSOCIATE and person.store_id == given.store_id is not None):
                at = _done_at(session, given, person.id or 0)
                rows.append(Done(person.name, stores.get(person.store_id, ""), given.title, given.due, at))
    return rows


def people_in_sight(session: Session, scope: Scope) -> list[User]:
    """Who practises under the eyes of the asker: those of their store, or everybody's where they have none."""
    wanted = select(User).where(col(User.active).is_(True), col(User.role).in_([Role.ASSOCIATE.value, Role.MANAGER.value]))
    if scope.store_id is not None:
        wanted = wanted.where(User.store_id == scope.store_id)
    return list(session.exec(wanted.order_by(User.name, col(User.id))).all())


def comments_on(session: Session, rehearsal_id: int) -> list[tuple[LineComment, User]]:
    """What trainers said about its lines, in order. Ask `rehearsal_in_sight` first."""
    wanted = select(LineComment, User).where(LineComment.by_id == User.id, LineComment.rehearsal_id == rehearsal_id)
    return list(session.exec(wanted.order_by(col(LineComment.turn), col(LineComment.id))).all())


def objections_to(session: Session, rehearsal_id: int) -> list[MarkObjection]:
    """Who did not agree with its mark, and what came of it, in order. Ask `rehearsal_in_sight` first."""
    wanted = select(MarkObjection).where(MarkObjection.rehearsal_id == rehearsal_id)
    return list(session.exec(wanted.order_by(col(MarkObjection.id))).all())


def _in_sight(scope: Scope) -> ColumnElement[bool]:
    mine = col(Rehearsal.user_id) == scope.user_id
    if scope.role is Role.ASSOCIATE:
        return mine
    there = select(User.id)
    if scope.store_id is not None:
        there = there.where(User.store_id == scope.store_id)
    theirs = col(Rehearsal.user_id).in_(there) & col(Rehearsal.ended_at).is_not(None)
    return mine | (theirs if scope.role is Role.TRAINER else theirs & col(Rehearsal.shared).is_(True))


def _done_at(session: Session, given: Assignment, user_id: int) -> datetime | None:
    """When this person first played it to its end after it was assigned."""
    ended = select(Rehearsal.ended_at).where(
        Rehearsal.user_id == user_id, Rehearsal.assignment_id == given.id, col(Rehearsal.ended_at).is_not(None)
    )
    return session.exec(ended.order_by(col(Rehearsal.ended_at))).first()
