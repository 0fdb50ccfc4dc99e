"""A photo or a PDF dropped into the chat: looked at by its content, proposed as a note with a caption, kept on a tap."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import chainlit as cl
from chainlit.element import Element
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.boundary import in_plain_words
from copilot.chat.panel import without_links
from copilot.chat.proposing import note_words, show_beside, untitled
from copilot.chat.words import say
from copilot.domain.desk import Desk, Role
from copilot.errors import CopilotError, OutOfScope
from copilot.reading.dropped import PDF, examined
from copilot.reading.pdf_text import MOST_LETTERS, MOST_PAGES, PdfText, text_of
from copilot.records.attaching import drop_in
from copilot.records.finding import clients_named
from copilot.records.notes import NoteRefused
from copilot.records.people import Client
from copilot.records.scope import client_in_scope

MOST = 5  #: files at once; the page says the same


async def take(shop: Shop, message: cl.Message, about: Sequence[int], desk: Desk) -> None:
    """Propose each file as a note: for the client whom the message names, or whom the conversation is about."""
    if desk.role is Role.TRAINER:
        raise NoteRefused("Trainers do not write notes about clients.", key="trainers_no_notes")
    files = [element for element in message.elements or [] if element.path][:MOST]
    names = ", ".join(file.name for file in files)
    message.content = f"{message.content.strip()} ({names})" if message.content.strip() else names
    caption = message.content.removesuffix(names).removesuffix("(").removesuffix("()").strip(" (")
    await message.update()
    for file in files:
        await _propose(shop, file, caption, about, desk)


async def _propose(shop: Shop, file: Element, caption: str, about: Sequence[int], desk: Desk) -> None:
    await cl.context.emitter.emit("remove_element", {"id": file.id})  # the proposal shows it, from its own place
    try:
        props = await cl.make_async(_kept_for_now)(shop, Path(str(file.path)), caption, about, desk)
    except CopilotError as refused:
        why = in_plain_words(refused, desk.language)
        await cl.Message(f"{say('dropping', 'not_kept', desk.language, name=without_links(file.name))} {why}").send()
        return
    key = "dropped_one" if props["client_id"] else "dropped_whom"
    answer = cl.Message(say("dropping", key, desk.language, client=without_links(props["client"])))
    answer.metadata = {"client_ids": [props["client_id"]] if props["client_id"] else []}
    await answer.send()
    await show_beside(cl.CustomElement(id=props["id"], name="NoteProposal", props=props), answer.id)


def _kept_for_now(shop: Shop, path: Path, caption: str, about: Sequence[int], desk: Desk) -> dict[str, Any]:
    try:
        dropped = examined(path.read_bytes())
    finally:
        path.unlink(missing_ok=True)  # Chainlit's scratch copy, with all that the camera wrote into it
    kind = "pdf" if dropped.mime == PDF else "photo"
    read = text_of(dropped.content) if kind == "pdf" else None
    pieces = [(piece.page, piece.text) for piece in read.pieces] if read else []
    with Session(shop.engine) as session:
        client = _whom(session, desk, caption, about)
        attachment_id = drop_in(session, desk, dropped.mime, dropped.content, dropped.sha256, pieces)
        session.commit()
        name = client.name if client else ""
        return {
            "id": str(uuid4()),
            "client_id": client.id if client else None,
            "client": name,
            "kind": kind,
            "attachment_id": attachment_id,
            "text": caption,
            "placeholder": untitled(kind, desk),
            "read": _told(read, desk.language) if read else "",
            "facts": [],
            "state": "proposed",
            "words": note_words(desk.language, name, kind),
        }


def _told(read: PdfText, language: str) -> str:
    """What of a PDF will be found again, and what will not."""
    if not read.pieces:
        said = "pdf_no_text" if read.whole and not read.unreadable else "pdf_no_text_so_far"
    else:
        said = "pdf_read" if read.whole else "pdf_read_in_part"
    told = [say("dropping", said, language, read=read.read, pages=read.pages, most=MOST_PAGES, letters=f"{MOST_LETTERS // 1000}")]
    if read.unreadable:
        told.append(say("dropping", "pdf_unreadable", language, pages=", ".join(map(str, read.unreadable))))
    return " ".join(told)


def _whom(session: Session, desk: Desk, caption: str, about: Sequence[int]) -> Client | None:
    named = clients_named(session, desk.scope, caption) if caption else []
    if len(named) == 1:
        return named[0].client
    if named or len(about) != 1:
        return None
    try:
        return client_in_scope(session, desk.scope, about[0])
    except OutOfScope:  # they moved to another store since
        return None
