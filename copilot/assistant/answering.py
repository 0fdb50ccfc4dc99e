"""A question in; what was looked up, the words as they come, and at last a cited answer out."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.graph.state import CompiledStateGraph
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.assistant.events import Event, Restart, Turn
from copilot.assistant.middleware import AtTheCounter
from copilot.assistant.one_answer import OneAnswer
from copilot.assistant.tools import TOOLS
from copilot.assistant.waiting import PATIENCE, told_while_waiting
from copilot.assistant.what_to_write import asks_for_one
from copilot.domain.desk import Desk
from copilot.models.builtin.model import BuiltinChat
from copilot.models.builtin.voice import Voice
from copilot.models.fallback import FallBack
from copilot.models.pieces import STREAM_MODES, pieces
from copilot.outreach.checking import Guard
from copilot.policies import PolicyInForce
from copilot.records.people import Store
from copilot.records.products_named import Catalogue
from copilot.retrieval.index import Index

REMEMBERED = 6  #: turns of the conversation that a model is given; older ones are in the history, not in its view
LOOPS = 24  #: steps of the graph after which a model that keeps calling tools is stopped


@dataclass
class Assistant:
    """Answers questions, whichever model writes the words."""

    engine: Engine
    index: Index
    now: Callable[[], datetime]
    read_note: Callable[..., Any]
    house: str
    model: BaseChatModel | None = None  #: None: the built-in one alone
    fall_back: FallBack | None = None
    built_in: BaseChatModel = field(default_factory=BuiltinChat)
    catalogue: Catalogue = field(default_factory=Catalogue)
    policy: PolicyInForce = field(default_factory=PolicyInForce)
    guard: Callable[[], Guard] | None = None
    patience: float = PATIENCE  #: seconds of silence after which it says what is waited for
    _agents: dict[str, CompiledStateGraph[Any, Any, Any, Any]] = field(default_factory=dict)

    async def answer(self, question: str, history: Sequence[Turn], desk: Desk) -> AsyncIterator[Event]:
        """What happens while a question is answered, the whole answer last."""
        voice = Voice(desk.language, desk.today)
        still = voice.say("waiting.builtin" if self.model is None else "waiting.model")
        async for event in told_while_waiting(self._events(question, history, desk), still, self.patience):
            yield event

    async def _events(self, question: str, history: Sequence[Turn], desk: Desk) -> AsyncIterator[Event]:
        counter = self._counter(desk)
        turn = OneAnswer(Voice(desk.language, desk.today))
        async for event in _seen(self._graph(), turn, question, history, counter):
            yield event
        if turn.by_a_chat_model_without_effect() and asks_for_one(question, history, desk.today, desk.language):
            # A message in the running text is on no card: nobody could have it judged, reviewed or sent.
            yield Restart("")
            turn = OneAnswer(turn.voice, usage=turn.usage)
            async for event in _seen(self._graph(built_in=True), turn, question, history, counter):
                yield event
        yield turn.whole(question, counter)

    def _graph(self, *, built_in: bool = False) -> CompiledStateGraph[Any, Any, Any, Any]:
        model = None if built_in else self.model
        name = "builtin" if model is None else "model"
        if name not in self._agents:
            around = [AtTheCounter(self.house), *([self.fall_back] if self.fall_back and model is not None else [])]
            self._agents[name] = create_agent(model or self.built_in, list(TOOLS), middleware=around, context_schema=Counter)
        return self._agents[name]

    def _counter(self, desk: Desk) -> Counter:
        with Session(self.engine) as session:
            store = session.get(Store, desk.store_id) if desk.store_id else None
        return Counter(
            desk=desk,
            engine=self.engine,
            index=self.index,
            catalogue=self.catalogue,
            now=self.now(),
            timezone=store.timezone if store else "UTC",
            store=store.name if store else "every store",
            read_note=self.read_note,
            policy=self.policy,
            writer=self.model if self.fall_back is None or self.fall_back.breaker.trouble is None else None,
            guard=self.guard,
        )


async def _seen(
    graph: CompiledStateGraph[Any, Any, Any, Any], turn: OneAnswer, question: str, history: Sequence[Turn], counter: Counter
) -> AsyncIterator[Event]:
    """What happens while one model answers; `turn` learns of it."""
    asked = {"messages": _messages(question, history)}
    stream = graph.astream(asked, {"recursion_limit": LOOPS}, context=counter, stream_mode=STREAM_MODES)
    async for piece in pieces(stream):
        for event in turn.take(piece):
            yield event


def _messages(question: str, history: Sequence[Turn]) -> list[BaseMessage]:
    messages: list[BaseMessage] = []
    for turn in history[-REMEMBERED:]:
        messages.append(HumanMessage(turn.question))
        messages.append(AIMessage(turn.answer, additional_kwargs={"client_ids": list(turn.client_ids), "drafted": turn.drafted}))
    return [*messages, HumanMessage(question)]
