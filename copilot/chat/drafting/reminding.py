""" "Remind me then": kept by a tap on a draft that had better wait, shown while it waits, taken back; and opened on the day."""

from typing import Any

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.beside import card_element
from copilot.chat.cards import Shown
from copilot.chat.command_answers import reply
from copilot.chat.desk import desk_now
from copilot.chat.drafting.card import Place
from copilot.chat.drafting.putting import draft_element
from copilot.chat.proposing import show_beside
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.errors import OutOfScope
from copilot.outreach.beginning_again import draft_from
from copilot.outreach.draft_wish import Asks
from copilot.outreach.reminders import remind_me, take_back
from copilot.records.drafts import Draft
from copilot.records.people import Client
from copilot.records.scope import client_in_scope


def remind(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """Keep that whoever taps wants to be told when it would be welcome; the day is ours to find, not the browser's to say."""
    remind_me(session, place.desk, draft, place.policy, place.now)
    return {}


async def not_any_more(shop: Shop, payload: dict[str, Any]) -> object:
    """The asker's reminder for a client is taken back."""
    desk = await cl.make_async(desk_now)(shop)
    client_id = payload.get("client_id")

    def back() -> None:
        with Session(shop.engine) as session:
            client = client_in_scope(session, desk.scope, client_id if isinstance(client_id, int) else 0)
            take_back(session, desk.user_id, client.id or 0)
            session.commit()

    try:
        await cl.make_async(back)()
    except OutOfScope:
        return {"ok": False, "words": words("drafting", desk.language)["gone"]}
    return {"ok": True}


async def opened_on_the_day(shop: Shop, desk: Desk, draft_id: int, client: Client, sentence: str) -> None:
    """The draft that the asker wanted to be reminded of, as things stand now; or what has to be asked first."""

    def begun() -> int | Asks:
        with Session(shop.engine) as session:
            made = draft_from(session, desk, draft_id, shop.policy.now(), shop.now(), model=shop.writer, guard=shop.guard)
            session.commit()
            return made if isinstance(made, Asks) else made.id or 0

    made = await cl.make_async(begun)()
    client_id = client.id or 0
    if isinstance(made, Asks):
        lack = words("drafting", desk.language)[f"lack_{made.lack.value}"]
        question = say("drafting", "write_to", desk.language, words=client.name)
        below = [card_element(client_id, desk.language)]
        await reply(f"{sentence}\n\n{lack}", desk, about=(client_id,), below=below, questions=[question])
        return
    message = cl.Message(sentence, metadata={"client_ids": [client_id], "drafted": [client_id]})
    await message.send()
    await show_beside(draft_element(made, desk.language), message.id)
