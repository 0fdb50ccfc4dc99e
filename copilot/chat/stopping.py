"""Stopping an answer that is being made. Chainlit's own way says so in English, whatever the page speaks, and too early."""

import asyncio

import chainlit as cl
import chainlit.socket  # its way of stopping is in place once this is loaded; ours takes its place
from chainlit.context import init_ws_context
from chainlit.server import sio
from chainlit.session import WebsocketSession

from copilot.chat.language import spoken
from copilot.chat.words import words

_PATIENCE = 5.0  #: seconds for what is under way to put itself in order


def listen_for_stop() -> None:
    """From now on the stop button is answered here."""
    sio.on("stop", stop)


async def stop(socket_id: str) -> None:
    """End the answer, keep what was shown of it, and say so; an answer that is whole by now stays as it is."""
    session = WebsocketSession.get(socket_id)
    if session is None:
        return
    init_ws_context(session)
    answering = session.current_task
    if answering is None or answering.done():
        return
    answering.cancel()
    await asyncio.wait({answering}, timeout=_PATIENCE)
    await cl.Message(words("commands", spoken.get())["stopped"], type="system_message").send()
