"""Playing: choose a scenario, say a line, take one back, end it. Nothing here reads or writes a client's row."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.catalogue import Offered, offered, offered_by_name
from copilot.chat.practice.replaying import conversation_of, line_of
from copilot.domain.desk import Role
from copilot.records.rehearsal_scope import assigned_to, own_rehearsal, own_rehearsals
from copilot.records.rehearsals import Rehearsal
from copilot.rehearsal.conversation import LONGEST, Conversation, NotNow, Turn, say, take_back
from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import Mood, Scenario, read_scenario
from copilot.rehearsal.scorecard import scorecard

LONGEST_SCENARIO = 60_000


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
        "cards": cards,
        "open": [{"id": row.id, "title": row.title, "since": who.day(row.started_at)} for row in mine if not row.ended_at],
        "past": [
            {"id": row.id, "title": row.title, "when": who.day(row.ended_at), "points": row.points}
            for row in mine
            if row.ended_at
        ],
    }


def begin(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A new conversation: of a scenario by its name, or of what a trainer just wrote, to try it out."""
    text, assignment_id = text_of(payload, "text", LONGEST_SCENARIO), None
    if text and who.desk.role is not Role.TRAINER:
        raise PracticeRefused("Only a trainer tries out a text.", key="not_yours")
    if not text:
        name = text_of(payload, "name", 80)
        text = offered_by_name(session, who.desk.scope, name).text
        waiting = [a.id for a, done in assigned_to(session, who.desk.scope) if a.scenario == name and not done]
        assignment_id = waiting[0] if waiting else None
    try:
        scenario = read_scenario(text)
    except ScenarioRefused as refused:
        raise PracticeRefused("This cannot be played.", key="cannot_be_played", why=str(refused)) from refused
    row = Rehearsal(
        user_id=who.desk.user_id,
        store_id=who.desk.store_id,
        scenario=scenario.name,
        title=scenario.title,
        text=text,
        assignment_id=assignment_id,
        coached=payload.get("coach") is True,
        started_at=who.now,
    )
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
    row.coached = payload["coach"] is True if "coach" in payload else row.coached
    row.lines = [*row.lines, line_of(last, voice.meant)]
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
    """The coach's word beside each line, or none."""
    row = _under_way(session, who, payload)
    row.coached = payload.get("on") is True
    session.add(row)
    return {"play": play_shown(row, conversation_of(row, who.policy), who)}


def end(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Over: the mark is given and stays. What was never begun leaves nothing behind."""
    row = _under_way(session, who, payload)
    if not row.lines:
        session.delete(row)
        return {"ended": None}
    mark = scorecard(conversation_of(row, who.policy))
    row.points, row.tier, row.ended_at = mark.points, mark.tier, who.now
    row.skills = {one.skill.value: one.points for one in mark.skills}
    session.add(row)
    return {"ended": row.id, "title": row.title}


def play_shown(row: Rehearsal, conversation: Conversation, who: Practising) -> Shown:
    """The conversation for who plays it: how the client feels is shown only where the coach is on."""
    scenario = conversation.scenario
    return {
        "id": row.id,
        "name": row.scenario,
        "title": scenario.title,
        "situation": scenario.situation,
        "client": scenario.client.name,
        "where": who.say(f"channel_{scenario.channel}"),
        "opening": scenario.opening,
        "language": scenario.language,
        "coach": row.coached,
        "again": who.say("tried_again", n=len(row.taken_back)) if row.taken_back else "",
        "over": conversation.over,
        "how_over": _how_over(conversation, who),
        "turns": [
            {"said": turn.said, "answer": turn.answer, "coach": coached_words(turn, who) if row.coached else None}
            for turn in conversation.turns
        ],
    }


def coached_words(turn: Turn, who: Practising) -> Shown:
    """What a line did to the client, in words."""
    effects = [(change.why, change.trust + change.comfort + change.interest + change.patience) for change in turn.changes]
    return {
        "mood": who.say(f"mood_{turn.mood.value}"),
        "effects": [{"words": who.say(f"effect_{why}"), "good": felt > 0} for why, felt in effects if why != "time"],
    }


def _how_over(conversation: Conversation, who: Practising) -> str:
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
