"""The first screen: a greeting, and questions that fit the person's work."""

import chainlit as cl
from sqlmodel import Session, col, func, select

from copilot.bootstrap import Shop
from copilot.chat.asker import who_asks
from copilot.domain.desk import Desk, Role
from copilot.records.asking import desk_of
from copilot.records.people import Client, Store, User

PLACES = {
    Role.ASSOCIATE: "Shop floor",
    Role.MANAGER: "Management",
    Role.TRAINER: "Training",
    Role.ADMINISTRATOR: "Administration",
}
STARTERS = {
    Role.ASSOCIATE: (
        ("Who is coming in today?", "Who is coming in today?"),
        ("Not seen since spring", "Who in my book have I not seen since spring?"),
        ("What arrived this week?", "What arrived this week?"),
        ("How long does a repair take?", "How long does a repair take?"),
    ),
    Role.MANAGER: (
        ("Open promises", "Which promises are overdue?"),
        ("Open repairs and complaints", "Which services are still open?"),
        ("Not seen for a year", "Which clients have not bought anything for a year?"),
        ("Our rule for complaints", "What do we do when a client complains?"),
    ),
    Role.TRAINER: (
        ("How to write a note", "How should a note about a client be written?"),
        ("The right distance", "What is the right distance to keep from a client?"),
        ("Two days, weeks, months", "What do we do two days, two weeks and two months after a purchase?"),
        ("The brand voice", "How does the house write to clients?"),
    ),
    Role.ADMINISTRATOR: (
        ("Consent and quiet hours", "What are our rules on consent and quiet hours?"),
        ("A privacy request", "What do we do when a client asks for their data?"),
        ("How many clients", "How many clients do we have?"),
        ("Data incidents", "What do we do when data was lost or seen by the wrong person?"),
    ),
}
_INVITATIONS = {
    Role.ASSOCIATE: "Ask about a client, your book, a product or a house rule, or tell me what to note down.",
    Role.MANAGER: "Ask about the clients of the house, what is open, what was promised, or a house rule.",
    Role.TRAINER: "Ask how the house does things. Clients' own data is not shown to trainers.",
    Role.ADMINISTRATOR: "Ask about the clients of the house, or about a house rule.",
}
_EMPTY = (
    "**There are no clients here yet.** An administrator loads them with `copilot import FOLDER` "
    "(`copilot import --templates FOLDER` writes the files to fill in), or `copilot demo` in an empty folder "
    "shows a made-up boutique. House rules can be asked about already."
)


def profile(shop: Shop) -> cl.ChatProfile | None:
    """The one profile of whoever is signed in, by their role in the records; None if they may not come in any more."""
    with Session(shop.engine) as session:
        user = session.get(User, who_asks())
        if user is None or not user.active:
            return None
        desk = desk_of(session, user, shop.now())
        store = session.get(Store, user.store_id) if user.store_id else None
        empty = not session.exec(select(func.count(col(Client.id)))).one()
    place = PLACES[desk.role] + (f" · {store.city}" if store and store.city else "")
    starters = [cl.Starter(label=label, message=message) for label, message in STARTERS[desk.role]]
    return cl.ChatProfile(
        name=place,
        markdown_description=_EMPTY if empty else f"## {_greeting(desk)}\n\n{_INVITATIONS[desk.role]}",
        icon="/public/mark.svg",
        default=True,
        starters=starters[-1:] if empty and desk.role is Role.ASSOCIATE else starters,
    )


def _greeting(desk: Desk) -> str:
    first = desk.name.split(" ")[0] if desk.name else ""
    return f"Welcome, {first}" if first else "Welcome"
