"""Practice in a group: a trainer opens one before a scenario; people come by its code or because they were picked, and go."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.catalogue import offered, offered_by_name
from copilot.chat.practice.group_shown import group_shown
from copilot.domain.desk import Role
from copilot.errors import OutOfScope
from copilot.records.group_scope import (
    group_by_code,
    group_in_sight,
    group_led,
    groups_in_sight,
    leads,
    member_of,
    members_of,
    new_code,
)
from copilot.records.practice_groups import GroupMember, PracticeGroup
from copilot.records.rehearsal_scope import people_in_sight

MOST = 30  #: people of one group


def lobby(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The groups that the asker leads, is in or is asked to join; with what one is opened, for a trainer."""
    there = groups_in_sight(session, who.desk.scope)
    shown: Shown = {
        "open": [_line(session, one, who) for one in there if one.ended_at is None],
        "past": [_line(session, one, who) for one in there if one.ended_at is not None and _was_there(session, one, who)],
    }
    if who.desk.role is Role.TRAINER:
        shown["scenarios"] = [
            {"value": one.name, "label": one.scenario.title} for one in offered(session, who.desk.scope) if one.scenario
        ]
        shown["people"] = [{"value": one.id, "label": one.name} for one in people_in_sight(session, who.desk.scope)]
    return shown


def look(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A group as it stands, with the answers of one of its rounds; also after a reload or a restart."""
    group = group_in_sight(session, who.desk.scope, whole_number(payload, "id"))
    number = whole_number(payload, "round") if payload.get("round") is not None else None
    return {"group": group_shown(session, group, who, number)}


def begin(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A trainer opens a group before a scenario. Who is picked finds it in their list; others come by its code."""
    one = offered_by_name(session, who.desk.scope, text_of(payload, "name", 80))
    if one.scenario is None:
        raise PracticeRefused("This cannot be played.", key="cannot_be_played", why=one.trouble)
    given = payload.get("people")
    near = {person.id for person in people_in_sight(session, who.desk.scope)}
    picked = [person for person in given if type(person) is int and person in near] if isinstance(given, list) else []
    if len(picked) != len(given or []):
        raise OutOfScope("There is nobody like that here.")
    picked = list(dict.fromkeys(picked))
    _room(len(picked))
    group = PracticeGroup(
        code=new_code(session),
        scenario=one.name,
        title=one.scenario.title,
        text=one.text,
        by_id=who.desk.user_id,
        store_id=who.desk.store_id,
        started_at=who.now,
    )
    session.add(group)
    session.flush()
    for user_id in picked:
        session.add(GroupMember(group_id=group.id or 0, user_id=user_id))
    session.flush()
    return {"group": group_shown(session, group, who)}


def join(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Come into a group by its code, or by its number where one was picked; who left comes back to their answers."""
    if payload.get("id") is None:
        group = group_by_code(session, who.desk.scope, text_of(payload, "code", 20))
    else:
        group = _asked(session, who, whole_number(payload, "id"))
    member = member_of(session, who.desk.scope, group.id or 0)
    if leads(who.desk.scope, group):
        return {"group": group_shown(session, group, who)}
    if member is None:
        _room(len(members_of(session, group.id or 0)) + 1)
        member = GroupMember(group_id=group.id or 0, user_id=who.desk.user_id)
    member.joined_at, member.left_at = member.joined_at or who.now, None
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError:  # a second tap at the same moment, and the first one won
        pass
    session.flush()
    return {"group": group_shown(session, group, who)}


def leave(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Go; what one answered stays. Who leads can also mark that somebody has gone."""
    if payload.get("member") is None:
        group = group_in_sight(session, who.desk.scope, whole_number(payload, "id"))
        member = member_of(session, who.desk.scope, group.id or 0)
    else:
        group = group_led(session, who.desk.scope, whole_number(payload, "id"))
        number = whole_number(payload, "member")
        member = next((one for one, _ in members_of(session, group.id or 0) if one.id == number), None)
    if member is None:
        raise OutOfScope("There is nobody like that here.")
    member.left_at = member.left_at or who.now
    session.add(member)
    session.flush()
    return {"group": group_shown(session, group, who) if leads(who.desk.scope, group) else None}


def add_name(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Somebody who sits before the trainer's screen without an account: the trainer types for them."""
    group = group_led(session, who.desk.scope, whole_number(payload, "id"))
    name = " ".join(text_of(payload, "name", 60).split())
    there = members_of(session, group.id or 0)
    if not name:
        raise PracticeRefused("Type a name.", key="group_no_name")
    same = [one for one, user in there if (user.name if user else one.name).casefold() == name.casefold()]
    if same and (same[0].user_id is not None or same[0].left_at is None):
        raise PracticeRefused("This name is there already.", key="group_named", name=name)
    _room(len(there) + 1 - len(same))
    member = same[0] if same else GroupMember(group_id=group.id or 0, name=name, joined_at=who.now)
    member.left_at = None
    session.add(member)
    session.flush()
    return {"group": group_shown(session, group, who)}


def _room(people: int) -> None:
    if people > MOST:
        raise PracticeRefused("The group is full.", key="group_full", most=MOST)


def _asked(session: Session, who: Practising, group_id: int) -> PracticeGroup:
    found = next((one for one in groups_in_sight(session, who.desk.scope) if one.id == group_id), None)
    if found is None or found.ended_at is not None:
        raise OutOfScope("There is no such group here.")
    return found


def _was_there(session: Session, group: PracticeGroup, who: Practising) -> bool:
    if leads(who.desk.scope, group):
        return True
    member = member_of(session, who.desk.scope, group.id or 0)
    return member is not None and member.joined_at is not None and member.left_at is None


def _line(session: Session, group: PracticeGroup, who: Practising) -> Shown:
    member = member_of(session, who.desk.scope, group.id or 0)
    here = leads(who.desk.scope, group) or (member is not None and member.joined_at is not None and member.left_at is None)
    return {
        "id": group.id,
        "title": group.title,
        "when": who.day(group.ended_at or group.started_at),
        "here": here,
        "mine": group.by_id == who.desk.user_id,
    }
