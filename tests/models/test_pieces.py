"""What stands on the page is always the beginning of one reply."""

from collections.abc import AsyncIterator
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, ToolMessage

from copilot.models.fallback import Setback
from copilot.models.pieces import Anew, pieces


async def streamed(*events: tuple[str, Any]) -> AsyncIterator[tuple[str, Any]]:
    for event in events:
        yield event


def word(text: str, reply: str) -> tuple[str, Any]:
    return "messages", (AIMessageChunk(content=text, id=reply), {})


async def test_a_reply_that_comes_in_one_piece_is_shown_as_well() -> None:
    stream = streamed(("messages", (AIMessage(content="Good morning.", id="one"), {})), ("updates", {"model": {}}))

    told = [piece async for piece in pieces(stream)]

    assert told == ["Good morning.", {"model": {}}]


async def test_what_tools_return_is_not_shown() -> None:
    stream = streamed(("messages", (ToolMessage(content="Client 3 takes a 52.", tool_call_id="c"), {})), word("A 52.", "two"))

    told = [piece async for piece in pieces(stream)]

    assert told == ["A 52."]


async def test_a_setback_before_anything_is_shown_takes_nothing_back() -> None:
    down = Setback("The chat model cannot be asked.", built_in=True)

    told = [piece async for piece in pieces(streamed(("custom", down), word("A 52.", "two")))]

    assert told == [down, "A 52."]


async def test_a_setback_midway_takes_back_what_stood_there_once() -> None:
    down = Setback("It broke off.", built_in=True)
    stream = streamed(word("Her ", "one"), word("ring", "one"), ("custom", down), word("A ", "two"), word("52.", "two"))

    told = [piece async for piece in pieces(stream)]

    assert told == ["Her ", "ring", Anew("It broke off."), down, "A ", "52."]


async def test_what_others_send_into_the_stream_is_none_of_ours() -> None:
    told = [piece async for piece in pieces(streamed(("custom", {"progress": 3}), word("A 52.", "two")))]

    assert told == ["A 52."]
