"""Two tables that are opened beside the practice: the group, and progress. Kept are their words; the rest is read when shown."""

from typing import Any

import chainlit as cl

from copilot.bootstrap import Shop
from copilot.chat.cards import Shown
from copilot.chat.desk import desk_now
from copilot.chat.proposing import show_beside
from copilot.chat.words import words

GROUP, PROGRESS = "GroupTable", "PracticeProgress"


async def show_group(shop: Shop, payload: dict[str, Any]) -> Shown:
    """The group's table below: those who practise together find each other there."""
    return await _show(shop, GROUP, "practice_group", "table_")


async def show_progress(shop: Shop, payload: dict[str, Any]) -> Shown:
    """The curves of whom the asker may see, below."""
    return await _show(shop, PROGRESS, "practice_progress", "curves_")


async def _show(shop: Shop, name: str, screen: str, start: str) -> Shown:
    desk = await cl.make_async(desk_now)(shop)
    said = words(screen, desk.language)
    message = cl.Message(said["here"])
    await message.send()
    own = {key.removeprefix(start): text for key, text in said.items() if key.startswith(start)}
    await show_beside(cl.CustomElement(name=name, props={"words": own}, display="inline"), message.id)
    return {"ok": True}
