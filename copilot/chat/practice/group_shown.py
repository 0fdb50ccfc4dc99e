"""A group as the page shows it: what was said, who is there, and once a round is closed every answer with what it did."""

from string import ascii_uppercase

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.practice.answering import Practising
from copilot.chat.practice.playing import coached_words, how_over
from copilot.chat.practice.replaying import replayed, said_again
from copilot.domain.policy import Policy
from copilot.domain.wording import fold
from copilot.errors import OutOfScope
from copilot.records.group_scope import answers_in, chosen_answers, leads, members_of
from copilot.records.people import User
from copilot.records.practice_groups import GroupAnswer, GroupMember, PracticeGroup
from copilot.rehearsal.conversation import Conversation
from copilot.rehearsal.state import State

_FEELINGS = ("trust", "comfort", "interest", "patience")


def group_shown(session: Session, group: PracticeGroup, who: Practising, number: int | None = None) -> Shown:
    """Everything that GroupTable.jsx shows; `number`: the round whose answers are compared, by itself the latest closed one."""
    if group.words_erased_at is not None:
        return _without_words(group, who)
    conversation = conversation_so_far(session, group, who.policy)
    scenario, there = conversation.scenario, members_of(session, group.id or 0)
    lead, answered = leads(who.desk.scope, group), {one.member_id for one in answers_in(session, group.id or 0, group.round)}
    mine = next((one for one, _ in there if one.user_id == who.desk.user_id and one.joined_at and not one.left_at), None)
    waited = [one for one, _ in there if one.joined_at and not one.left_at]
    return {
        **_head(group, who),
        "leads": lead,
        "situation": scenario.situation,
        "client": scenario.client.name,
        "where": who.say(f"channel_{scenario.channel}"),
        "language": scenario.language,
        "opening": scenario.opening,
        "over": conversation.over,
        "how_over": how_over(conversation, who),
        "turns": [{"said": turn.said, "answer": turn.answer} for turn in conversation.turns],
        "answered": sum(one.id in answered for one in waited),
        "people": [_person(one, user, one.id in answered) for one, user in there] if lead else [],
        "here": len(waited),
        "my_answer": _own(session, group, mine) if mine else None,
        "compared": _compared(session, group, who, number),
    }


def conversation_so_far(session: Session, group: PracticeGroup, policy: Policy, before: int | None = None) -> Conversation:
    """What was said with the answers that were chosen; `before`: as it was when that round began."""
    chosen = [one for one in chosen_answers(session, group.id or 0) if before is None or one.round < before]
    return replayed(group.text, [one.line for one in chosen], policy)


def _head(group: PracticeGroup, who: Practising) -> Shown:
    return {
        "id": group.id,
        "title": group.title,
        "code": group.code,
        "round": group.round,
        "closed": group.closed_at is not None,
        "ended": group.ended_at is not None,
        "hides_names": group.hides_names,
        "erased": "",
        "when": who.day(group.started_at),
    }


def _without_words(group: PracticeGroup, who: Practising) -> Shown:
    erased = group.words_erased_at or group.started_at
    return {**_head(group, who), "ended": True, "erased": who.say("words_erased", when=who.date(erased.date()))}


def _person(member: GroupMember, user: User | None, answered: bool) -> Shown:
    return {
        "id": member.id,
        "name": user.name if user else member.name,
        "typed": user is None,
        "there": member.joined_at is not None,
        "left": member.left_at is not None,
        "answered": answered,
    }


def _own(session: Session, group: PracticeGroup, mine: GroupMember) -> str:
    given = [one for one in answers_in(session, group.id or 0, group.round) if one.member_id == mine.id]
    return str(given[0].line["said"]) if given else ""


def _compared(session: Session, group: PracticeGroup, who: Practising, number: int | None) -> Shown | None:
    """The answers of a closed round side by side; None as long as there is none."""
    last = group.round if group.closed_at or group.ended_at else group.round - 1
    number = last if number is None else number
    if not 1 <= number <= last:
        if number > last >= 1:
            raise OutOfScope("There is no such round yet.")
        return None
    before = conversation_so_far(session, group, who.policy, number)
    names = {one.id: user.name if user else one.name for one, user in members_of(session, group.id or 0)}
    given = answers_in(session, group.id or 0, number)
    if group.hides_names:
        given = sorted(given, key=lambda one: fold(str(one.line["said"])))
        names = {one.member_id: who.say("group_answer", letter=_letter(n)) for n, one in enumerate(given)}
    return {
        "round": number,
        "line": before.clients_last,
        "answers": [_answer(one, names.get(one.member_id, ""), before, who) for one in given],
    }


def _answer(given: GroupAnswer, name: str, before: Conversation, who: Practising) -> Shown:
    turn = said_again(before, given.line, who.policy).turns[-1]
    return {
        "id": given.id,
        "name": name or who.say("group_nobody"),
        "said": turn.said,
        "answer": turn.answer,
        "chosen": given.chosen,
        "felt": [_felt(one, before.state, turn.state, who) for one in _FEELINGS],
        **coached_words(turn, who),
    }


def _felt(feeling: str, before: State, after: State, who: Practising) -> Shown:
    now = int(getattr(after, feeling))
    return {"name": who.say(f"feeling_{feeling}"), "now": now, "change": now - int(getattr(before, feeling))}


def _letter(n: int) -> str:
    return ascii_uppercase[n] if n < len(ascii_uppercase) else f"{ascii_uppercase[n % 26]}{n // 26}"
