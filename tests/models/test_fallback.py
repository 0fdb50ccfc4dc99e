"""When the chat model fails, the built-in one answers, it is said, and no half answer stays on the page."""

import asyncio
import logging
from threading import Event

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from copilot.models.breaker import Breaker
from tests.models.counter import KEY, OWN, Hourglass, agent_for, ask, settings
from tests.models.wire import (
    Exchange,
    Reply,
    calls,
    hangs,
    is_cut,
    nobody,
    refuses,
    says,
    sends,
    shows,
    stops_short,
    tears_off,
    wire,
)

LOOKS = calls("ring_size", {"client_id": 31})
HALF = "Her ring size might well"
FAULTS = {
    "key refused": (refuses(401, f"Incorrect API key provided: {KEY}"), "an administrator must set OPENAI_API_KEY"),
    "not allowed": (refuses(403), "must check OPENAI_API_KEY"),
    "unknown model": (refuses(404), "must check COPILOT_CHAT_MODEL"),
    "bad request": (refuses(400, "context_length_exceeded"), "could not work with this question"),
    "too often": (refuses(429, headers={"retry-after": "3600"}), "asked too often"),
    "no credit": (refuses(429, code="insufficient_quota"), "no credit left"),
    "server fault": (refuses(500), "fault of its own (500)"),
    "overloaded in the stream": (sends({"error": {"message": "overloaded"}}), "fault of its own"),
    "silence": (hangs(), "did not answer in time"),
    "silence midway": (hangs(HALF), "did not answer in time"),
    "reset midway": (tears_off(HALF), "connection to the chat model failed"),
    "polite end midway": (stops_short(HALF), "broke off in the middle"),
    "its own limit": (is_cut(HALF), "cut short by its own limit"),
    "a filter": (is_cut(HALF, "content_filter"), "filter of the chat model's provider"),
    "not JSON": (sends("{not json"), "could not be read"),
    "a number": (sends("5"), "could not be read"),
    "choices that are none": (sends({"choices": "x"}), "could not be read"),
    "a delta that is none": (sends({"choices": [{"delta": 7}]}), "could not be read"),
    "a sign-in page": (shows("<html>Please sign in</html>"), "could not be read"),
    "nothing but the end": (sends("[DONE]"), "could not be read"),
    "an empty answer": (says(""), "gave an empty answer"),
    "white space": (says("   "), "gave an empty answer"),
    "a tool that there is not": (calls("send_message", {"to": 31}, remark="I will send it."), "that the copilot cannot do"),
    "arguments that are not JSON": (calls("ring_size", "client 31"), "in a way that makes no sense"),
    "arguments that break off": (calls("ring_size", '{"client_id": 3'), "in a way that makes no sense"),
    "arguments that are a list": (calls("ring_size", "[31]"), "in a way that makes no sense"),
    "a call without an id": (calls("ring_size", {"client_id": 31}, id=""), "in a way that makes no sense"),
}


def patience(words: str) -> float:
    """Seconds: few only where the silence itself is waited for."""
    return 0.7 if "in time" in words else 30


def is_half(flashed: list[str]) -> bool:
    """Whether one beginning stood there for a while; a connection that is torn down may take its last words with it."""
    return len(flashed) == 1 and bool(flashed[0].strip()) and HALF.startswith(flashed[0].strip())


fault = pytest.mark.parametrize(("reply", "words"), FAULTS.values(), ids=FAULTS)


async def test_a_model_that_works_is_heard_and_nothing_else_is_said() -> None:
    with wire(LOOKS, says("She takes a 52 [note 7].")) as there:
        seen = await ask(agent_for(settings(there.url)))

    assert seen.text == "She takes a 52 [note 7]."
    assert seen.looked == ["ring_size"]
    assert not seen.flashed
    assert not seen.notices


async def test_what_was_used_is_counted() -> None:
    with wire(LOOKS, says("A 52 [note 7].", prompt=40, completion=9)) as there:
        seen = await ask(agent_for(settings(there.url)))

    answer = seen.messages[-1]
    assert isinstance(answer, AIMessage)
    assert answer.usage_metadata
    assert (answer.usage_metadata["input_tokens"], answer.usage_metadata["output_tokens"]) == (40, 9)


async def test_the_request_holds_the_question_and_what_the_tools_returned_and_nothing_more() -> None:
    with wire(LOOKS, says("A 52 [note 7].")) as there:
        await ask(agent_for(settings(there.url)))

    sent = there.asked[1]
    assert sent.tools == ["ring_size"]
    assert [(m["role"], m.get("content")) for m in sent.body["messages"]] == [
        ("system", "Answer briefly."),
        ("user", "What is her ring size?"),
        ("assistant", None),
        ("tool", "Client 31 takes a 52 [note 7]."),
    ]
    assert KEY not in str(sent.body)
    assert set(sent.body) == {"model", "messages", "tools", "stream", "stream_options", "temperature"}


@fault
async def test_a_fault_at_once_is_answered_by_the_built_in_model_and_said(reply: Reply, words: str) -> None:
    with wire(reply) as there:
        seen = await ask(agent_for(settings(there.url, chat_retries=0, chat_timeout=patience(words))))

    assert seen.text == OWN
    assert len(seen.notices) == 1
    assert words in seen.notices[0]
    assert seen.notices[0].endswith("The built-in model answers instead.")
    assert len(there.asked) == 1


@fault
async def test_a_fault_after_looking_things_up_leaves_one_whole_answer(reply: Reply, words: str) -> None:
    with wire(LOOKS, reply) as there:
        seen = await ask(agent_for(settings(there.url, chat_retries=0, chat_timeout=patience(words))))

    assert seen.text == OWN
    assert len(seen.notices) == 1
    assert words in seen.notices[0]
    assert seen.looked == ["ring_size"]


@fault
async def test_neither_key_nor_clients_nor_replies_stand_in_the_log(
    reply: Reply, words: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    with wire(reply) as there:
        agent = agent_for(settings(there.url, chat_retries=1, chat_timeout=patience(words)))
        await ask(agent, "What does Madame Vasseur-Okonjo wear?")

    told = caplog.text + "".join(capfd.readouterr())
    assert "The chat model failed" in told
    assert KEY not in told
    assert "Okonjo" not in told
    assert "Her ring size" not in told


async def test_nobody_listening_is_a_fault_like_any_other() -> None:
    seen = await ask(agent_for(settings(nobody())))

    assert seen.text == OWN
    assert "connection to the chat model failed" in seen.notices[0]


@pytest.mark.parametrize("reply", [hangs(HALF), tears_off(HALF), stops_short(HALF), is_cut(HALF)])
async def test_half_an_answer_is_taken_back_before_the_next_one_begins(reply: Reply) -> None:
    with wire(reply) as there:
        seen = await ask(agent_for(settings(there.url, chat_retries=0, chat_timeout=2)))

    assert is_half(seen.flashed)
    assert seen.why == seen.notices
    assert seen.text == OWN


async def test_half_an_answer_is_taken_back_too_when_the_same_model_is_asked_again() -> None:
    with wire(tears_off(HALF), LOOKS, says("She takes a 52 [note 7].")) as there:
        seen = await ask(agent_for(settings(there.url)))

    assert is_half(seen.flashed)
    assert seen.why == ["The connection to the chat model failed. It is asked again."]
    assert seen.text == "She takes a 52 [note 7]."
    assert not seen.notices


async def test_a_remark_before_looking_things_up_is_no_part_of_the_answer_and_no_failure() -> None:
    with wire(calls("ring_size", {"client_id": 31}, remark="Let me look."), says("A 52 [note 7].")) as there:
        seen = await ask(agent_for(settings(there.url)))

    assert [text.strip() for text in seen.flashed] == ["Let me look."]
    assert seen.why == [""]
    assert seen.text == "A 52 [note 7]."


async def test_what_a_failed_reply_asked_for_is_never_looked_up() -> None:
    call = {"index": 0, "id": "c", "function": {"name": "ring_size", "arguments": '{"client_id": 4711}'}}
    asks_and_breaks_off = sends({"choices": [{"index": 0, "delta": {"role": "assistant", "tool_calls": [call]}}]})

    with wire(asks_and_breaks_off) as there:
        seen = await ask(agent_for(settings(there.url, chat_retries=0)))

    assert not any("4711" in str(message.content) + str(getattr(message, "tool_calls", "")) for message in seen.messages)
    assert seen.text == OWN


@pytest.mark.parametrize("status", [401, 403, 404, 400])
async def test_a_refusal_is_not_asked_again(status: int) -> None:
    with wire(refuses(status)) as there:
        await ask(agent_for(settings(there.url, chat_retries=5)))

    assert len(there.asked) == 1


async def test_a_fault_that_passes_is_asked_again_a_little_later_each_time() -> None:
    clock = Hourglass()

    with wire(refuses(500), refuses(503), says("Good morning [house 1].")) as there:
        seen = await ask(agent_for(settings(there.url, chat_retries=2), clock=clock))

    assert clock.slept == [0.5, 1.0]
    assert seen.text == "Good morning [house 1]."
    assert not seen.notices


async def test_an_endpoint_that_says_when_to_come_back_is_asked_then() -> None:
    clock = Hourglass()

    with wire(refuses(429, headers={"retry-after": "3"}), says("Good morning [house 1].")) as there:
        seen = await ask(agent_for(settings(there.url, chat_retries=2), clock=clock))

    assert clock.slept == [3.0]
    assert seen.text == "Good morning [house 1]."


async def test_nobody_is_kept_waiting_for_an_endpoint_that_wants_a_long_rest_but_it_gets_it() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)

    with wire(refuses(429, headers={"retry-after": "120"})) as there:
        agent = agent_for(settings(there.url, chat_timeout=300), breaker=breaker, clock=clock)
        await ask(agent)
        clock.now += 119
        await ask(agent)

    assert clock.slept == []
    assert len(there.asked) == 1
    assert "another 1 seconds" in breaker.state_words()


async def test_retries_end_with_the_patience_of_whoever_waits() -> None:
    clock = Hourglass()

    with wire(refuses(503, headers={"retry-after": "4"})) as there:
        await ask(agent_for(settings(there.url, chat_retries=100, chat_timeout=10), clock=clock))

    assert clock.slept == [4.0, 4.0]


async def test_after_a_failure_the_next_question_goes_straight_to_the_built_in_model() -> None:
    clock = Hourglass()

    with wire(refuses(401), LOOKS, says("She takes a 52 [note 7].")) as there:
        agent = agent_for(settings(there.url, chat_pause=60), clock=clock)
        first = await ask(agent)
        clock.now += 30
        second = await ask(agent)
        asked_meanwhile = len(there.asked)
        clock.now += 30
        third = await ask(agent)

    assert first.text == second.text == OWN
    assert asked_meanwhile == 1
    assert second.notices == [
        "The key of the chat model was refused; an administrator must set OPENAI_API_KEY. "
        "It is left alone for another 30 seconds; the built-in model answers meanwhile."
    ]
    assert third.text == "She takes a 52 [note 7]."
    assert not third.notices


async def test_one_odd_reply_does_not_take_the_model_from_everybody() -> None:
    with wire(calls("send_message", {}), says("Good morning [house 1].")) as there:
        agent = agent_for(settings(there.url))
        first = await ask(agent)
        second = await ask(agent, "Good morning")

    assert first.text == OWN
    assert second.text == "Good morning [house 1]."


async def test_the_built_in_model_ends_the_turn_that_it_took_over() -> None:
    with wire(refuses(500), says("I would have answered.")) as there:
        seen = await ask(agent_for(settings(there.url, chat_retries=0, chat_pause=0)))

    assert seen.text == OWN
    assert len(seen.notices) == 1
    assert len(there.asked) == 1


async def test_a_model_that_looks_up_the_same_thing_again_and_again_is_stopped() -> None:
    with wire(calls("ring_size", {"client_id": 31})) as there:
        seen = await ask(agent_for(settings(there.url)))

    assert "goes round in circles" in seen.notices[0]
    assert len(there.asked) == 2
    assert seen.text == OWN


async def test_a_model_that_never_stops_looking_things_up_is_stopped() -> None:
    with wire(*(calls("ring_size", {"client_id": number}) for number in range(20))) as there:
        seen = await ask(agent_for(settings(there.url)))

    assert "goes round in circles" in seen.notices[0]
    assert len(there.asked) == 9
    assert seen.text == OWN


async def test_a_person_who_stops_waiting_does_not_leave_the_trial_hanging() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)
    asked = Event()

    def keeps_waiting(exchange: Exchange) -> None:
        asked.set()
        hangs()(exchange)

    with wire(refuses(500), keeps_waiting, says("Good morning [house 1].")) as there:
        agent = agent_for(settings(there.url, chat_retries=0), breaker=breaker, clock=clock)
        await ask(agent)
        clock.now += 60
        waiting = asyncio.create_task(ask(agent))
        await asyncio.to_thread(asked.wait)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        seen = await ask(agent, "Good morning")

    assert seen.text == "Good morning [house 1]."


@pytest.mark.parametrize("reply", [refuses(401), refuses(500), tears_off(HALF), stops_short(HALF), shows("<html>")])
def test_a_caller_without_an_event_loop_is_served_as_well(reply: Reply) -> None:
    with wire(reply) as there:
        done = agent_for(settings(there.url, chat_retries=1)).invoke({"messages": [HumanMessage("What is her ring size?")]})

    assert done["messages"][-1].text == OWN


def test_a_caller_without_an_event_loop_hears_the_model_that_works() -> None:
    with wire(refuses(500), LOOKS, says("She takes a 52 [note 7].")) as there:
        done = agent_for(settings(there.url)).invoke({"messages": [HumanMessage("What is her ring size?")]})

    assert done["messages"][-1].text == "She takes a 52 [note 7]."
