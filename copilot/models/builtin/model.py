"""The built-in chat model: a LangChain model like any other, calling the same tools, without a key or a network."""

import json
import re
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from copilot.domain.paper import Weigh
from copilot.models.builtin.answering import answer, to_look_up
from copilot.models.builtin.answers.nearest import OF_SOMETHING
from copilot.models.builtin.changing.deciding import proposing
from copilot.models.builtin.hearing import Hearing, unweighed
from copilot.models.builtin.kinds import Embed, no_vector
from copilot.models.builtin.listening import hearings
from copilot.models.builtin.parts import without_aside
from copilot.models.builtin.to_write.deciding import writing


class BuiltinChat(BaseChatModel):
    """Understands the question, calls tools, and writes its answer only from what they returned."""

    model: str = "builtin"
    embed: Embed = no_vector  #: a question as a vector, where the embedding model is at hand
    weigh: Weigh = unweighed  #: how likely a paper answers a question, where the trained reader is at hand

    @property
    def _llm_type(self) -> str:
        return "builtin"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with these tools at hand; it calls only those."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        calls, text = _decide(messages, kwargs.get("tools") or [], self.embed, self.weigh)
        message = AIMessage(
            content=text,
            tool_calls=[
                {"name": name, "args": args, "id": f"call_{uuid.uuid4().hex[:12]}", "type": "tool_call"} for name, args in calls
            ],
            response_metadata=_finished(calls),
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(*_decide(messages, kwargs.get("tools") or [], self.embed, self.weigh)):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(*_decide(messages, kwargs.get("tools") or [], self.embed, self.weigh)):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def _decide(
    messages: list[BaseMessage], tools: list[dict[str, Any]], embed: Embed, weigh: Weigh
) -> tuple[list[tuple[str, dict[str, Any]]], str]:
    known = {tool["function"]["name"] for tool in tools}

    def heard(of: list[BaseMessage]) -> list[Hearing]:
        return [replace(one, weigh=weigh) for one in hearings(of, embed)]

    first = heard(messages)[0]
    if (proposed := writing(messages, first) or proposing(messages, first)) is not None:
        return [call for call in proposed[0] if call[0] in known], proposed[1]
    place = max(at for at, message in enumerate(messages) if isinstance(message, HumanMessage))
    question = without_aside(str(messages[place].text))
    if question == messages[place].text:
        return _answered(heard(messages), known)
    # What was looked up for the whole message comes first, what was looked up for its question alone behind that.
    rounds = [at for at in range(place + 1, len(messages)) if isinstance(messages[at], AIMessage)]
    for end in (*rounds, len(messages)):
        calls, text = _answered(heard(messages[:end]), known)
        if not calls:
            break
    if calls or OF_SOMETHING.search(text):
        return calls, text
    return _answered(heard([*messages[:place], HumanMessage(question), *messages[end:]]), known)


def _answered(heard: list[Hearing], known: set[str]) -> tuple[list[tuple[str, dict[str, Any]]], str]:
    """What is to be looked up now, or else the answer."""
    calls = {repr(call): call for one in heard for call in to_look_up(one) if call[0] in known}
    return (list(calls.values()), "") if calls else ([], answer(heard))


def _chunks(calls: list[tuple[str, dict[str, Any]]], text: str) -> Iterator[ChatGenerationChunk]:
    for index, (name, args) in enumerate(calls):
        part = tool_call_chunk(name=name, args=json.dumps(args), id=f"call_{uuid.uuid4().hex[:12]}", index=index)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[part]))
    for piece in re.findall(r"\S+\s*|\s+", text):
        yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
    yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=_finished(calls), chunk_position="last"))


def _finished(calls: list[Any]) -> dict[str, str]:
    return {"finish_reason": "tool_calls" if calls else "stop", "model_name": "builtin"}
