"""Keeping a proposed note. From the browser come its id and the edited text; all else is read again from our rows."""

from typing import Any

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.desk import desk_now
from copilot.domain.desk import Desk
from copilot.errors import CopilotError, OutOfScope
from copilot.records import transcripts


async def change_note(shop: Shop, payload: dict[str, Any], wanted: str) -> dict[str, object]:
    """Keep, discard, take back or reopen a proposed note; how it stands afterwards."""
    desk = await cl.make_async(desk_now)(shop)
    element_id, text = str(payload.get("id", "")), payload.get("text")
    body = await cl.make_async(_change)(shop, desk, element_id, text if isinstance(text, str) else None, wanted)
    await cl.context.emitter.send_element(body)  # type: ignore[arg-type] # kept as JSON, it is the dict Chainlit made
    if wanted in ("keep", "undo"):
        shop.rows_changed()
    return {"ok": True, "state": body["props"]["state"]}


def _change(shop: Shop, desk: Desk, element_id: str, text: str | None, wanted: str) -> dict[str, Any]:
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
                props["text"] = (text if text is not None else props["text"]).strip()
                props["note_id"] = shop.keep_note(desk, props["client_id"], props["text"], once=f"chat:{element_id}")
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


def _gone() -> CopilotError:
    return CopilotError("This note is no longer open. Ask me to log it again.", key="note_gone")
