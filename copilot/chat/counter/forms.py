"""The forms on the page: opened by a command, a tap or a sentence, and everything that is tapped in them."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, TypeVar
from uuid import uuid4

import chainlit as cl
from chainlit.data import get_data_layer
from sqlmodel import Session

from copilot.assistant.events import ChangeProposal, NoteProposal
from copilot.bootstrap import Shop
from copilot.chat.counter import entry
from copilot.chat.counter.shape import Place, Values
from copilot.chat.desk import desk_now
from copilot.chat.history import History
from copilot.chat.panel import without_links
from copilot.chat.payload import whole_number
from copilot.chat.proposing import proposal, show_beside
from copilot.chat.words import say
from copilot.errors import OutOfScope
from copilot.records.counter.opt_in import OptIn
from copilot.records.counter.picking import clients_typed, products_typed
from copilot.records.counter.refusing import CounterRefused
from copilot.records.counter.writing import may_write
from copilot.records.finding import clients_named
from copilot.records.scope import client_in_scope
from copilot.settings import house_folder

T = TypeVar("T")
Act = Callable[[Shop, dict[str, Any]], Awaitable[object]]
#: By the action of the page: which form it opens.
OPENS: Mapping[str, str] = {
    "counter_new": "walk_in",
    "counter_correct": "correction",
    "counter_book": "visit",
    "counter_wish": "wish",
}


async def open_form(
    shop: Shop, kind: str, *, text: str = "", client_id: int | None = None, values: Mapping[str, Any] | None = None
) -> str:
    """Show a form: for the client given, named in the text, or spoken of last; else it asks for whom. Why not, if refused."""
    focus = _spoken_of()

    def prepared(place: Place) -> tuple[str, dict[str, Any], dict[str, Any], list[int]]:
        may_write(place.desk)
        whom = client_in_scope(place.session, place.desk.scope, client_id).id if client_id is not None else None
        filled = dict(values or {})
        if kind == "walk_in":
            filled |= {"name": text.strip()[:200]} if text.strip() else {}
        elif whom is None:
            whom = _named(place, text) or (focus if not text.strip() and _may_see(place, focus) else None)
        props = entry.props_of(place, str(uuid4()), kind, values=filled, client_id=whom, proposed=False)
        shown = entry.live(place, props)
        return shown["title"], props, shown, [whom] if whom else []

    try:
        title, props, shown, about = await _in(shop, prepared)
    except CounterRefused as refused:
        desk = await cl.make_async(desk_now)(shop)
        why = say("counter_refusals", refused.key, desk.language, **refused.values)
        await cl.Message(why).send()
        return why
    message = cl.Message(without_links(title), metadata={"client_ids": about})
    await message.send()
    await _show(props, shown, message.id)
    return ""


async def propose(shop: Shop, proposed: ChangeProposal, message_id: str) -> None:
    """Under an answer: what a sentence would change, to be confirmed with one tap."""

    def prepared(place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
        client_id = client_in_scope(place.session, place.desk.scope, proposed.client_id).id
        props = entry.props_of(place, str(uuid4()), proposed.kind, values=proposed.values, client_id=client_id, proposed=True)
        return props, entry.live(place, props)

    props, shown = await _in(shop, prepared)
    await _show(props, shown, message_id)


async def new_note(shop: Shop, payload: dict[str, Any]) -> object:
    """An empty note about a client, to be written by hand and kept with one tap."""

    def read(place: Place) -> tuple[int, str, str]:
        may_write(place.desk)
        client = client_in_scope(place.session, place.desk.scope, whole_number(payload, "client_id"))
        return client.id or 0, client.name, place.language

    client_id, name, language = await _in(shop, read)
    message = cl.Message(say("note", "note_for", language, client=without_links(name)), metadata={"client_ids": [client_id]})
    await message.send()
    await show_beside(proposal(NoteProposal(client_id, name, ""), language), message.id)
    return {"ok": True}


async def tapped(shop: Shop, payload: dict[str, Any], wanted: str) -> dict[str, Any]:
    """What a tap did. From the browser come the form's id and what was typed; all else is read again from our rows."""
    element_id = str(payload.get("id", ""))

    def done(place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            return entry.change(place, element_id, wanted, payload)
        except OutOfScope:
            return {}, {"ok": False, "words": say("errors", "nothing_like_that", place.language)}

    body, answer = await _in(shop, done)
    if answer["ok"] and wanted != "for":  # sending it draws it anew, which would take the focus out of the form
        await cl.context.emitter.send_element(body)  # type: ignore[arg-type] # kept as JSON, it is the dict Chainlit made
        shop.rows_changed()
    return answer


async def shown_again(shop: Shop, payload: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form that is on the page again after a reload."""
    element_id = str(payload.get("id", ""))

    def read(place: Place) -> dict[str, Any]:
        props = entry.own_props(place, element_id)
        try:
            return {"ok": True, "props": props, "live": entry.live(place, props) if props["state"] == "open" else None}
        except OutOfScope:
            return {"ok": False, "words": say("errors", "nothing_like_that", place.language)}

    return await _in(shop, read)


async def looked_up(shop: Shop, payload: dict[str, Any]) -> dict[str, Any]:
    """Clients or products as one types."""
    typed, among = str(payload.get("typed", ""))[:100], payload.get("among")

    def read(place: Place) -> dict[str, Any]:
        found = (
            products_typed(place.session, typed) if among == "products" else clients_typed(place.session, place.desk.scope, typed)
        )
        return {"ok": True, "options": [{"value": id_, "label": label} for id_, label in found]}

    return await _in(shop, read)


async def _in(shop: Shop, ask: Callable[[Place], T]) -> T:
    """Ask the rows for whoever sits behind this page, in a thread and a session of its own."""
    desk = await cl.make_async(desk_now)(shop)

    def within() -> T:
        with Session(shop.engine) as session:
            return ask(Place(session, desk, shop.now(), lambda: _opt_in(shop.settings.house_name)))

    return await cl.make_async(within)()


async def _show(props: dict[str, Any], shown: Values, message_id: str) -> None:
    """Keep the form with the conversation, and send it with what the rows say now, which is not kept."""
    element = cl.CustomElement(id=props["id"], name=entry.ELEMENT, props=props)
    element.for_id = message_id
    element.mime = "application/json"
    history = get_data_layer()
    if isinstance(history, History):
        await history.keep_element(element)
    element.url = f"/blobs/{element.id}"
    await cl.context.emitter.send_element({**element.to_dict(), "props": {**props, "live": shown}})


def _opens(kind: str) -> Act:
    async def act(shop: Shop, payload: dict[str, Any]) -> object:
        named = payload.get("name")
        filled = {key: payload[key] for key in ("what",) if isinstance(payload.get(key), str)}
        about = whole_number(payload, "client_id") if payload.get("client_id") is not None else None
        why = await open_form(shop, kind, text=named if isinstance(named, str) else "", client_id=about, values=filled)
        return {"ok": not why, "words": why}

    return act


def _taps(wanted: str) -> Act:
    async def act(shop: Shop, payload: dict[str, Any]) -> object:
        return await tapped(shop, payload, wanted)

    return act


#: Everything that the page may call here, by the name of the action.
ACTIONS: Mapping[str, Act] = {
    **{name: _opens(kind) for name, kind in OPENS.items()},
    **{f"counter_{wanted}": _taps(wanted) for wanted in ("send", "undo", "discard", "reopen", "for")},
    "counter_show": shown_again,
    "counter_look": looked_up,
    "note_new": new_note,
}


def _spoken_of() -> int | None:
    """The one client whom the last answer was about."""
    told = [m.metadata["client_ids"] for m in cl.chat_context.get() if m.metadata and "client_ids" in m.metadata]
    about = told[-1] if told and isinstance(told[-1], list) else []
    return about[0] if len(about) == 1 and isinstance(about[0], int) else None


def _named(place: Place, text: str) -> int | None:
    found = clients_named(place.session, place.desk.scope, text) if text.strip() else []
    best = [one for one in found if one.sureness >= found[0].sureness - 0.06]
    return best[0].client.id if len(best) == 1 else None


def _may_see(place: Place, client_id: int | None) -> bool:
    try:
        return client_id is not None and client_in_scope(place.session, place.desk.scope, client_id) is not None
    except OutOfScope:
        return False


@cache
def _opt_in(house: str) -> OptIn:
    return OptIn.read(house_folder() / "knowledge", house)
