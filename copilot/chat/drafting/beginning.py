"""A message begun from a client's card with one tap: for the reason that the situation gives, to be read and changed."""

from typing import Any

import chainlit as cl
from sqlmodel import Session

from copilot.assistant.troubles import not_worded
from copilot.bootstrap import Shop
from copilot.chat.desk import desk_now
from copilot.chat.drafting.on_card import WRITES
from copilot.chat.drafting.putting import draft_element
from copilot.chat.panel import without_links
from copilot.chat.proposing import show_beside
from copilot.chat.review.threads import begin_thread
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.errors import OutOfScope
from copilot.outreach.draft_wish import Asks, DraftWish
from copilot.outreach.drafting import compose
from copilot.outreach.writing_again import begin_composed
from copilot.records.people import User
from copilot.records.scope import client_in_scope


async def begun(shop: Shop, payload: dict[str, Any]) -> object:
    """A draft in a message of its own; where something must be asked first, the words to ask for it in the conversation."""
    desk = await cl.make_async(desk_now)(shop)
    given = payload.get("client_id")
    client_id = given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**31 else 0
    try:
        name, draft_id, fell_back = await cl.make_async(_written)(shop, desk, client_id)
    except OutOfScope:
        return {"ok": False, "words": words("card", desk.language)["gone"]}
    if draft_id is None:
        return {"ok": True, "ask": say("drafting", "write_to", desk.language, words=name)}
    title = say("drafting", "title", desk.language, name=name)
    await begin_thread(title)
    message = cl.Message(without_links(title), metadata={"client_ids": [client_id], "drafted": [client_id]})
    await message.send()
    await show_beside(draft_element(draft_id, desk.language), message.id)
    if fell_back:
        await cl.Message(not_worded(desk.language), type="system_message").send()
    return {"ok": True}


def _written(shop: Shop, desk: Desk, client_id: int) -> tuple[str, int | None, bool]:
    """Whom it is for, the draft if nothing must be asked, and whether the chat model failed at it."""
    policy, now = shop.policy.now(), shop.now()
    with Session(shop.engine) as session:
        client = client_in_scope(session, desk.scope, client_id)
        if desk.role not in WRITES:
            raise OutOfScope(f"There is no client {client_id} here.")
        seed, writer = client_id * 1000 + desk.today.timetuple().tm_yday, session.get_one(User, desk.user_id)
        made = compose(session, client, DraftWish(), policy, now, writer=writer, seed=seed, model=shop.writer, guard=shop.guard)
        if isinstance(made, Asks):
            return client.name, None, False
        draft = begin_composed(session, desk, client_id, made, DraftWish(), policy, now)
        session.commit()
        return client.name, draft.id, bool(made.fell_back)
