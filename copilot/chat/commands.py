"""Slash commands: which there are for whom, how they are heard, and what each does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import chainlit as cl
from chainlit.config import config
from chainlit.types import CommandDict

from copilot.bootstrap import Shop
from copilot.chat import checking
from copilot.chat import command_answers as answers
from copilot.chat.administration import bad
from copilot.chat.check_heard import asked_in
from copilot.chat.command_answers import Order
from copilot.chat.desk import desk_now
from copilot.chat.drafting import orders
from copilot.chat.review import opening as review_desk
from copilot.chat.words import LANGUAGES, say, words
from copilot.domain.desk import Role

_CLIENTS = frozenset({Role.ASSOCIATE, Role.MANAGER, Role.ADMINISTRATOR})
_FLOOR = frozenset({Role.ASSOCIATE, Role.MANAGER})
_LEADS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Command:
    """One slash command: its picture, who has it, what it does, and the action of the page without which it is not offered."""

    name: str
    icon: str
    roles: frozenset[Role]
    obey: Callable[[Shop, Order], Awaitable[None]]
    needs: str = ""


COMMANDS = (
    Command("client", "contact", _CLIENTS, answers.client),
    Command("note", "notebook-pen", _CLIENTS, answers.note),
    Command("book", "calendar-plus", _FLOOR, answers.book, "counter_book"),
    Command("new", "user-plus", _CLIENTS, answers.new, "counter_new"),
    Command("wish", "heart", _FLOOR, answers.wish, "counter_wish"),
    Command("correct", "pencil", _CLIENTS, answers.correct, "counter_correct"),
    Command("write", "pen-line", _FLOOR, orders.write, "draft_show"),
    Command("drafts", "files", _FLOOR, orders.drafts, "draft_list"),
    Command("check", "shield-check", _CLIENTS, checking.check),
    Command("review", "stamp", _LEADS, review_desk.review),
    Command("bad", "thumbs-down", frozenset({Role.ADMINISTRATOR}), bad),
    Command("help", "circle-help", frozenset(Role), answers.help_out),
)


def commands_for(role: Role) -> list[Command]:
    """What somebody of this role may use on this page."""
    return [c for c in COMMANDS if role in c.roles and (not c.needs or c.needs in config.code.action_callbacks)]


async def offer(shop: Shop) -> None:
    """Put the asker's commands into the composer; needed whenever a conversation opens."""
    desk = await cl.make_async(desk_now)(shop)
    said = words("commands", desk.language)
    offered: list[CommandDict] = [
        CommandDict(id=c.name, icon=c.icon, description=said[c.name], button=False, persistent=False, selected=False)
        for c in commands_for(desk.role)
    ]
    await cl.context.emitter.set_commands(offered)


def heard(message: cl.Message) -> tuple[str, str] | None:
    """The command and what follows it, chosen from the list, typed by hand, or asked in words; None for a question."""
    text = message.content.strip()
    if message.command:
        return str(message.command), text
    # "/2 of the price" is no command; "/laurent" is one that does not exist.
    if not text.startswith("/") or not text[1:2].isalpha():
        return ("check", text) if asked_in(text) else None
    word, _, rest = text[1:].partition(" ")
    return _named(word.lower()), rest.strip()


async def obey(shop: Shop, message: cl.Message) -> bool:
    """Do what a command asks. False: it was no command."""
    order = heard(message)
    asks_what_waits = order is None and review_desk.asked_in(message.content)
    if order is None and not asks_what_waits:
        return False
    desk = await cl.make_async(desk_now)(shop)
    if order is None:
        # For who does not lead it is a question like any other.
        if not desk.scope.leads:
            return False
        order = ("review", "")
    name, rest = order
    known = next((c for c in COMMANDS if c.name == name), None)
    mine = commands_for(desk.role)
    if known not in mine:
        key = "unknown" if known is None or desk.role in known.roles else "not_yours"
        text = say("commands", key, desk.language, command=f"/{name}", all=_listed(mine))
        await answers.reply(text, desk)
        return True
    await known.obey(shop, Order(name, rest, desk, tuple((c.name, c.icon) for c in mine)))
    return True


async def note_for(shop: Shop, payload: dict[str, Any]) -> object:
    """Of several clients of one name, this one was chosen for a note."""
    desk = await cl.make_async(desk_now)(shop)
    return await answers.note_for(shop, desk, payload)


def _named(word: str) -> str:
    """The command that a typed word means, in any of the languages; the word itself where it is none."""
    for command in COMMANDS:
        also = {other for language in LANGUAGES for other in words("commands", language)[f"also_{command.name}"].split()}
        if word == command.name or word in also:
            return command.name
    return word


def _listed(commands: list[Command]) -> str:
    return ", ".join(f"/{c.name}" for c in commands)
