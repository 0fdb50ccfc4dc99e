"""A message checked in the conversation: asked for in words or by /check, shown, changed in place and judged again.

From the browser come an element's id and edited words; for whom it is stands in our rows, and all else is read anew each time.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.cards import Shown, Speech
from copilot.chat.check_heard import Asked, asked_by_command, asked_in
from copilot.chat.command_answers import Order, choose, focus, named_thread, reply
from copilot.chat.desk import desk_now
from copilot.chat.panel import without_links
from copilot.chat.verdict_props import verdict_props
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.domain.message import Channel, Message, Purpose
from copilot.errors import CopilotError, OutOfScope
from copilot.outreach.advice import advise, gather_for
from copilot.outreach.usual import usual_channel
from copilot.reading.cases import LONGEST_MESSAGE
from copilot.records import transcripts
from copilot.records.scope import client_in_scope
from copilot.records.telling_apart import Candidate, candidates, candidates_first, client_briefly

ELEMENT = "CheckedMessage"
LONGEST_SUBJECT = 500
Act = Callable[[Shop, dict[str, Any]], Awaitable[object]]
_JSX = tuple(
    "loading again trouble retry channel purpose subject text edit done mark findings behind better leave_out apply apply_out "
    "rewrite use_rewrite reword undo gauge_far gauge_right gauge_close distance judged_by".split()
)


async def check(shop: Shop, order: Order) -> None:
    """Show a message with what speaks against it; ask for whom it is, or for its words, where they are missing."""
    desk, said = order.desk, words("checking", order.desk.language)
    asked = asked_in(order.rest) or asked_by_command(order.rest)
    found, asked = await cl.make_async(_meant)(shop, desk, asked)
    if not found and not asked.whom and (spoken_of := await focus(shop, desk)):
        found = [spoken_of]
    if not found:
        missing = say("commands", "nobody", desk.language, words=asked.whom[:80]) if asked.whom else said["whose_check"]
        await reply(missing, desk)
    elif len(found) > 1:
        await choose(order, asked.whom or found[0].name, found, "check_for", order.rest)
    else:
        await _begin(shop, desk, found[0], asked)


async def check_for(shop: Shop, payload: dict[str, Any]) -> object:
    """Of several clients of one name, this one was chosen."""
    desk = await cl.make_async(desk_now)(shop)
    client_id, text = payload.get("client_id"), payload.get("text")

    def chosen() -> Candidate | None:
        with Session(shop.engine) as session:
            return client_briefly(session, desk.scope, client_id) if isinstance(client_id, int) else None

    whom = await cl.make_async(chosen)()
    if whom is None or not isinstance(text, str):
        raise OutOfScope("There is no such client here.")
    _, asked = await cl.make_async(_meant)(shop, desk, asked_in(text) or asked_by_command(text))
    await _begin(shop, desk, whom, asked)
    return {"ok": True}


async def shown(shop: Shop, payload: dict[str, Any]) -> object:
    """The message of an element that is on the page, judged as things stand now."""
    return await _judged_again(shop, payload, lambda props: None)


async def reworded(shop: Shop, payload: dict[str, Any]) -> object:
    """The same with a wording of the whole by the chat model, where one is set: nobody waits for that while typing."""
    return await _judged_again(shop, payload, lambda props: None, at_leisure=True)


async def changed(shop: Shop, payload: dict[str, Any]) -> object:
    """The same with other words, another channel or purpose, which are kept."""

    def change(props: dict[str, Any]) -> None:
        text, subject = str(payload.get("text", "")), " ".join(str(payload.get("subject", "")).split())
        if max(len(text), len(subject) * LONGEST_MESSAGE // LONGEST_SUBJECT) > LONGEST_MESSAGE:
            raise CopilotError("This is too long to be checked.", key="too_long", length=len(text), most=LONGEST_MESSAGE)
        props.update(text=text, subject=subject)
        for key, allowed in (("channel", Channel), ("purpose", Purpose)):
            if payload.get(key) in set(allowed):
                props[key] = payload[key]

    return await _judged_again(shop, payload, change)


def judged(shop: Shop, desk: Desk, client_id: int, message: Message, *, at_leisure: bool = False) -> Shown:
    """Everything that CheckedMessage.jsx shows of a message to a client in scope, in the asker's language."""
    with Session(shop.engine) as session:
        client = client_in_scope(session, desk.scope, client_id)
        name, status, since = client.name, client.status, client.status_on
        gathered = gather_for(session, desk, client_id, message, shop.policy.now(), shop.now())
    speech = Speech(desk.language, desk.today)
    advice = advise(lambda: shop.guard, message, gathered, at_leisure=at_leisure)
    by, model = advice.verdict.rewrite_by, shop.settings.chat_model not in ("", "builtin")
    return {
        "title": say("checking", "title", desk.language, name=name),
        "banner": speech.say(status, day=speech.day(since)) if status in ("left", "deceased") else "",
        "verdict": verdict_props(advice, speech),
        "rewrite_by": say("checking", "rewrite_by", desk.language, model=by) if by else "",
        "may_reword": model and not at_leisure and any(one.span for one in advice.verdict.findings),
        "no_reword": words("checking", desk.language)["no_reword"] if at_leisure and not by else "",
    }


def checked_message(
    desk: Desk,
    client_id: int,
    message: Message,
    *,
    draft_id: int | None = None,
    acts: Mapping[str, str] | None = None,
    buttons: Sequence[Mapping[str, object]] = (),
) -> cl.CustomElement:
    """The element. Kept with the conversation are ids and the words; the verdict is read anew whenever it is shown.

    For a draft: its id, the actions that show and change it, and further buttons, each {"name", "label", "first", "if"}: `if`
    names the decisions at which it may be pressed. An action gets the element's id, the draft's id and the words.
    """
    element_id, said, guard = str(uuid4()), words("checking", desk.language), words("guard", desk.language)
    return cl.CustomElement(
        id=element_id,
        name=ELEMENT,
        props={
            "id": element_id,
            "draft_id": draft_id,
            "client_id": client_id,
            "channel": message.channel.value,
            "purpose": message.purpose.value,
            "subject": message.subject,
            "text": message.text,
            "acts": {"show": "check_show", "change": "check_change", **(acts or {})},
            "buttons": [dict(button) for button in buttons],
            "channels": [{"value": one.value, "label": guard[f"channel_{one.value}"]} for one in Channel],
            "purposes": [{"value": one.value, "label": guard[f"purpose_{one.value}"]} for one in Purpose],
            "words": {key: said[key] for key in _JSX},
        },
    )


async def _begin(shop: Shop, desk: Desk, whom: Candidate, asked: Asked) -> None:
    language = desk.language
    if not asked.text.strip():
        await reply(say("checking", "no_words", language, name=without_links(whom.name)), desk, about=(whom.id,))
        return
    if len(asked.text) > LONGEST_MESSAGE:
        await reply(say("checking", "too_long", language, length=len(asked.text), most=LONGEST_MESSAGE), desk, about=(whom.id,))
        return

    def usual() -> Channel:
        with Session(shop.engine) as session:
            return usual_channel(session, whom.id)

    channel, purpose = asked.channel or await cl.make_async(usual)(), asked.purpose or Purpose.MARKETING
    message = Message(channel, purpose, asked.text.strip(), asked.subject[:LONGEST_SUBJECT])
    await named_thread(say("checking", "title_check", language, name=whom.name))
    guard = words("guard", language)
    how = {"channel": guard[f"channel_{channel.value}"], "purpose": guard[f"purpose_{purpose.value}"]}
    text = say("checking", "reading_it", language, name=without_links(whom.name), **how)
    unsaid = {(True, True): "usual", (True, False): "usual_channel", (False, True): "usual_purpose"}
    if key := unsaid.get((asked.channel is None, asked.purpose is None)):
        text += " " + say("checking", key, language, name=without_links(whom.name))
    await reply(text, desk, about=(whom.id,), below=[checked_message(desk, whom.id, message)])


def _meant(shop: Shop, desk: Desk, asked: Asked) -> tuple[list[Candidate], Asked]:
    """Whom it is for; where no colon parts the name from the words, the name is what comes first."""
    with Session(shop.engine) as session:
        if asked.whom:
            return candidates(session, desk.scope, asked.whom), asked
        if not asked.name_leads:
            return [], asked
        found, rest = candidates_first(session, desk.scope, asked.text)
        return (found, Asked("", rest)) if found else ([], asked)


async def _judged_again(
    shop: Shop, payload: dict[str, Any], change: Callable[[dict[str, Any]], None], *, at_leisure: bool = False
) -> object:
    desk = await cl.make_async(desk_now)(shop)
    element_id = str(payload.get("id", ""))

    def again() -> Shown:
        with Session(shop.engine) as session:
            element = transcripts.own_element(session, desk.user_id, element_id)
            body: dict[str, Any] = {**element.body}
            if body.get("name") != ELEMENT:
                raise OutOfScope("This is no message.")
            props: dict[str, Any] = {**body["props"]}
            change(props)
            if props != body["props"]:
                element.body = {**body, "props": props}
                session.add(element)
                session.commit()
        message = Message(Channel(props["channel"]), Purpose(props["purpose"]), props["text"], props["subject"])
        kept = {key: props[key] for key in ("channel", "purpose", "subject", "text")}
        return {"ok": True, "kept": kept, **judged(shop, desk, props["client_id"], message, at_leisure=at_leisure)}

    try:
        return await cl.make_async(again)()
    except OutOfScope:
        return {"ok": False, "gone": True, "words": words("checking", desk.language)["gone"]}
    except CopilotError as refused:
        if refused.key not in words("checking", desk.language):
            raise
        return {"ok": False, "words": say("checking", refused.key, desk.language, **refused.values)}


#: Everything that the page may call here, by the name of the action.
ACTIONS: Mapping[str, Act] = {"check_for": check_for, "check_show": shown, "check_change": changed, "check_reword": reworded}
