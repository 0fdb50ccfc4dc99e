"""Saying what somebody waits for, where the first word of an answer lets itself be waited for."""

import asyncio
from collections.abc import AsyncIterator

from copilot.assistant.events import Event, Looked, Looking, Restart, Token, Waiting

PATIENCE = 2.0  #: seconds of silence after which a person wonders whether anything happens


async def told_while_waiting(events: AsyncIterator[Event], still: str, patience: float = PATIENCE) -> AsyncIterator[Event]:
    """The events as they come; in a silence before the first word, once, what is waited for. `still`: said of the model."""
    queue: asyncio.Queue[Event | None] = asyncio.Queue()

    async def fetch() -> None:
        try:
            async for event in events:
                queue.put_nowait(event)
        finally:
            queue.put_nowait(None)

    fetching = asyncio.create_task(fetch())
    running: dict[str, str] = {}
    silent, said = True, False
    try:
        while True:
            try:
                async with asyncio.timeout(patience if silent and not said else None):
                    event = await queue.get()
            except TimeoutError:
                said = True
                yield Waiting(f"{next(iter(running.values()))}…" if running else still)
                continue
            if event is None:
                await fetching
                return
            said = False
            match event:
                case Looking(key, words):
                    running[key] = words
                case Looked(key):
                    running.pop(key, None)
                case Token():
                    silent = False
                case Restart():
                    silent = True
            yield event
    finally:
        fetching.cancel()
        await asyncio.gather(fetching, return_exceptions=True)
