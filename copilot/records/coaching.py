"""When the coach says a word: as the assignment has it, else as the store has it, else as who practises likes."""

from enum import StrEnum

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Role, Scope
from copilot.errors import OutOfScope
from copilot.records.people import Store
from copilot.records.rehearsals import Assignment, CoachChoice


class Coach(StrEnum):
    """When a word stands beside a line."""

    OFF = "off"
    BEFORE = "before"  #: while it is written
    AFTER = "after"  #: once it is said


def coach_decided(session: Session, scope: Scope, assignment_id: int | None) -> Coach | None:
    """What a trainer decided for this conversation; None: who practises may choose."""
    given = session.get(Assignment, assignment_id) if assignment_id else None
    if given is not None and given.coach:
        return Coach(given.coach)
    return coach_of(session, scope.store_id)


def coach_of(session: Session, store_id: int | None) -> Coach | None:
    """What holds in a store where an assignment says nothing: its own, else the one for every store. None: nothing."""
    here = or_(col(CoachChoice.store_id) == store_id, col(CoachChoice.store_id).is_(None))
    own_first = (col(CoachChoice.store_id).is_(None), col(CoachChoice.id).desc())
    found = session.exec(select(CoachChoice).where(here).order_by(*own_first)).first()
    return Coach(found.coach) if found is not None and found.coach else None


def stores_coached(session: Session, scope: Scope) -> list[tuple[int | None, str, Coach | None]]:
    """The stores for which this trainer decides, with what holds there; first, for a trainer of the house, every store.

    OutOfScope for anybody else.
    """
    if scope.role is not Role.TRAINER:
        raise OutOfScope("There is no such practice here.")
    wanted = select(Store).order_by(Store.name, col(Store.id))
    if scope.store_id is not None:
        wanted = wanted.where(Store.id == scope.store_id)
    every: list[tuple[int | None, str]] = [(None, "")] if scope.store_id is None else []
    near = [*every, *((store.id, store.name) for store in session.exec(wanted).all())]
    return [(store_id, name, coach_of(session, store_id)) for store_id, name in near]
