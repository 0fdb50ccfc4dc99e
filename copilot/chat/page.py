"""The page: which function answers what the browser does. Each is one line here and one file beside this."""

from collections.abc import Callable, Coroutine
from typing import Any

import chainlit as cl
from chainlit.types import ThreadDict
from fastapi import Request, Response

from copilot.bootstrap import Shop
from copilot.chat import (
    alerts,
    asking,
    checking,
    client_card,
    commands,
    doubting,
    furnishing,
    notes,
    settings,
    sign_in,
    stopping,
    welcome,
)
from copilot.chat.boundary import said_plainly
from copilot.chat.counter import forms as counter_forms
from copilot.chat.drafting import taps as drafting
from copilot.chat.history import History
from copilot.chat.practice import acts as practice_acts
from copilot.chat.practice import opening as practice
from copilot.chat.review import acts as review_acts
from copilot.chat.review import opening as review_desk
from copilot.chat.review import outcome as review_outcome


def open_page(shop: Shop, history: History) -> None:
    """Tie the page to a shop. Chainlit knows one page a process, so the last one opened counts."""

    stopping.listen_for_stop()

    @cl.data_layer
    def layer() -> History:
        return history

    @cl.password_auth_callback
    async def check(name: str, password: str) -> cl.User | None:
        return await sign_in.check(shop, name, password)

    @cl.on_logout
    async def sign_out(request: Request, response: Response) -> dict[str, bool]:
        await sign_in.end(shop, request)
        return {"success": True}

    @cl.set_chat_profiles
    async def profiles(user: cl.User | None, language: str | None) -> list[cl.ChatProfile]:
        mine, desk = await cl.make_async(welcome.profile)(shop), await cl.make_async(review_desk.profile)(shop)
        return [profile for profile in (mine, desk, await cl.make_async(practice.profile)(shop)) if profile]

    @cl.on_message
    async def question(message: cl.Message) -> None:
        await said_plainly(_hear)(shop, message)

    @cl.on_chat_start
    async def start() -> None:
        await said_plainly(settings.show)(shop)
        await said_plainly(commands.offer)(shop)
        if practice.chosen():
            await said_plainly(practice.open_practice)(shop)
        else:
            await said_plainly(review_desk.open_desk if review_desk.chosen() else review_outcome.catch_up)(shop)

    @cl.on_chat_resume
    async def resume(thread: ThreadDict) -> None:
        """Chainlit shows the conversation again; what it was about is read from its messages (`turns_in`)."""
        await said_plainly(settings.show)(shop)
        await said_plainly(commands.offer)(shop)

    @cl.on_settings_update
    async def choose(wanted: dict[str, Any]) -> None:
        await said_plainly(settings.change)(shop, wanted)

    for wanted in ("keep", "discard", "undo", "reopen"):
        cl.action_callback(f"{wanted}_note")(_note_action(shop, wanted))
    for tapped, ask in client_card.TAPS.items():
        cl.action_callback(tapped)(_card_action(shop, ask))

    ours = (counter_forms.ACTIONS, checking.ACTIONS, drafting.ACTIONS, doubting.ACTIONS)
    tabled = (*ours, review_acts.ACTIONS, practice_acts.ACTIONS)
    for name, act in (pair for actions in tabled for pair in actions.items()):
        cl.action_callback(name)(_counter_action(shop, act))

    @cl.on_window_message
    async def said(what: Any) -> None:
        await said_plainly(alerts.heard)(shop, what)

    @cl.action_callback("note_for")
    async def note_for(action: cl.Action) -> object:
        return await said_plainly(commands.note_for)(shop, action.payload)


async def _hear(shop: Shop, message: cl.Message) -> None:
    if message.command == furnishing.COMMAND:
        await furnishing.furnish(shop, message)
    # A file is never passed over for a command beside it.
    elif message.elements or not await commands.obey(shop, message):
        await asking.ask(shop, message)


def _note_action(shop: Shop, wanted: str) -> Callable[[cl.Action], Coroutine[Any, Any, object]]:
    async def act(action: cl.Action) -> object:
        return await said_plainly(notes.change_note)(shop, action.payload, wanted)

    return act


def _counter_action(shop: Shop, act: counter_forms.Act) -> Callable[[cl.Action], Coroutine[Any, Any, object]]:
    async def acting(action: cl.Action) -> object:
        return await said_plainly(act)(shop, action.payload)

    return acting


def _card_action(shop: Shop, ask: client_card.Ask) -> Callable[[cl.Action], Coroutine[Any, Any, object]]:
    async def act(action: cl.Action) -> object:
        return await said_plainly(client_card.answer_tap)(shop, ask, action.payload)

    return act
