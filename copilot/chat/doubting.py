"""A message that may ask us to stop, in the chat of whoever looks after its writer: shown, said, taken back."""

from typing import Any

import chainlit as cl
from babel.dates import format_datetime
from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.review.answering import DeskRefused, tapped
from copilot.chat.review.clock import clock_of
from copilot.chat.review.shown import Looking
from copilot.chat.words import say as in_words
from copilot.chat.words import words
from copilot.outreach.settling import doubt, say, unsay
from copilot.reading.stopping import Asks, own_words

ELEMENT = "StopDoubt"
ANSWERS = {"stop_channel": Asks.STOP_CHANNEL, "stop_all": Asks.STOP_ALL, "no_stop": Asks.NOTHING}


def doubt_element(arrival_id: int, language: str) -> cl.CustomElement:
    """The message with its answers. Kept with the conversation is its id: it is read anew whenever it is shown."""
    said = words("arrivals", language)
    props = {"arrival_id": arrival_id, "words": {key: said[key] for key in ("loading", "unreachable", "retry")}}
    return cl.CustomElement(name=ELEMENT, props=props, display="inline")


def shown(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """The client's words, and the answers to choose from or what was said."""
    found = doubt(session, looking.desk, whole_number(payload, "id"), looking.now)
    language, zone = looking.desk.language, clock_of(session, found.client)
    said, way = words("arrivals", language), words("guard", language)[f"channel_{found.arrival.channel}"]

    def at(moment: Any) -> str:
        return format_datetime(moment.astimezone(zone), "d MMM y, HH:mm", locale=looking.speech.locale)

    told: Shown = {
        "title": in_words("arrivals", "doubt_title", language, name=found.client.name),
        "came": in_words("arrivals", "doubt_came", language, way=way, at=at(found.arrival.at)),
        "subject": found.arrival.subject,
        "text": own_words(found.arrival.text),
    }
    if found.said is None:
        labels = {key: in_words("arrivals", f"is_{key}", language, way=way) for key in ANSWERS}
        held = in_words("arrivals", "doubt_held", language, name=found.client.name)
        return {**told, "says": held, "answers": [{"asks": key, "label": label} for key, label in labels.items()]}
    key = found.said.value or "no_stop"
    says = in_words("arrivals", f"said_{key}", language, by=found.by, at=at(found.at), way=way)
    undo = {"label": said["undo"], "says": said["undo_of_stop"] if found.said.stops else ""}
    return {**told, "says": says, "answers": [], "undo": undo if found.may_take_back else None}


def decide(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """What the asker says of it; as it stands afterwards."""
    asks = ANSWERS.get(str(payload.get("asks")))
    if asks is None:
        raise DeskRefused("There is no such answer.", key="gone")
    say(session, looking.desk, whole_number(payload, "id"), asks, looking.policy, looking.now)
    return shown(session, looking, payload)


def undo(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """It is in doubt again; as it stands afterwards."""
    unsay(session, looking.desk, whole_number(payload, "id"), looking.now)
    return shown(session, looking, payload)


ACTIONS = {
    "doubt_show": tapped(shown, only_leads=False),
    "doubt_say": tapped(decide, only_leads=False),
    "doubt_undo": tapped(undo, only_leads=False),
}
