"""Playing: choose a scenario, say a line, take one back, end it. Nothing here reads or writes a client's row."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice import coaching
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.catalogue import Offered, offered, offered_by_name
from copilot.chat.practice.replaying import conversation_of, line_of
from copilot.errors import OutOfScope
from copilot.records.coaching import Coach
from copilot.records.rehearsal_scope import assigned_to, own_rehearsal, own_rehearsals
from copilot.records.rehearsals import Rehearsal
from copilot.rehearsal.conversation import LONGEST, Conversation, NotNow, Turn, say, take_back
from copilot.rehearsal.scenario import Mood, Scenario
from copilot.rehearsal.scorecard import scorecard


def choose(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The scenarios as cards, what was assigned first; what is not over yet, and what was played."""
    asked: dict[str, tuple[date | None, bool]] = {}
    for given, done in assigned_to(session, who.desk.scope):
        asked.setdefault(given.scenario, (given.due, done))
    cards = [
        _card(one, one.scenario, asked.get(one.name), who)
        for one in _by_need(offered(session, who.desk.scope), asked, who)
        if one.scenario
    ]
    mine = own_rehearsals(session, who.desk.scope)
    return {
        "kept": who.say("words_kept", days=who.policy.practice_days),
        "cards": cards,
        "open": [{"id": row.id, "title": row.title, "since": who.day(row.started_at)} for row in mine if not row.ended_at],
        "past": [
            {"id": row.id, "title": row.title, "when": who.day(row.ended_at), "points": row.points}
            for row in mine
            if row.ended_at
        ],
    }


def begin(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A new conversation with the client of a scenario, by its name."""
    name = text_of(payload, "name", 80)
    one = offered_by_name(session, who.desk.scope, name)
    if one.scenario is None:
        raise PracticeRefused("This cannot be played.", key="cannot_be_played", why=one.trouble)
    scenario = one.scenario
    waiting = [a.id for a, done in assigned_to(session, who.desk.scope) if a.scenario == name and not done]
    row = Rehearsal(
        user_id=who.desk.user_id,
        store_id=who.desk.store_id,
        scenario=scenario.name,
        title=scenario.title,
        text=one.text,
        assignment_id=waiting[0] if waiting else None,
        started_at=who.now,
    )
    coaching.settle(session, who, row, payload.get("coach"))
    session.add(row)
    session.flush()
    return {"play": play_shown(row, Conversation(scenario), who)}


def resume(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A conversation that is not over, as it stands; also after a restart."""
    row = _under_way(session, who, payload)
    return {"play": play_shown(row, conversation_of(row, who.policy), who)}


def speak(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The associate says a line, and the client answers."""
    row, line = _under_way(session, who, payload), text_of(payload, "line", LONGEST)
    conversation = conversation_of(row, who.policy)
    if whole_number(payload, "turn") != len(row.lines):
        raise PracticeRefused("This page is older than the conversation.", key="stale")
    voice = who.voice(conversation, [one["meant"] for one in row.lines])
    try:
        conversation = say(conversation, line, who.examine, who.policy, voice)
    except NotNow as over:
        raise PracticeRefused("This conversation is over.", key="is_over") from over
    last = conversation.turns[-1]
    row.lines = [*row.lines, {**line_of(last, voice.meant), **coaching.shown_with(row)}]
    row.voiced += voice.by_model
    session.add(row)
    return {"play": play_shown(row, conversation, who)}


def back(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Take the last turn back, to try it again; that it was is kept."""
    row = _under_way(session, who, payload)
    try:
        conversation = take_back(conversation_of(row, who.policy))
    except NotNow as nothing:
        raise PracticeRefused("There is nothing to take back yet.", key="nothing_back") from nothing
    undone = row.lines[-1]
    row.taken_back = [*row.taken_back, {"turn": len(row.lines), "said": undone["said"], "answer": undone["answer"]}]
    row.lines = row.lines[:-1]
    session.add(row)
    return {"play": play_shown(row, conversation, who), "line": undone["said"]}


def coach(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The coach's word before a line is sent, after, or none: where no trainer decided."""
    row = _under_way(session, who, payload)
    coaching.choose(session, who, row, payload.get("coach"))
    return {"play": play_shown(row, conversation_of(row, who.policy), who)}


def end(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Over: the mark is given and stays. What was never begun leaves nothing behind."""
    row = _under_way(session, who, payload)
    if row.tryout:
        raise OutOfScope("A try-out has no mark.")
    if not row.lines:
        session.delete(row)
        return {"ended": None}
    mark = scorecard(conversation_of(row, who.policy))
    row.points, row.tier, row.ended_at = mark.points, mark.tier, who.now
    row.skills = {one.skill.value: one.points for one in mark.skills}
    session.add(row)
    return {"ended": row.id, "title": row.title}


def play_shown(row: Rehearsal, conversation: Conversation, who: Practising) -> Shown:
    """The conversation for who plays it: how the client feels is shown only where the coach speaks after."""
    scenario, after = conversation.scenario, row.coach == Coach.AFTER
    return {
        "id": row.id,
        "name": row.scenario,
        "title": scenario.title,
        "situation": scenario.situation,
        "client": scenario.client.name,
        "where": who.say(f"channel_{scenario.channel}"),
        "opening": scenario.opening,
        "language": scenario.language,
        "coach": row.coach,
        "coach_set": who.say("coach_set", coach=who.say(f"coach_{row.coach}")) if row.coach_set else "",
        "again": who.say("tried_again", n=len(row.taken_back)) if row.taken_back else "",
        "over": conversation.over,
        "how_over": how_over(conversation, who),
        "turns": [
            {"said": turn.said, "answer": turn.answer, "coach": coached_words(turn, who) if after else None}
            for turn in conversation.turns
        ],
    }


def coached_words(turn: Turn, who: Practising) -> Shown:
    """What a line did to the client, in words."""
    felt = [change for change in turn.changes if change.why != "time"]
    return {
        "mood": who.say(f"mood_{turn.mood.value}"),
        "effects": [{"words": who.say(f"effect_{change.why}"), "good": change.felt > 0} for change in felt],
    }


def how_over(conversation: Conversation, who: Practising) -> str:
    """How it ended, in a sentence; empty as long as it goes on."""
    if not conversation.over:
        return ""
    mood = conversation.turns[-1].mood
    name = conversation.scenario.client.name
    return who.say(f"over_{mood.value}" if mood in (Mood.LEAVES, Mood.STOPS, Mood.CONTENT) else "over_time", client=name)


def _by_need(all_there: list[Offered], asked: Mapping[str, tuple[date | None, bool]], who: Practising) -> list[Offered]:
    """What was assigned first, by its day; then what is in the asker's language."""

    def place(one: Offered) -> tuple[bool, date, bool]:
        due, done = asked.get(one.name, (None, True))
        spoken = one.scenario is not None and one.scenario.language == who.desk.language[:2]
        return done, due or date.max, not spoken

    return sorted(all_there, key=place)


def _card(one: Offered, scenario: Scenario, asked: tuple[date | None, bool] | None, who: Practising) -> Shown:
    due, done = asked or (None, False)
    assigned = "" if asked is None else who.say("assigned_done") if done else who.say("assigned")
    if asked and not done and due:
        assigned = who.say("assigned_until", day=who.date(due))
    return {
        "name": one.name,
        "title": scenario.title,
        "situation": scenario.situation,
        "language": who.say(f"language_{scenario.language}"),
        "lang": scenario.language,
        "where": who.say(f"channel_{scenario.channel}"),
        "assigned": assigned,
    }


def _under_way(session: Session, who: Practising, payload: dict[str, Any]) -> Rehearsal:
    row = own_rehearsal(session, who.desk.scope, whole_number(payload, "id"))
    if row.ended_at:
        raise PracticeRefused("This conversation is over.", key="is_over")
    return row
