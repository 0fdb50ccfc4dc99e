"""A conversation that we begin: it has a name of its own, and is kept from its first word."""

import chainlit as cl


async def begin_thread(title: str) -> None:
    """Name the conversation, unless somebody has begun it already; else the first tap in it would name it by the tap."""
    session = cl.context.session
    if not session.has_first_interaction:
        session.has_first_interaction = True
        await cl.context.emitter.init_thread(title)
