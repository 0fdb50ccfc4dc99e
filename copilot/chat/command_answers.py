"""What each slash command does: a card, a note to be confirmed, a form of the counter, or what one can ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import chainlit as cl
from babel.dates import format_date
from chainlit.config import config
from chainlit.element import Element
from sqlmodel import Session

from copilot.assistant.events import NoteProposal
from copilot.bootstrap import Shop
from copilot.chat.asking import turns_in
from copilot.chat.beside import beside, card_element
from copilot.chat.panel import without_links
from copilot.chat.proposing import proposal, show_beside
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.domain.wording import locale_of
from copilot.errors import OutOfScope
from copilot.models.builtin.voice import Voice
from copilot.records.telling_apart import Candidate, candidates, candidates_first, client_briefly, good_examples

SHOWN = 8  #: clients of one name that are offered at once; how many there are in all is said


@dataclass(frozen=True)
class Order:
    """One command as it was given: its name, what stands behind it, who gave it, and which commands they have."""

    name: str
    rest: str
    desk: Desk
    mine: tuple[tuple[str, str], ...] = ()


async def client(shop: Shop, order: Order) -> None:
    """Open a client's card; where the name fits several, let the asker choose."""
    desk = order.desk
    found = await _meant(shop, order, "whose_card")
    if found is None:
        return
    if len(found) > 1:
        await choose(order, order.rest, found, "")
        return
    await named_thread(found[0].name)
    text = say("commands", "card", desk.language, name=without_links(found[0].name))
    await reply(text, desk, about=(found[0].id,), below=[card_element(found[0].id, desk.language)])


async def note(shop: Shop, order: Order) -> None:
    """Propose a note for who is named first; without a name for whom the conversation is about."""
    desk = order.desk
    found, text = await cl.make_async(_first)(shop, desk, order.rest)
    if not found and (spoken_of := await focus(shop, desk)) and order.rest:
        found, text = [spoken_of], order.rest
    if not found:
        await reply(words("commands", desk.language)["whose_note"], desk)
    elif len(found) > 1:
        await choose(order, order.rest.removesuffix(text).strip(" :,"), found, "note_for", text)
    else:
        await propose(shop, desk, found[0], text)


async def propose(shop: Shop, desk: Desk, whom: Candidate, text: str) -> None:
    """A note as it would be kept, to be confirmed with one tap."""
    if not text:
        await reply(say("commands", "no_words", desk.language, name=without_links(whom.name)), desk, about=(whom.id,))
        return
    read = await cl.make_async(lambda: list(shop.read_note(text, language=desk.language, written_on=desk.today)))()
    facts: tuple[dict[str, str | bool], ...] = tuple(
        {"quote": f.quote, "provenance": str(f.provenance), "do_not_mention": f.do_not_mention, "sensitive": f.sensitive}
        for f in read
    )
    await named_thread(say("commands", "title_note", desk.language, name=whom.name))
    words_ = say("commands", "proposed", desk.language, name=without_links(whom.name))
    card = proposal(NoteProposal(whom.id, whom.name, text, facts), desk.language)
    await reply(words_, desk, about=(whom.id,), below=[card])


async def book(shop: Shop, order: Order) -> None:
    """Open the counter's form for an appointment with a client."""
    await _open(shop, order, "counter_book", "whose_visit")


async def wish(shop: Shop, order: Order) -> None:
    """Open the counter's form for what a client would love."""
    await _open(shop, order, "counter_wish", "whose_wish")


async def correct(shop: Shop, order: Order) -> None:
    """Open the counter's form for what is no longer so."""
    await _open(shop, order, "counter_correct", "whose_correction")


async def new(shop: Shop, order: Order) -> None:
    """Open the counter's form for somebody new."""
    await named_thread(words("commands", order.desk.language)["title_new"])
    await _act("counter_new", name=order.rest)


async def help_out(shop: Shop, order: Order) -> None:
    """What one can ask, with examples that work here: real names, from the asker's own book."""
    desk, said = order.desk, words("commands", order.desk.language)
    await named_thread(said["title_help"])
    examples = await cl.make_async(_examples)(shop, desk)
    listed = "\n".join(f"- `{said[f'shown_{name}']}`: {said[name]}" for name, _ in order.mine)
    text = f"{said['help_lead']}\n\n**{said['help_commands']}**\n{listed}\n\n{said['help_examples']}"
    await reply(text, desk, questions=examples)


async def reply(
    text: str,
    desk: Desk,
    *,
    about: tuple[int, ...] = (),
    below: Sequence[Element] = (),
    questions: Sequence[str] = (),
    choices: Sequence[dict[str, object]] = (),
) -> None:
    """An answer that no model wrote, kept and remembered like any other."""
    run = cl.context.current_run
    metadata = {"client_ids": list(about), "model": "builtin", "refused": False}
    message = cl.Message(text, metadata=metadata, parent_id=run.id if run else None)
    await message.send()
    under = beside(message, desk.language, questions=questions, choices=choices)
    for element in (*below, under):
        await show_beside(element, message.id)


async def _meant(shop: Shop, order: Order, nobody_named: str) -> list[Candidate] | None:
    """Whom the command means; None when that had to be said or asked."""
    desk = order.desk
    if not order.rest:
        spoken_of = await focus(shop, desk)
        if spoken_of is None:
            await reply(words("commands", desk.language)[nobody_named], desk)
        return [spoken_of] if spoken_of else None
    found = await cl.make_async(_named)(shop, desk, order.rest)
    if not found:
        await reply(say("commands", "nobody", desk.language, words=order.rest[:80]), desk)
    return found or None


async def choose(order: Order, spoken: str, found: list[Candidate], action: str, text: str = "") -> None:
    """Of several clients of one name, let the asker choose; `action` is called with the one chosen."""
    language = order.desk.language
    await named_thread(spoken[:80])
    key = "which_more" if len(found) > SHOWN else "which"
    hints = told_apart(found, language)
    choices: list[dict[str, object]] = [
        {"id": one.id, "name": one.name, "hint": hint, "action": action, "payload": {"client_id": one.id, "text": text}}
        for one, hint in list(zip(found, hints, strict=True))[:SHOWN]
    ]
    said = say("commands", key, language, n=len(found), words=spoken[:80], shown=min(SHOWN, len(found)))
    await reply(said, order.desk, choices=choices)


def told_apart(found: Sequence[Candidate], language: str) -> list[str]:
    """One fact for each that tells them apart: the first kind of which each has another, else several together."""

    def day(on: date) -> str:
        return format_date(on, "d MMM y", locale=locale_of(language))

    def say_(key: str, **values: object) -> str:
        return say("commands", key, language, **values)

    kinds = [
        [one.city for one in found],
        [one.role for one in found],
        [say_("in_book", associate=one.associate) if one.associate else "" for one in found],
        [say_("last_visit", day=day(one.last_purchase)) if one.last_purchase else say_("no_purchase") for one in found],
        [say_("since", day=day(one.since)) if one.since else "" for one in found],
    ]
    for facts in kinds:
        if all(facts) and len(set(facts)) == len(facts):
            return facts
    return [", ".join(fact for fact in facts if fact) for facts in zip(*kinds, strict=True)]


async def focus(shop: Shop, desk: Desk) -> Candidate | None:
    """Whom the last answer was about, where that was one client whom the asker may still see."""
    turns = turns_in(cl.chat_context.get())
    ids = turns[-1].client_ids if turns else ()
    return await cl.make_async(_one)(shop, desk, ids[0]) if len(ids) == 1 else None


async def _open(shop: Shop, order: Order, action: str, nobody_named: str) -> None:
    found = await _meant(shop, order, nobody_named)
    if found is None:
        return
    if len(found) > 1:
        await choose(order, order.rest, found, action)
        return
    await named_thread(say("commands", f"title_{order.name}", order.desk.language, name=found[0].name))
    await _act(action, client_id=found[0].id)


async def _act(action: str, **payload: object) -> None:
    await config.code.action_callbacks[action](cl.Action(name=action, payload=payload))


async def named_thread(title: str) -> None:
    """A conversation that begins with a command is called by what it is about."""
    if sum(1 for m in cl.chat_context.get() if m.type == "user_message") == 1:
        await cl.context.emitter.init_thread(title)


def _named(shop: Shop, desk: Desk, spoken: str) -> list[Candidate]:
    with Session(shop.engine) as session:
        return candidates(session, desk.scope, spoken)


def _first(shop: Shop, desk: Desk, spoken: str) -> tuple[list[Candidate], str]:
    with Session(shop.engine) as session:
        return candidates_first(session, desk.scope, spoken)


def _one(shop: Shop, desk: Desk, client_id: int) -> Candidate | None:
    with Session(shop.engine) as session:
        return client_briefly(session, desk.scope, client_id)


def _examples(shop: Shop, desk: Desk) -> list[str]:
    voice = Voice(desk.language, desk.today)
    with Session(shop.engine) as session:
        names = good_examples(session, desk)
    asked = [voice.say(f"suggest.{kind}", called=names[kind]) for kind in ("brief", "open", "avoid", "bought") if kind in names]
    day = ("today", "unseen", "arrived") if names else ("arrived",)
    return asked + [voice.say(f"suggest.{kind}") for kind in day]


async def note_for(shop: Shop, desk: Desk, payload: dict[str, object]) -> dict[str, object]:
    """The client of a note was chosen among several of the name."""
    client_id, text = payload.get("client_id"), payload.get("text")
    whom = await cl.make_async(_one)(shop, desk, client_id) if isinstance(client_id, int) else None
    if whom is None or not isinstance(text, str):
        raise OutOfScope("There is no such client here.")
    await propose(shop, desk, whom, text.strip())
    return {"ok": True}
