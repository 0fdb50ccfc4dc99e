"""One entry at the counter, between the page and the rows: shown, looked over, kept once, and taken back for a while."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from copilot.chat.beside import card_words
from copilot.chat.counter.correction import CorrectionForm
from copilot.chat.counter.shape import Doubtful, Kept, Kind, Place, Values
from copilot.chat.counter.visit import VisitForm
from copilot.chat.counter.walk_in import WalkInForm
from copilot.chat.counter.wish import WishForm
from copilot.chat.words import say, words
from copilot.errors import CopilotError, OutOfScope
from copilot.records import transcripts
from copilot.records.counter.refusing import ChangedMeanwhile, CounterRefused
from copilot.records.counter.writing import may_write
from copilot.records.people import Client
from copilot.records.scope import client_in_scope
from copilot.records.transcript import ChatElement

ELEMENT = "CounterForm"
UNDO_FOR = timedelta(minutes=30)
KINDS: Mapping[str, Kind] = {
    "walk_in": WalkInForm(),
    "correction": CorrectionForm(),
    "visit": VisitForm(),
    "wish": WishForm(),
}
#: What is offered once a client is written down: the action of the page, and what it is called.
_NEXT = (("counter_wish", "next_wish"), ("note_new", "next_note"), ("counter_book", "next_visit"))


def live(place: Place, props: Values) -> dict[str, Any]:
    """What the form says now, read from the rows each time: nothing of it is kept with the conversation."""
    kind, client = KINDS[str(props["kind"])], _client(place, props)
    values = props.get("values") or {}
    return {
        "title": kind.title(place, client),
        "fields": kind.fields(place, client, values),
        "summary": kind.summary(place, client, values) if props["as"] == "proposal" and client else [],
        "seen": kind.seen(place, client),
        "pick": kind.of_client and client is None,
    }


def change(place: Place, element_id: str, wanted: str, payload: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Do what was tapped, in one transaction. The element as it is kept, and what to answer."""
    session = place.session
    # Held until the end, so that a second tap finds what the first one did.
    session.execute(update(ChatElement).where(col(ChatElement.id) == element_id).values(id=ChatElement.id))
    try:
        element = transcripts.own_element(session, place.desk.user_id, element_id)
    except OutOfScope as gone:
        raise _gone() from gone
    if element.body.get("name") != ELEMENT:
        raise _gone()
    body: dict[str, Any] = {**element.body}
    props: dict[str, Any] = {**body["props"]}
    try:
        answer = _done(place, props, wanted, payload)
    except (CounterRefused, Doubtful) as refused:
        session.rollback()
        return body, {"ok": False, **_why(place, props, refused)}
    element.body = {**body, "props": props}
    session.add(element)
    session.commit()
    return element.body, {"ok": True, "props": props, **answer}


def _done(place: Place, props: dict[str, Any], wanted: str, payload: Values) -> dict[str, Any]:
    kind, state, once = KINDS[props["kind"]], props["state"], f"counter:{props['id']}"
    if wanted == "send" and state == "open":
        may_write(place.desk)
        entered = payload.get("values")
        values = {**(props.get("values") or {}), **(entered if isinstance(entered, dict) else {})}
        seen = payload.get("seen")
        kept = kind.keep(place, _client(place, props), values, seen if isinstance(seen, dict) else {}, once)
        props.update(_after(place, kept, new=props["kind"] == "walk_in"))
    elif wanted == "undo" and state == "kept" and props.get("back"):
        if datetime.fromisoformat(props["until"]) < place.now:
            raise CounterRefused("This cannot be undone any more.", key="undo_gone")
        kind.take_back(place, _client(place, props), props["back"], once)
        for key in ("back", "until", "said", "next"):
            props.pop(key, None)
        props["state"] = "undone"
    elif wanted == "discard" and state == "open":
        props["state"] = "discarded"
    elif wanted == "reopen" and state in ("discarded", "undone"):
        props["state"] = "open"
    elif wanted == "for" and state == "open" and kind.of_client:
        chosen = payload.get("client_id")
        props["client_id"] = client_in_scope(
            place.session, place.desk.scope, chosen if isinstance(chosen, int) and 0 <= chosen < 2**31 else 0
        ).id
    # Anything else is a second tap, or a page left open: it stands as it stands.
    return {"live": live(place, props)} if props["state"] == "open" else {}


def _after(place: Place, kept: Kept, *, new: bool) -> dict[str, Any]:
    offered = [{"name": name, "label": place.say(label), "client_id": kept.client_id} for name, label in _NEXT] if new else []
    return {
        "state": "kept",
        "said": kept.said,
        "back": kept.back,
        "until": (place.now + UNDO_FOR).isoformat(),
        "next": offered,
    }


def _why(place: Place, props: dict[str, Any], refused: CopilotError) -> dict[str, Any]:
    if isinstance(refused, Doubtful):
        doubts = [{"key": one.key, "words": one.words, "clients": list(one.clients)} for one in refused.doubts]
        return {"doubts": doubts, "words": ""}
    sentence = say("counter_refusals", refused.key, place.language, **refused.values)
    if isinstance(refused, ChangedMeanwhile):
        return {"words": sentence, "field": "", "live": live(place, props)}
    return {"words": sentence, "field": refused.field if isinstance(refused, CounterRefused) else ""}


def _client(place: Place, props: Values) -> Client | None:
    client_id = props.get("client_id")
    return client_in_scope(place.session, place.desk.scope, client_id) if isinstance(client_id, int) else None


def props_of(
    place: Place, element_id: str, kind: str, *, values: Values, client_id: int | None, proposed: bool
) -> dict[str, Any]:
    """What is kept with the conversation: which form, about whom, and what a sentence proposed. Nothing that is typed."""
    return {
        "id": element_id,
        "kind": kind,
        "client_id": client_id,
        "as": "proposal" if proposed else "form",
        "values": dict(values),
        "state": "open",
        "words": dict(words("counter_form", place.language)),
        "card_words": card_words(place.language),
    }


def own_props(place: Place, element_id: str) -> dict[str, Any]:
    """What is kept of one's own form."""
    try:
        element = transcripts.own_element(place.session, place.desk.user_id, element_id)
    except OutOfScope as gone:
        raise _gone() from gone
    if element.body.get("name") != ELEMENT:
        raise _gone()
    body: dict[str, Any] = {**element.body}
    return dict(body["props"])


def _gone() -> CopilotError:
    return CopilotError("This form is no longer open. Open it again.", key="form_gone")
