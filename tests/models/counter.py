"""A small shop: one tool, the built-in model's place held by a few lines, and what a person would see of an answer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain.agents import create_agent
from langchain.tools import tool
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import SecretStr

from copilot.models.breaker import Breaker
from copilot.models.choosing import chat_model
from copilot.models.fallback import FallBack, Setback
from copilot.models.pieces import STREAM_MODES, Anew, pieces
from copilot.settings import Settings

KEY = "sk-house-9f3c-secret"
OWN = "She takes a 52 [note 7]."


@tool
def ring_size(client_id: int) -> str:
    """Say a client's ring size."""
    return f"Client {client_id} takes a 52 [note 7]."


class Steady(BaseChatModel):
    """Holds the place of the built-in model: looks once, then says what it knows, word by word."""

    @property
    def _llm_type(self) -> str:
        return "steady"

    def bind_tools(self, tools: Sequence[Any], **given: Any) -> Runnable[Any, Any]:
        return self.bind(tools=tools, **given)

    def _reply(self, messages: list[BaseMessage]) -> AIMessageChunk:
        if isinstance(messages[-1], ToolMessage):
            return AIMessageChunk(content=OWN)
        call = {"name": "ring_size", "args": '{"client_id": 3}', "id": "own_1", "index": 0, "type": "tool_call_chunk"}
        return AIMessageChunk(content="", tool_call_chunks=[call])

    def _generate(self, messages: list[BaseMessage], *rest: Any, **given: Any) -> ChatResult:
        reply = self._reply(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(reply.text, tool_calls=reply.tool_calls))])

    async def _astream(self, messages: list[BaseMessage], *rest: Any, **given: Any) -> AsyncIterator[ChatGenerationChunk]:
        reply = self._reply(messages)
        if not reply.text:
            yield ChatGenerationChunk(message=reply)
        for word in reply.text.split():
            yield ChatGenerationChunk(message=AIMessageChunk(content=word + " "))


@dataclass
class Seen:
    """What a person saw: the text as it stands in the end, everything that was ever shown, and what was said about it."""

    text: str = ""
    flashed: list[str] = field(default_factory=list)  #: texts that stood there and were taken away
    why: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)
    messages: list[BaseMessage] = field(default_factory=list)


@dataclass
class Hourglass:
    """A clock that only moves when it is told to, or when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


def settings(url: str = "", **more: Any) -> Settings:
    """Settings that name an endpoint, whatever the machine's own variables say."""
    given = {"chat_model": "openai:scripted", "chat_base_url": url, "openai_api_key": SecretStr(KEY), "chat_timeout": 5.0}
    aliased = {"OPENAI_API_KEY" if k == "openai_api_key" else k: v for k, v in {**given, **more}.items()}
    return Settings(_env_file=None, **aliased)


Ask = Callable[[str], Awaitable[Seen]]


def agent_for(configured: Settings, *, breaker: Breaker | None = None, clock: Hourglass | None = None) -> Any:
    """The agent as the assistant makes it, with one tool."""
    clock = clock or Hourglass()
    fall_back = FallBack(
        Steady(),
        breaker or Breaker(configured.chat_pause, clock),
        retries=configured.chat_retries,
        patience=configured.chat_timeout,
        clock=clock,
        sleep=clock.sleep,
        asleep=clock.asleep,
    )
    model = chat_model(configured)
    assert model is not None
    return create_agent(model, tools=[ring_size], system_prompt="Answer briefly.", middleware=[fall_back])


async def ask(agent: Any, question: str = "What is her ring size?") -> Seen:
    """Ask, and watch the page."""
    seen = Seen()
    stream = agent.astream({"messages": [HumanMessage(question)]}, stream_mode=STREAM_MODES)
    async for piece in pieces(stream):
        match piece:
            case str():
                seen.text += piece
            case Anew(why):
                seen.flashed.append(seen.text)
                seen.why.append(why)
                seen.text = ""
            case Setback(why, built_in):
                seen.notices += [why] * built_in
            case dict():
                for update in piece.values():
                    for message in update["messages"]:
                        seen.messages.append(message)
                        seen.looked += [call["name"] for call in getattr(message, "tool_calls", [])]
    seen.text = seen.text.strip()
    return seen
