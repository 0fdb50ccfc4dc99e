"""The pieces of one answer as they come out of the agent, and when those shown so far are void."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage
from langgraph.types import StreamMode

from copilot.models.fallback import Setback

#: What `agent.astream` must be asked for, for `pieces` to tell what is void.
STREAM_MODES: list[StreamMode] = ["messages", "updates", "custom"]


@dataclass(frozen=True)
class Anew:
    """Forget the pieces so far. `why` is empty when they were a remark before something is looked up, and nothing failed."""

    why: str = ""
    trouble: str = ""  #: its kind, where something failed


Piece = str | Anew | Setback | dict[str, Any]


async def pieces(stream: AsyncIterator[Any]) -> AsyncIterator[Piece]:
    """Text as it comes; `Anew` before text that replaces it; each `Setback`; each update of the graph.

    The texts since the last `Anew` are always the beginning of one single reply of one single model.
    Which tools were asked for is read from the updates: what a failed reply asked for never gets there.
    """
    shown = ""  # the id of the reply whose text stands on the page
    async for mode, data in stream:
        if mode == "updates":
            yield data
        elif mode == "custom" and isinstance(data, Setback):
            if shown:
                yield Anew(data.why, data.trouble)
            shown = ""
            yield data
        elif mode == "messages":
            message, _ = data
            if isinstance(message, AIMessage) and message.text:
                if shown and shown != message.id:
                    yield Anew()
                shown = message.id or shown
                yield message.text
