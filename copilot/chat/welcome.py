"""The first screen: a greeting, and questions that fit the person's work."""

import chainlit as cl
from sqlmodel import Session, col, func, select

from copilot.bootstrap import Shop
from copilot.chat.asker import who_asks
from copilot.chat.furnishing import COMMAND
from copilot.chat.language import spoken
from copilot.chat.words import say, words
from copilot.domain.desk import Desk, Role
from copilot.records.asking import desk_of
from copilot.records.people import Client, Store, User

#: By key in words/welcome.yaml: what stands on the button, and KEY_ask is what it asks.
STARTERS = {
    Role.ASSOCIATE: ("today", "unseen", "arrived", "repair"),
    Role.MANAGER: ("promises", "services", "year", "complaints"),
    Role.TRAINER: ("notes", "distance", "after", "voice"),
    Role.ADMINISTRATOR: ("consents", "privacy", "count", "incidents"),
}


def profile(shop: Shop) -> cl.ChatProfile | None:
    """The one profile of whoever is signed in, by their role in the records; None if they may not come in any more."""
    with Session(shop.engine) as session:
        user = session.get(User, who_asks())
        if user is None or not user.active:
            return None
        desk = desk_of(session, user, shop.now())
        store = session.get(Store, user.store_id) if user.store_id else None
        empty = not session.exec(select(func.count(col(Client.id)))).one()
    said = words("welcome", spoken.get())
    place = said[f"place_{desk.role.value}"] + (f" · {store.city}" if store and store.city else "")
    starters = [cl.Starter(label=said[key], message=said[f"{key}_ask"]) for key in STARTERS[desk.role]]
    if empty:
        starters = starters[-1:]
        if desk.role is Role.ADMINISTRATOR:
            starters.insert(0, cl.Starter(label=said["show_demo"], message=said["show_demo"], command=COMMAND))
    return cl.ChatProfile(
        name=place,
        markdown_description=_emptiness(desk) if empty else f"## {_greeting(desk)}\n\n{said[f'invitation_{desk.role.value}']}",
        icon="/public/mark.svg",
        default=True,
        starters=starters,
    )


def _greeting(desk: Desk) -> str:
    first = desk.name.split(" ")[0] if desk.name else ""
    return say("welcome", "welcome", spoken.get(), name=first) if first else words("welcome", spoken.get())["welcome_nameless"]


def _emptiness(desk: Desk) -> str:
    return words("welcome", spoken.get())["empty_administrator" if desk.role is Role.ADMINISTRATOR else "empty_others"]
