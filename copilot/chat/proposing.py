"""A note that waits for its author's word, and how anything is put beside a message."""

from contextlib import suppress
from uuid import uuid4

import chainlit as cl
from chainlit.data import get_data_layer
from chainlit.element import Element
from sqlalchemy.exc import SQLAlchemyError

from copilot.assistant.events import NoteProposal
from copilot.chat.history import History
from copilot.chat.panel import in_figures
from copilot.chat.words import say, words
from copilot.domain.desk import Desk


async def show_beside(element: Element, message_id: str) -> None:
    """Keep an element, then show it: it is fetched from /blobs/, by its owner only; it never lies in a scratch file."""
    element.for_id = message_id
    element.mime = element.mime or "text/plain; charset=utf-8"
    history = get_data_layer()
    if isinstance(history, History):
        # That it is not kept has been said and counted; what can be seen now is still shown.
        with suppress(SQLAlchemyError):
            await history.keep_element(element)
    element.url = f"/blobs/{element.id}"
    await cl.context.emitter.send_element(element.to_dict())


def proposal(proposed: NoteProposal, language: str = "en") -> cl.CustomElement:
    """A note as it would be kept, with the facts read from it, to be confirmed with one tap."""
    element_id = str(uuid4())
    return cl.CustomElement(
        id=element_id,
        name="NoteProposal",
        props={
            "id": element_id,
            "client_id": proposed.client_id,
            "client": proposed.client,
            "text": proposed.text,
            "facts": [dict(fact) for fact in proposed.facts],
            "state": "proposed",
            "words": note_words(language, proposed.client),
        },
    )


def note_words(language: str, client: str, kind: str = "note") -> dict[str, str]:
    """What NoteProposal.jsx says, for this client; `kind` is note, photo or pdf."""
    said, how = words("note", language), words("panel", language)
    title = said[f"{kind}_for"].format(client=client or said["somebody"])
    beside = {key: text for key, text in how.items() if key.startswith("by_") or key == "open_pdf"}
    return {**said, **beside, "title": title}


def untitled(kind: str, desk: Desk) -> str:
    """The caption of what nobody described: "Photo, 21 November 2026"."""
    return say("dropping", f"{kind}_of", desk.language, day=in_figures(desk.today, desk.language))
