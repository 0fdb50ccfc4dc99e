"""An empty house shows itself: the made-up boutique is loaded while one waits, for an administrator, on a tap."""

import asyncio

import chainlit as cl
from sqlmodel import Session, col, func, select

from copilot.bootstrap import Shop
from copilot.chat.desk import desk_now
from copilot.chat.words import say
from copilot.domain.desk import Desk, Role
from copilot.errors import CopilotError, OutOfScope
from copilot.records.demo import demo_accounts, load_demo
from copilot.records.imports import Step
from copilot.records.people import Client, User

COMMAND = "show_demo"  #: of the starter on the first screen
EVERY = 10  #: per cent between two words about how far it is


async def furnish(shop: Shop, message: cl.Message) -> None:
    """Load the made-up boutique into a house without clients, saying how far it is."""
    desk = await cl.make_async(desk_now)(shop)
    await cl.make_async(_may)(shop, desk)
    message.command = None  # shown beside the words it would only repeat them
    await message.update()
    run = cl.context.current_run
    shown = cl.Step(
        name=say("furnishing", "begun", desk.language), type="tool", parent_id=run.id if run else None, show_input=False
    )
    shown.start = shown.created_at
    await shown.send()
    loop, told = asyncio.get_running_loop(), [0]

    async def tell(percent: int) -> None:
        shown.name = say("furnishing", "so_far", desk.language, percent=percent)
        await shown.update()

    def progress(step: Step) -> None:
        percent = 100 * step.bytes_read // max(1, step.bytes_total)
        if percent >= told[0] + EVERY:
            told[0] = percent
            asyncio.run_coroutine_threadsafe(tell(percent), loop)

    # Nobody signs in as one of its people with a password that everybody can read: the accounts stay shut.
    report = await asyncio.to_thread(load_demo, shop.engine, desk.today, shop.read_note, progress, accounts=False)
    shop.rows_changed()
    shown.name, shown.end = say("furnishing", "so_far", desk.language, percent=100), cl.utils.utc_now()
    await shown.update()
    clients = report.count("clients").rows
    await cl.Message(say("furnishing", "done", desk.language, clients=clients)).send()


def _may(shop: Shop, desk: Desk) -> None:
    if desk.role is not Role.ADMINISTRATOR:
        raise OutOfScope("Only administrators furnish the house.")
    with Session(shop.engine) as session:
        clients = session.exec(select(func.count(col(Client.id)))).one()
        names = [name for name, _ in demo_accounts()]
        clash = select(User.id).where(col(User.source_id).in_(names), User.id != desk.user_id)
        if clients or session.exec(clash).first() is not None:
            raise CopilotError(
                "There are clients here already, or colleagues whose names the made-up boutique uses; it is not mixed in.",
                key="not_empty",
            )
