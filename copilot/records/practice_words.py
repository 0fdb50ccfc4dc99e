"""The words of practice are erased in time, and a person's at once where that is asked for. Marks stay as figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from copilot.records.people import User
from copilot.records.practice_groups import GroupAnswer, GroupMember, PracticeGroup
from copilot.records.rehearsals import Assignment, LineComment, MarkObjection, Rehearsal
from copilot.records.upkeep import AuditLine

ERASED = "practice words erased"


@dataclass(frozen=True)
class Kept:
    """What is kept in words at this moment."""

    conversations: int
    groups: int
    oldest: datetime | None


def erase_old_words(session: Session, days: int, now: datetime) -> int:
    """Erase what was said more than so many days ago, and write that down; how many conversations. The caller commits."""
    before = now - timedelta(days=days)
    ended = select(Rehearsal).where(col(Rehearsal.words_erased_at).is_(None), col(Rehearsal.ended_at) < before)
    left = select(Rehearsal).where(col(Rehearsal.ended_at).is_(None), col(Rehearsal.started_at) < before)
    groups = select(PracticeGroup).where(col(PracticeGroup.words_erased_at).is_(None), col(PracticeGroup.started_at) < before)
    old, unfinished, met = session.exec(ended).all(), session.exec(left).all(), session.exec(groups).all()
    for row in old:
        _without_words(session, row, now)
    _delete(session, unfinished)
    for group in met:
        _group_without_words(session, group, now)
    count = len(old) + len(unfinished) + len(met)
    if count:
        detail = f"{len(old)} marked, {len(unfinished)} never ended, {len(met)} of groups; older than {days} days"
        session.add(AuditLine(at=now, action=ERASED, detail=detail))
    session.flush()
    return count


def forget_practice(session: Session, user: User, now: datetime) -> int:
    """Remove everything that this person practised, marks too; how many conversations. The caller commits.

    Where a group went on with an answer of theirs, what the others said after it answers theirs: that group loses its words.
    """
    mine = session.exec(select(Rehearsal).where(Rehearsal.user_id == user.id)).all()
    _delete(session, mine)
    session.exec(delete(Assignment).where(col(Assignment.user_id) == user.id))
    member = session.exec(select(GroupMember).where(GroupMember.user_id == user.id)).all()
    for one in member:
        given = session.exec(select(GroupAnswer).where(GroupAnswer.member_id == one.id)).all()
        if any(answer.chosen for answer in given):
            _group_without_words(session, session.get_one(PracticeGroup, one.group_id), now)
            one.user_id, one.name = None, ""
            session.add(one)
        else:
            for answer in given:
                session.delete(answer)
            session.flush()
            session.delete(one)
    detail = f"{len(mine)} conversations, {len(member)} groups; asked for"
    session.add(AuditLine(at=now, action=ERASED, subject=f"user {user.id}", detail=detail))
    session.flush()
    return len(mine)


def kept_in_words(session: Session) -> Kept:
    """How much practice is kept in words, and since when."""
    rows = select(func.count(), func.min(Rehearsal.started_at)).where(col(Rehearsal.words_erased_at).is_(None))
    groups = select(func.count(), func.min(PracticeGroup.started_at)).where(col(PracticeGroup.words_erased_at).is_(None))
    (conversations, first), (met, first_met) = session.exec(rows).one(), session.exec(groups).one()
    return Kept(conversations, met, min((at for at in (first, first_met) if at is not None), default=None))


def erasures(session: Session) -> list[AuditLine]:
    """Every time words were erased, the latest first."""
    return list(session.exec(select(AuditLine).where(AuditLine.action == ERASED).order_by(col(AuditLine.id).desc())).all())


def _without_words(session: Session, row: Rehearsal, now: datetime) -> None:
    row.lines, row.advised, row.text, row.words_erased_at = [], {}, "", now
    row.taken_back = [{"turn": one["turn"]} for one in row.taken_back]
    session.add(row)
    session.exec(delete(LineComment).where(col(LineComment.rehearsal_id) == row.id))
    for one in session.exec(select(MarkObjection).where(MarkObjection.rehearsal_id == row.id)):
        one.words, one.reason = "", ""
        session.add(one)


def _group_without_words(session: Session, group: PracticeGroup, now: datetime) -> None:
    group.text, group.words_erased_at, group.ended_at = "", now, group.ended_at or now
    session.add(group)
    for answer in session.exec(select(GroupAnswer).where(GroupAnswer.group_id == group.id)):
        answer.line = {}
        session.add(answer)
    for member in session.exec(select(GroupMember).where(GroupMember.group_id == group.id)):
        member.name = ""
        session.add(member)


def _delete(session: Session, rows: Iterable[Rehearsal]) -> None:
    for row in rows:
        for table in (LineComment, MarkObjection):
            session.exec(delete(table).where(col(table.rehearsal_id) == row.id))
        session.delete(row)
    session.flush()
