"""When the chat model fails, the built-in one answers instead, and whoever asked is told."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from langchain.agents.middleware.types import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage

from copilot.models.breaker import Breaker
from copilot.models.trouble import FAILURES, GOES_ROUND, Trouble, trouble_in, trouble_of

logger = logging.getLogger(__name__)

INSTEAD = "The built-in model answers instead."
_MARK = "stands_in_for_the_chat_model"
_LONGEST_WAIT = 10.0  # seconds a person at the counter is kept waiting because an endpoint asks for it
_FIRST_WAIT = 0.5
_MOST_ROUNDS = 8  # of looking things up for one question; the built-in model must have some steps of the graph left


@dataclass(frozen=True)
class Setback:
    """Sent into the agent's `custom` stream the moment a call fails: what was streamed of that call is void."""

    why: str
    built_in: bool  #: True: the built-in model answers from here; False: the same model is asked once more
    trouble: str = ""  #: its kind, for those who say it in another language


Request = ModelRequest[Any]
Response = ModelResponse[Any]


class FallBack(AgentMiddleware[AgentState[Any], Any, Any]):
    """Asks the agent's model; asks it again where that helps; else has the built-in one answer the whole turn.

    Retries happen here and not in the client, so that nobody waits longer than `patience` seconds for them.
    """

    def __init__(
        self,
        built_in: BaseChatModel,
        breaker: Breaker,
        *,
        retries: int,
        patience: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        asleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__()
        self.built_in = built_in
        self.breaker = breaker
        self._retries = retries
        self._patience = patience
        self._clock, self._sleep, self._asleep = clock, sleep, asleep

    async def awrap_model_call(self, request: Request, handler: Callable[[Request], Awaitable[Response]]) -> Response:
        """A whole reply: the model's own, or the built-in one's."""
        if (ticket := self._may_ask(request)) is None:
            return _marked(await handler(self._instead(request)))
        try:
            began, tries = self._clock(), 0
            while True:
                trouble = None
                try:
                    # The client's timeouts watch the gaps; this one ends a reply that never ends.
                    async with asyncio.timeout(4 * self._patience):
                        response = await handler(request)
                except FAILURES as failure:
                    trouble = trouble_of(failure)
                trouble = trouble or trouble_in(response.result, _names(request)) or _goes_round(request, response)
                if trouble is None:
                    self.breaker.worked()
                    return response
                if (wait := self._wait(trouble, tries, began)) is None:
                    break
                tries += 1
                _tell(request, trouble, built_in=False)
                await self._asleep(wait)
            self._give_way(request, trouble)
        finally:
            self.breaker.leave(ticket)
        return _marked(await handler(self._instead(request)))

    def wrap_model_call(self, request: Request, handler: Callable[[Request], Response]) -> Response:
        """The same for a caller who does not run in an event loop."""
        if (ticket := self._may_ask(request)) is None:
            return _marked(handler(self._instead(request)))
        try:
            began, tries = self._clock(), 0
            while True:
                trouble = None
                try:
                    response = handler(request)
                except FAILURES as failure:
                    trouble = trouble_of(failure)
                trouble = trouble or trouble_in(response.result, _names(request)) or _goes_round(request, response)
                if trouble is None:
                    self.breaker.worked()
                    return response
                if (wait := self._wait(trouble, tries, began)) is None:
                    break
                tries += 1
                _tell(request, trouble, built_in=False)
                self._sleep(wait)
            self._give_way(request, trouble)
        finally:
            self.breaker.leave(ticket)
        return _marked(handler(self._instead(request)))

    def _may_ask(self, request: Request) -> object | None:
        # Who stood in once ends the turn: two models do not take turns within one answer.
        if _stood_in_this_turn(request):
            return None
        if (ticket := self.breaker.admit()) is None:
            request.runtime.stream_writer(Setback(self.breaker.state_words(), built_in=True, trouble=self.breaker.state))
        return ticket

    def _wait(self, trouble: Trouble, tries: int, began: float) -> float | None:
        """How long until the model is asked again; None: not again."""
        wait = trouble.wait if trouble.wait is not None else _FIRST_WAIT * 2**tries
        spent = self._clock() - began
        again = trouble.passing and tries < self._retries and wait <= _LONGEST_WAIT and spent + wait < self._patience
        return wait if again else None

    def _give_way(self, request: Request, trouble: Trouble) -> None:
        if trouble.pauses:
            self.breaker.failed(trouble)
        _tell(request, trouble, built_in=True)

    def _instead(self, request: Request) -> Request:
        return request.override(model=self.built_in)


def _tell(request: Request, trouble: Trouble, *, built_in: bool) -> None:
    logger.warning("The chat model failed (%s); %s", trouble.kind, "built-in" if built_in else "asked again")
    what_now = INSTEAD if built_in else "It is asked again."
    request.runtime.stream_writer(Setback(f"{trouble.words} {what_now}", built_in=built_in, trouble=trouble.kind))


def _names(request: Request) -> list[str]:
    return [tool["function"]["name"] if isinstance(tool, dict) else tool.name for tool in request.tools]


def _marked(response: Response) -> Response:
    for message in response.result:
        if isinstance(message, AIMessage):
            message.response_metadata[_MARK] = True
    return response


def _this_turn(request: Request) -> Iterator[AIMessage]:
    for message in reversed(request.messages):
        if isinstance(message, HumanMessage):
            return
        if isinstance(message, AIMessage):
            yield message


def _stood_in_this_turn(request: Request) -> bool:
    return any(message.response_metadata.get(_MARK) for message in _this_turn(request))


def _goes_round(request: Request, response: Response) -> Trouble | None:
    """A question is looked up in a few rounds, and nothing twice: nothing changes while one answer is made."""
    wanted = [call for m in response.result if isinstance(m, AIMessage) for call in m.tool_calls]
    rounds = [message.tool_calls for message in _this_turn(request)]
    made = [(call["name"], call["args"]) for calls in rounds for call in calls]
    again = bool(wanted) and all((call["name"], call["args"]) in made for call in wanted)
    return GOES_ROUND if again or (wanted and len(rounds) >= _MOST_ROUNDS) else None
