"""A decision becomes a scenario: proposed with other names, read over by the manager, refused where it cannot be played, kept."""

from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.review.answering import DeskRefused
from copilot.chat.review.shown import Looking
from copilot.chat.words import say
from copilot.domain.message import Message
from copilot.outreach.drafts import draft_in_scope, situation_of
from copilot.outreach.practising import Case, as_practice, keep_practice
from copilot.outreach.review_record import as_the_associate_wrote_it, last_decision
from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import Scenario, as_text, read_scenario, shipped

LONGEST = 60_000


def propose(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """The scenario as it would be kept, to be read over by a person."""
    draft = draft_in_scope(session, looking.desk, whole_number(payload, "id"), looking.now)
    decided = last_decision(session, draft)
    if decided is None:
        raise DeskRefused("Nobody decided on this yet.", key="practice_not_decided")
    subject, text = as_the_associate_wrote_it(session, draft)
    message = Message(draft.letter.message.channel, draft.letter.message.purpose, text, subject)
    situation = situation_of(session, draft, looking.policy, looking.now)
    verdict = looking.guard.check(message, situation)
    used = tuple(use.fact for use in looking.guard.uses(message, situation))
    data = as_practice(session, Case(draft, decided, (subject, text), verdict.findings, used, situation))
    return {"text": as_text(Scenario.model_validate(data)), "name": data["name"]}


def keep(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """Keep the scenario as the manager read it over; refused with each place and reason where it cannot be played."""
    draft = draft_in_scope(session, looking.desk, whole_number(payload, "id"), looking.now)
    if last_decision(session, draft) is None:
        raise DeskRefused("Nobody decided on this yet.", key="practice_not_decided")
    text = payload.get("text")
    if not isinstance(text, str) or len(text) > LONGEST:
        raise DeskRefused("This is too long.", key="practice_too_long", most=LONGEST)
    try:
        scenario = read_scenario(text)
    except ScenarioRefused as refused:
        return {
            "ok": False,
            "words": say("review", "practice_refused", looking.desk.language),
            "places": str(refused).splitlines(),
        }
    taken = scenario.name in {path.stem for path in shipped()}
    if taken or keep_practice(session, looking.desk, scenario.name, text, looking.now) is None:
        raise DeskRefused("The name is taken.", key="practice_taken")
    done = say("review", "practice_kept", looking.desk.language, name=scenario.title)
    return {"done": done, "file": f"{scenario.name}.yaml", "text": text}
