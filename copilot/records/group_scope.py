"""Who sees and who leads a group that practises together: its people see it, and trainers where they train lead it.

A group of a store's trainer is of that store; one of a trainer of the house is of every store.
"""

import secrets

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, false, or_, select, true

from copilot.domain.desk import Role, Scope
from copilot.errors import OutOfScope
from copilot.records.people import User
from copilot.records.practice_groups import GroupAnswer, GroupMember, PracticeGroup

_GONE = "There is no such group here."
_LETTERS, _LONG = "ABCDEFGHJKLMNPQRSTUVWXYZ", 5  #: no I and no O: they are read as figures


def group_led(session: Session, scope: Scope, group_id: int) -> PracticeGroup:
    """One that the asker leads; OutOfScope where there is none."""
    found = session.exec(select(PracticeGroup).where(PracticeGroup.id == group_id, _led(scope))).first()
    if found is None:
        raise OutOfScope(_GONE)
    return found


def group_in_sight(session: Session, scope: Scope, group_id: int) -> PracticeGroup:
    """One that the asker leads or belongs to; OutOfScope where there is none."""
    found = session.exec(select(PracticeGroup).where(PracticeGroup.id == group_id, or_(_led(scope), _belongs(scope)))).first()
    if found is None:
        raise OutOfScope(_GONE)
    return found


def groups_in_sight(session: Session, scope: Scope) -> list[PracticeGroup]:
    """Those that the asker leads, belongs to or is asked to join; the latest first."""
    asked = select(GroupMember.group_id).where(GroupMember.user_id == scope.user_id)
    wanted = select(PracticeGroup).where(or_(_led(scope), col(PracticeGroup.id).in_(asked)))
    return list(session.exec(wanted.order_by(col(PracticeGroup.id).desc())).all())


def group_by_code(session: Session, scope: Scope, code: str) -> PracticeGroup:
    """The open group of this code, where the asker works; OutOfScope where there is none."""
    wanted = select(PracticeGroup).where(PracticeGroup.code == code.strip().upper(), col(PracticeGroup.ended_at).is_(None))
    if scope.store_id is not None:
        asked = select(GroupMember.group_id).where(GroupMember.user_id == scope.user_id)
        here = or_(col(PracticeGroup.store_id).is_(None), col(PracticeGroup.store_id) == scope.store_id)
        wanted = wanted.where(or_(here, col(PracticeGroup.id).in_(asked)))
    found = session.exec(wanted).first()
    if found is None:
        raise OutOfScope(_GONE)
    return found


def leads(scope: Scope, group: PracticeGroup) -> bool:
    """Whether the asker leads it: as the trainer who opened it, or as another one where they train."""
    if scope.role is not Role.TRAINER:
        return False
    return group.by_id == scope.user_id or scope.store_id is None or scope.store_id == group.store_id


def members_of(session: Session, group_id: int) -> list[tuple[GroupMember, User | None]]:
    """Everybody of a group, in the order in which they came. Ask `group_in_sight` first."""
    wanted = select(GroupMember, User).join(User, col(User.id) == GroupMember.user_id, isouter=True)
    return [
        (one, user) for one, user in session.exec(wanted.where(GroupMember.group_id == group_id).order_by(col(GroupMember.id)))
    ]


def member_of(session: Session, scope: Scope, group_id: int) -> GroupMember | None:
    """The asker as a member, whether they came, stay or left."""
    wanted = select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.user_id == scope.user_id)
    return session.exec(wanted).first()


def answers_in(session: Session, group_id: int, number: int) -> list[GroupAnswer]:
    """What was answered in a round, as it came. Ask `group_in_sight` first."""
    wanted = select(GroupAnswer).where(GroupAnswer.group_id == group_id, GroupAnswer.round == number)
    return list(session.exec(wanted.order_by(col(GroupAnswer.id))).all())


def chosen_answers(session: Session, group_id: int) -> list[GroupAnswer]:
    """Those with which the conversation went on, in order. Ask `group_in_sight` first."""
    wanted = select(GroupAnswer).where(GroupAnswer.group_id == group_id, col(GroupAnswer.chosen).is_(True))
    return list(session.exec(wanted.order_by(col(GroupAnswer.round))).all())


def new_code(session: Session) -> str:
    """A code that no group has."""
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LONG))
        if session.exec(select(PracticeGroup.id).where(PracticeGroup.code == code)).first() is None:
            return code


def _led(scope: Scope) -> ColumnElement[bool]:
    if scope.role is not Role.TRAINER:
        return false()
    if scope.store_id is None:
        return true()
    return or_(col(PracticeGroup.by_id) == scope.user_id, col(PracticeGroup.store_id) == scope.store_id)


def _belongs(scope: Scope) -> ColumnElement[bool]:
    here = col(GroupMember.joined_at).is_not(None) & col(GroupMember.left_at).is_(None)
    mine = select(GroupMember.group_id).where(GroupMember.user_id == scope.user_id, here)
    return col(PracticeGroup.id).in_(mine)
