"""What somebody waits for is said where the first word lets itself be waited for, and only there."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from copilot.assistant.events import Answer, Event, Looked, Looking, Token, Waiting
from copilot.assistant.waiting import told_while_waiting

STILL = "Still waiting for the language model…"
SOON, LATE = 0.001, 600.0


class Slow:
    """Answers step by step, each when it is told to."""

    def __init__(self, *steps: Event) -> None:
        self.steps = steps
        self.go = [asyncio.Event() for _ in steps]
        self.stopped = False

    async def answer(self) -> AsyncIterator[Event]:
        """The steps; whoever leaves early is noticed."""
        try:
            for go, step in zip(self.go, self.steps, strict=True):
                await go.wait()
                yield step
        except asyncio.CancelledError:
            self.stopped = True
            raise


async def test_a_model_that_lets_itself_be_waited_for_is_named_until_its_first_word() -> None:
    slow = Slow(Token("She"), Answer("She"))
    seen: list[Event] = []

    async for event in told_while_waiting(slow.answer(), STILL, SOON):
        seen.append(event)
        if isinstance(event, Waiting):
            slow.go[0].set()
            slow.go[1].set()

    assert seen == [Waiting(STILL), Token("She"), Answer("She")]


async def test_what_is_being_looked_up_is_named_while_it_is() -> None:
    slow = Slow(Looking("1", "Searching the notes"), Looked("1", "2 notes"), Answer("Rose gold"))
    slow.go[0].set()
    seen: list[Event] = []

    async for event in told_while_waiting(slow.answer(), STILL, SOON):
        seen.append(event)
        if event == Waiting("Searching the notes…"):
            slow.go[1].set()
        if event == Waiting(STILL):
            slow.go[2].set()

    assert seen == [
        Looking("1", "Searching the notes"),
        Waiting("Searching the notes…"),
        Looked("1", "2 notes"),
        Waiting(STILL),
        Answer("Rose gold"),
    ]


async def test_who_answers_at_once_says_nothing_of_waiting() -> None:
    slow = Slow(Looking("1", "Searching the notes"), Looked("1", "2 notes"), Token("Rose"), Answer("Rose"))
    for go in slow.go:
        go.set()

    seen = [event async for event in told_while_waiting(slow.answer(), STILL, LATE)]

    assert seen == list(slow.steps)


async def test_who_stops_listening_stops_the_work() -> None:
    slow = Slow(Token("She"), Answer("She"))
    slow.go[0].set()
    told = told_while_waiting(slow.answer(), STILL, LATE)

    first = await anext(told)
    await told.aclose()

    assert first == Token("She")
    assert slow.stopped


async def test_what_goes_wrong_is_told_to_whoever_listens() -> None:
    async def broken() -> AsyncIterator[Event]:
        yield Token("She")
        raise ValueError("the line is dead")

    with pytest.raises(ValueError, match="the line is dead"):
        _ = [event async for event in told_while_waiting(broken(), STILL, LATE)]
