"""A question in; what was looked up, the words as they come, and at last a cited answer out."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.graph.state import CompiledStateGraph
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.assistant.cite import cite
from copilot.assistant.counter import Counter
from copilot.assistant.events import (
    Answer,
    ChangeProposal,
    Event,
    Looked,
    Looking,
    NoteProposal,
    Restart,
    Token,
    Turn,
    Usage,
)
from copilot.assistant.exhibits import exhibits
from copilot.assistant.middleware import AtTheCounter
from copilot.assistant.steps import looked, looking
from copilot.assistant.suggesting import suggestions
from copilot.assistant.tools import TOOLS
from copilot.assistant.troubles import SEARCH_DEGRADED, trouble_said
from copilot.assistant.waiting import PATIENCE, told_while_waiting
from copilot.assistant.what_to_write import TOOL, drafts_in
from copilot.domain.desk import Desk
from copilot.domain.source import Found, Source
from copilot.models.builtin.model import BuiltinChat
from copilot.models.builtin.understanding import SMALL_TALK, understand
from copilot.models.builtin.voice import Voice
from copilot.models.fallback import FallBack, Setback
from copilot.models.pieces import STREAM_MODES, Anew, pieces
from copilot.policies import PolicyInForce
from copilot.records.people import Store
from copilot.records.products_named import Catalogue
from copilot.retrieval.index import Index

REMEMBERED = 6  #: turns of the conversation that a model is given; older ones are in the history, not in its view
_DEGRADED = "The search index cannot be reached; words were compared, not meaning."
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
    patience: float = PATIENCE  #: seconds of silence after which it says what is waited for
    _agent: CompiledStateGraph[Any, Any, Any, Any] | None = None

    async def answer(self, question: str, history: Sequence[Turn], desk: Desk) -> AsyncIterator[Event]:
        """What happens while a question is answered, the whole answer last."""
        voice = Voice(desk.language, desk.today)
        still = voice.say("waiting.builtin" if self.model is None else "waiting.model")
        async for event in told_while_waiting(self._events(question, history, desk), still, self.patience):
            yield event

    async def _events(self, question: str, history: Sequence[Turn], desk: Desk) -> AsyncIterator[Event]:
        counter = self._counter(desk)
        turn = _Turn(Voice(desk.language, desk.today))
        stream = self._graph().astream(
            {"messages": _messages(question, history)}, {"recursion_limit": LOOPS}, context=counter, stream_mode=STREAM_MODES
        )
        async for piece in pieces(stream):
            for event in turn.take(piece):
                yield event
        yield turn.whole(question, counter)

    def _graph(self) -> CompiledStateGraph[Any, Any, Any, Any]:
        if self._agent is None:
            around = [AtTheCounter(self.house), *([self.fall_back] if self.fall_back else [])]
            self._agent = create_agent(self.model or self.built_in, list(TOOLS), middleware=around, context_schema=Counter)
        return self._agent

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
            writer=self.model,
        )


@dataclass
class _Turn:
    """What has come of one question so far."""

    voice: Voice
    text: str = ""
    found: list[Found] = field(default_factory=list)
    notice: str = ""
    model: str = "builtin"
    usage: Usage = field(default_factory=Usage)
    fell_back: bool = False

    def take(self, piece: object) -> list[Event]:
        """The events that one piece of the agent's stream stands for."""
        if isinstance(piece, str):
            self.text += piece
            return [Token(piece)]
        if isinstance(piece, Anew):
            self.text = ""
            return [Restart(trouble_said(piece.why, piece.trouble, self.voice.language, then="again"))]
        if isinstance(piece, Setback):
            if piece.built_in:
                self.notice = trouble_said(piece.why, piece.trouble, self.voice.language, then="instead")
            self.fell_back = self.fell_back or piece.built_in
            return []
        events: list[Event] = []
        for update in piece.values() if isinstance(piece, dict) else ():
            for message in (update or {}).get("messages", []):
                events += self._message(message)
        return events

    def _message(self, message: BaseMessage) -> list[Event]:
        if isinstance(message, AIMessage):
            self.model = str(message.response_metadata.get("model_name", self.model))
            self.usage += _taken_by(message)
            if not message.tool_calls:
                self.text = str(message.text) or self.text
            return [Looking(str(call["id"]), looking(call["name"], self.voice)) for call in message.tool_calls]
        if isinstance(message, ToolMessage):
            found = message.artifact if isinstance(message.artifact, Found) else None
            self.found += [found] if found else []
            return [Looked(message.tool_call_id, looked(found, str(message.content), self.voice))]
        return []

    def whole(self, question: str, counter: Counter) -> Answer:
        """The answer, its marks checked; without support it is an honest "nothing"."""
        everything = [source for found in self.found for source in found.sources]
        text, sources = cite(self.text.strip(), everything)
        proposal = self._proposal()
        ask = understand(question, counter.today, fallback_language=counter.desk.language)
        chat = any(ask.intents == (intent,) or text == Voice(ask.language, counter.today).say(intent) for intent in SMALL_TALK)
        changes, drafts = self._changes(), drafts_in(self.found)
        bare = (
            not sources and proposal is None and not changes and not chat and not any(found.about == TOOL for found in self.found)
        )
        voice = Voice(ask.language, counter.today)
        if bare and self.model != "builtin" and not text.endswith("?"):
            text = voice.say("nothing_found")
        people = (
            tuple(dict.fromkeys(one.client_id for one in drafts))
            or _people(sources)
            or _people([source for found in self.found for source in _of_somebody(found)])
        )
        degraded = any(found.data.get("degraded") for found in self.found)
        return Answer(
            text=text,
            sources=sources,
            client_ids=people if len(people) <= 3 else (),
            proposal=proposal,
            changes=changes,
            drafts=drafts,
            model=self.model,
            notice=self.notice or (trouble_said(_DEGRADED, SEARCH_DEGRADED, self.voice.language) if degraded else ""),
            suggestions=suggestions(ask, self._called(people), counter),
            refused=bare,
            looked=tuple((found.about, len({source.mark for source in found.sources})) for found in self.found),
            exhibits=exhibits(ask, self.found, sources, voice),
            usage=self.usage,
            fell_back=self.fell_back,
            named=_people(everything),
            card=next((found.data["client_id"] for found in reversed(self.found) if found.about == "show_card"), None),
        )

    def _changes(self) -> tuple[ChangeProposal, ...]:
        """What the tools proposed to change, each once."""
        proposed = {repr(f.data["change"]): f.data for f in self.found if f.data.get("change")}
        return tuple(ChangeProposal(d["kind"], d["client_id"], d["name"], dict(d["change"])) for d in proposed.values())

    def _proposal(self) -> NoteProposal | None:
        found = next((f for f in reversed(self.found) if f.about == "log_note" and f.data["text"]), None)
        if found is None:
            return None
        return NoteProposal(found.data["client_id"], found.data["name"], found.data["text"], tuple(found.data["facts"]))

    def _called(self, people: tuple[int, ...]) -> str:
        if len(people) != 1:
            return ""
        for found in self.found:
            rows = found.data.get("clients") or [found.data]
            for row in rows:
                if row.get("id", row.get("client_id")) == people[0] and row.get("name"):
                    return str(row["name"])
        return ""


def _taken_by(reply: AIMessage) -> Usage:
    """What one reply took; the built-in model takes no tokens."""
    if reply.response_metadata.get("model_name") == "builtin":
        return Usage()
    taken = reply.usage_metadata
    return Usage(1, 1, taken["input_tokens"], taken["output_tokens"]) if taken else Usage(1)


def _of_somebody(found: Found) -> Sequence[Source]:
    """What was looked up about whom the question means: not over the whole store, nor of who else is in the household."""
    if found.about == "book" or (found.about == "search_notes" and found.data["client_id"] is None):
        return ()
    if found.about == "client_profile":
        return [source for source in found.sources if source.client_id == found.data["id"]]
    return found.sources


def _people(sources: Sequence[Source]) -> tuple[int, ...]:
    """Whom these sources are about, the most often named first."""
    counts: dict[int, int] = {}
    for source in sources:
        if source.client_id is not None:
            counts[source.client_id] = counts.get(source.client_id, 0) + 1
    return tuple(sorted(counts, key=lambda client_id: -counts[client_id]))


def _messages(question: str, history: Sequence[Turn]) -> list[BaseMessage]:
    messages: list[BaseMessage] = []
    for turn in history[-REMEMBERED:]:
        messages.append(HumanMessage(turn.question))
        messages.append(AIMessage(turn.answer, additional_kwargs={"client_ids": list(turn.client_ids), "drafted": turn.drafted}))
    return [*messages, HumanMessage(question)]
