"""The administration from within the chat: how many answers were reported, and the way to the pages."""

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.command_answers import Order, reply
from copilot.chat.words import say, words
from copilot.records.reported import how_many


async def bad(shop: Shop, order: Order) -> None:
    """How many reported answers wait, with links to them, to the import and to who works here."""
    language = order.desk.language

    def counts() -> tuple[int, int]:
        with Session(shop.engine) as session:
            return how_many(session)

    waiting, _ = await cl.make_async(counts)()
    said = words("office", language)
    ways = " · ".join(f"[{said[key]}](/office/{key})" for key in ("answers", "import", "people"))
    key = "bad_waiting" if waiting else "bad_none"
    await reply(f"{say('commands', key, language, count=waiting)}\n\n{ways}", order.desk)
