"""A round of a group: everybody answers the same line, the answers stand side by side, the conversation goes on with one."""

from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.group_shown import conversation_so_far, group_shown
from copilot.chat.practice.replaying import line_of
from copilot.errors import OutOfScope
from copilot.records.group_scope import answers_in, group_in_sight, group_led, leads, members_of
from copilot.records.practice_groups import GroupAnswer, GroupMember, PracticeGroup
from copilot.rehearsal.conversation import LONGEST, NotNow, say


def answer(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """One's answer to the line of this round, also a better one as long as the round is open.

    Who leads types for those who have no account.
    """
    group = group_in_sight(session, who.desk.scope, whole_number(payload, "id"))
    line, member = text_of(payload, "line", LONGEST), _speaker(session, group, who, payload)
    _open_round(group, payload)
    if not line.strip():
        raise PracticeRefused("Write what you would say.", key="group_blank")
    try:
        turn = say(conversation_so_far(session, group, who.policy), line, who.examine, who.policy).turns[-1]
    except NotNow as over:
        raise PracticeRefused("This conversation is over.", key="is_over") from over
    _keep(session, group, member, line_of(turn, turn.answer), who)
    return {"group": group_shown(session, group, who)}


def close(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The round is closed: all answers stand side by side. Closing it twice changes nothing."""
    group = group_led(session, who.desk.scope, whole_number(payload, "id"))
    number = whole_number(payload, "round")
    if not answers_in(session, group.id or 0, number):
        raise PracticeRefused("Nobody answered yet.", key="group_no_answer")
    if not _move(session, group, number, col(PracticeGroup.closed_at).is_(None), closed_at=who.now):
        _stale_unless(group.round == number and group.closed_at is not None)
    return {"group": group_shown(session, group, who)}


def reopen(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Closed too soon: the round takes answers again."""
    group = group_led(session, who.desk.scope, whole_number(payload, "id"))
    number = whole_number(payload, "round")
    if not _move(session, group, number, col(PracticeGroup.closed_at).is_not(None), closed_at=None):
        _stale_unless(group.round == number and group.closed_at is None)
    return {"group": group_shown(session, group, who)}


def choose(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The conversation goes on with this answer. Of two trainers who choose at once, the first one chose."""
    group = group_led(session, who.desk.scope, whole_number(payload, "id"))
    number, wanted = whole_number(payload, "round"), whole_number(payload, "answer")
    chosen = next((one for one in answers_in(session, group.id or 0, number) if one.id == wanted), None)
    if chosen is None:
        raise OutOfScope("There is no such answer here.")
    if _move(session, group, number, col(PracticeGroup.closed_at).is_not(None), round=number + 1, closed_at=None):
        chosen.chosen = True
        session.add(chosen)
        session.flush()
    else:
        _stale_unless(group.round == number + 1 and chosen.chosen)
    return {"group": group_shown(session, group, who)}


def hide_names(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Whose answer is whose is shown to nobody, or to everybody again."""
    group = group_led(session, who.desk.scope, whole_number(payload, "id"))
    group.hides_names = payload.get("on") is True
    session.add(group)
    session.flush()
    return {"group": group_shown(session, group, who)}


def end(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Over: nobody answers any more; what was said can be read by who was there."""
    group = group_led(session, who.desk.scope, whole_number(payload, "id"))
    group.ended_at = group.ended_at or who.now
    session.add(group)
    session.flush()
    return {"group": group_shown(session, group, who)}


def _speaker(session: Session, group: PracticeGroup, who: Practising, payload: dict[str, Any]) -> GroupMember:
    there = [one for one, _ in members_of(session, group.id or 0) if one.left_at is None]
    if payload.get("member") is None:
        found = next((one for one in there if one.user_id == who.desk.user_id and one.joined_at), None)
    else:
        number = whole_number(payload, "member")
        typed = [one for one in there if one.user_id is None and leads(who.desk.scope, group)]
        found = next((one for one in typed if one.id == number), None)
    if found is None:
        raise OutOfScope("There is nobody like that here.")
    return found


def _open_round(group: PracticeGroup, payload: dict[str, Any]) -> None:
    if group.ended_at is not None:
        raise PracticeRefused("This group has ended.", key="group_ended")
    if group.round != whole_number(payload, "round") or group.closed_at is not None:
        raise PracticeRefused("This round is closed.", key="group_round_closed")


def _keep(session: Session, group: PracticeGroup, member: GroupMember, line: dict[str, Any], who: Practising) -> None:
    mine = select(GroupAnswer).where(GroupAnswer.member_id == member.id, GroupAnswer.round == group.round)
    kept = session.exec(mine).first()
    if kept is None:
        try:
            with session.begin_nested():
                given = GroupAnswer(group_id=group.id or 0, member_id=member.id or 0, round=group.round, line=line, at=who.now)
                session.add(given)
            return
        except IntegrityError:  # a second tap at the same moment, and the first one won
            kept = session.exec(mine).one()
    kept.line, kept.at = line, who.now
    session.add(kept)
    session.flush()


def _move(session: Session, group: PracticeGroup, number: int, stands: ColumnElement[bool], **becomes: object) -> bool:
    """The group one step on, unless it is no longer where the asker saw it; whether it moved."""
    here = (col(PracticeGroup.id) == group.id, col(PracticeGroup.round) == number, col(PracticeGroup.ended_at).is_(None), stands)
    moved = session.execute(update(PracticeGroup).where(*here).values(**becomes)).rowcount  # type: ignore[attr-defined] # an UPDATE has it
    session.refresh(group)
    return bool(moved)


def _stale_unless(done_already: bool) -> None:
    if not done_already:
        raise PracticeRefused("The group went on meanwhile.", key="group_went_on")
