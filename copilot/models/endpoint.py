"""An endpoint that speaks OpenAI's format, held to its word: arguments of a tool are whole JSON, or the call failed."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from copilot.models.trouble import BadArguments


class Endpoint(ChatOpenAI):
    """LangChain mends broken arguments (`{"client_id": 3` becomes client 3, when 31 was meant); this refuses them."""

    def _stream(self, *args: Any, **given: Any) -> Iterator[ChatGenerationChunk]:
        heard = _Arguments()
        for chunk in super()._stream(*args, **given):
            heard.add(chunk)
            yield chunk
        heard.check()

    async def _astream(self, *args: Any, **given: Any) -> AsyncIterator[ChatGenerationChunk]:
        heard = _Arguments()
        async for chunk in super()._astream(*args, **given):
            heard.add(chunk)
            yield chunk
        heard.check()


class _Arguments:
    """The arguments of each tool call of one reply, fragment by fragment."""

    def __init__(self) -> None:
        self.whole: dict[object, str] = {}

    def add(self, chunk: ChatGenerationChunk) -> None:
        if isinstance(chunk.message, AIMessageChunk):
            for part in chunk.message.tool_call_chunks:
                at = part["index"] if part["index"] is not None else part["id"]
                self.whole[at] = self.whole.get(at, "") + (part["args"] or "")

    def check(self) -> None:
        for text in self.whole.values():
            try:
                sound = not text or isinstance(json.loads(text), dict)
            except json.JSONDecodeError:
                sound = False
            if not sound:
                # The text itself is left out: it may name a client.
                raise BadArguments("The arguments of a tool call are not a JSON object.") from None
