"""Keeping a proposed note. From the browser come its id, the edited text and for whom; all else is read from our rows."""

from typing import Any

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.desk import desk_now
from copilot.chat.proposing import note_words, untitled
from copilot.chat.words import words
from copilot.domain.desk import Desk
from copilot.errors import CopilotError, OutOfScope
from copilot.records import transcripts
from copilot.records.finding import NamedClient, clients_named
from copilot.records.people import Client
from copilot.records.scope import client_in_scope

CHOICES = 6


class Several(Exception):
    """The name fits several clients: these."""

    def __init__(self, named: list[NamedClient]) -> None:
        self.named = named


async def change_note(shop: Shop, payload: dict[str, Any], wanted: str) -> dict[str, object]:
    """Keep, discard, take back or reopen a proposed note; how it stands afterwards."""
    desk = await cl.make_async(desk_now)(shop)
    try:
        body = await cl.make_async(_change)(shop, desk, payload, wanted)
    except Several as several:
        choices = [{"id": one.client.id, "name": one.client.name, "hint": one.client.city} for one in several.named]
        return {"ok": False, "words": words("note", desk.language)["which_one"], "choices": choices[:CHOICES]}
    await cl.context.emitter.send_element(body)  # type: ignore[arg-type] # kept as JSON, it is the dict Chainlit made
    if wanted in ("keep", "undo"):
        shop.rows_changed()
    return {"ok": True, "state": body["props"]["state"]}


def _change(shop: Shop, desk: Desk, payload: dict[str, Any], wanted: str) -> dict[str, Any]:
    element_id, text = str(payload.get("id", "")), payload.get("text")
    with Session(shop.engine) as session:
        try:
            element = transcripts.own_element(session, desk.user_id, element_id)
        except OutOfScope as gone:
            raise _gone() from gone
        body: dict[str, Any] = {**element.body}
        props: dict[str, Any] = {**body["props"]}
        if body.get("name") != "NoteProposal":
            raise _gone()
        match (wanted, props["state"]):
            case ("keep", "proposed"):
                props["text"] = (text if isinstance(text, str) else props["text"]).strip()
                file_id, kind = props.get("attachment_id"), props.get("kind", "note")
                if file_id is not None:
                    client = _whom(session, desk, payload, props)
                    props.update(client_id=client.id, client=client.name, words=note_words(desk.language, client.name, kind))
                    props["text"] = props["text"] or untitled(kind, desk)
                props["note_id"] = shop.keep_note(
                    desk, props["client_id"], props["text"], once=f"chat:{element_id}", attachment_id=file_id
                )
                props["state"] = "kept"
            case ("undo", "kept"):
                shop.drop_note(desk, props.pop("note_id"))
                props["state"] = "proposed"
            case ("discard", "proposed"):
                props["state"] = "discarded"
            case ("reopen", "discarded"):
                props["state"] = "proposed"
            case _:
                return body  # a second tap, or a page left open: it stands as it stands
        element.body = {**body, "props": props}
        session.add(element)
        session.commit()
        return element.body


def _whom(session: Session, desk: Desk, payload: dict[str, Any], props: dict[str, Any]) -> Client:
    """For whom a file is kept: the one chosen, or typed, or proposed."""
    chosen, typed = payload.get("client_id"), str(payload.get("whom") or "").strip()
    if isinstance(chosen, int):
        return client_in_scope(session, desk.scope, chosen)
    if props["client_id"] is not None and typed in ("", props["client"]):
        return client_in_scope(session, desk.scope, props["client_id"])
    if not typed:
        raise CopilotError("Please say for which client.", key="whom_missing")
    named = clients_named(session, desk.scope, typed)
    if not named:
        raise CopilotError("I find nobody of that name here.", key="whom_unknown")
    if len(named) > 1:
        raise Several(named)
    return named[0].client


def _gone() -> CopilotError:
    return CopilotError("This note is no longer open. Ask me to log it again.", key="note_gone")
