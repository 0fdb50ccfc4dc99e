"""A try-out: what is being written is played from the form. It has no mark that stays, counts nowhere, and leaves nothing."""

from typing import Any

from sqlmodel import Session, col, delete

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising
from copilot.chat.practice.playing import play_shown
from copilot.chat.practice.replaying import conversation_of
from copilot.errors import OutOfScope
from copilot.records.coaching import Coach
from copilot.records.practices import own_draft
from copilot.records.rehearsal_scope import own_rehearsal
from copilot.records.rehearsals import Rehearsal
from copilot.rehearsal.conversation import Conversation
from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import read_scenario
from copilot.rehearsal.scorecard import scorecard


def begin(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A conversation with the client of a draft, with what each line did beside it. An earlier try-out is cleared away."""
    draft = own_draft(session, who.desk.scope, whole_number(payload, "id"))
    try:
        scenario = read_scenario(draft.text)
    except ScenarioRefused as refused:
        raise PracticeRefused("This cannot be played.", key="cannot_be_played", why=str(refused)) from refused
    session.exec(delete(Rehearsal).where(col(Rehearsal.user_id) == who.desk.user_id, col(Rehearsal.tryout).is_(True)))
    row = Rehearsal(
        user_id=who.desk.user_id,
        store_id=who.desk.store_id,
        scenario=scenario.name,
        title=scenario.title,
        text=draft.text,
        started_at=who.now,
        tryout=True,
        coach=Coach.AFTER.value,
    )
    session.add(row)
    session.flush()
    return {"play": play_shown(row, Conversation(scenario), who)}


def end(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """What the mark would have been, once; nothing of it is kept. Nothing was said: no mark."""
    row = own_rehearsal(session, who.desk.scope, whole_number(payload, "id"))
    if not row.tryout:
        raise OutOfScope("This is no try-out.")
    conversation = conversation_of(row, who.policy)
    session.delete(row)
    if not conversation.turns:
        return {"mark": None}
    mark = scorecard(conversation)
    why = mark.held_down_by
    because = who.say(f"mood_{why}" if why in ("stops", "leaves") else f"effect_{why}") if why else ""
    return {
        "mark": {
            "points": mark.points,
            "tier": who.say(f"tier_{mark.tier}"),
            "held": who.say("held_down", why=because) if because else "",
            "aims": [{"text": one.aim.text, "points": one.points, "quote": one.quote} for one in mark.aims],
            "skills": [{"title": who.say(f"skill_{one.skill.value}"), "points": one.points} for one in mark.skills],
            "lang": conversation.scenario.language,
        }
    }
