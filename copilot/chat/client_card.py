"""What a tap on a client card asks of us. From the browser come ids; whether they may be seen is read from the rows each time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import chainlit as cl
from chainlit.config import config
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.card_sources import source_shown
from copilot.chat.cards import FIRST, MORE, Shown, Speech, card_shown, staff_shown, timeline_shown
from copilot.chat.desk import desk_now
from copilot.chat.drafting.on_card import drafts_shown
from copilot.chat.payload import whole_number
from copilot.chat.words import words
from copilot.domain.desk import Desk
from copilot.errors import OutOfScope
from copilot.records.card import card_of
from copilot.records.card_rows import row_behind, timeline_of

Ask = Callable[[Session, Desk, Speech, dict[str, Any], datetime], Shown]


async def answer_tap(shop: Shop, ask: Ask, payload: dict[str, Any]) -> Shown:
    """What was asked for; in the same words for a client deleted, moved away, or never in this store: not available."""
    desk = await cl.make_async(desk_now)(shop)

    def read() -> Shown:
        with Session(shop.engine) as session:
            return {"ok": True, **ask(session, desk, Speech(desk.language, desk.today), payload, shop.now())}

    try:
        return await cl.make_async(read)()
    except OutOfScope:
        return {"ok": False, "gone": True, "words": words("card", desk.language)["gone"]}


def whole(session: Session, desk: Desk, speech: Speech, payload: dict[str, Any], now: datetime) -> Shown:
    """The card, with the newest of its timeline; what is for staff only is counted and not sent."""
    client_id = whole_number(payload, "client_id")
    card, timeline = card_of(session, desk, client_id), timeline_of(session, desk, client_id, FIRST)
    drafts = drafts_shown(session, desk, card.client, speech, now)
    return {"card": card_shown(card, timeline, speech, config.code.action_callbacks) | {"drafts": drafts}}


def staff(session: Session, desk: Desk, speech: Speech, payload: dict[str, Any], now: datetime) -> Shown:
    """What is not for the client's eyes."""
    return staff_shown(card_of(session, desk, whole_number(payload, "client_id")), speech)


def timeline(session: Session, desk: Desk, speech: Speech, payload: dict[str, Any], now: datetime) -> Shown:
    """More of what happened than the browser shows now."""
    return {
        "timeline": timeline_shown(
            timeline_of(session, desk, whole_number(payload, "client_id"), whole_number(payload, "shown") + MORE), speech
        )
    }


def row(session: Session, desk: Desk, speech: Speech, payload: dict[str, Any], now: datetime) -> Shown:
    """The row behind one line of the card."""
    opened = row_behind(session, desk, whole_number(payload, "client_id"), str(payload.get("kind")), whole_number(payload, "id"))
    return {"source": source_shown(opened, speech)}


#: By the name of the action that the card calls.
TAPS: dict[str, Ask] = {"client_card": whole, "client_card_staff": staff, "client_card_more": timeline, "client_card_row": row}
