"""The one place that wires: settings in, a shop that answers questions out."""

import logging
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from copilot.assistant.answering import Assistant
from copilot.assistant.client_voice import ClientVoice, voice_of
from copilot.assistant.events import Event, Turn
from copilot.domain.desk import Desk
from copilot.domain.paper import Paper, Weigh
from copilot.errors import CopilotError, ModelError
from copilot.guard.found import rules_found
from copilot.models.breaker import Breaker
from copilot.models.builtin.hearing import unweighed
from copilot.models.builtin.kinds import Embed, Vectors, learned_with
from copilot.models.builtin.model import BuiltinChat
from copilot.models.choosing import chat_model
from copilot.models.fallback import FallBack
from copilot.outreach.checking import Guard
from copilot.outreach.replies import Hear
from copilot.outreach.time_passing import sweep
from copilot.policies import PolicyInForce
from copilot.reading.stopping import heard, understood
from copilot.records.columns import now as this_moment
from copilot.records.database import connect, migrate
from copilot.records.notes import NoteReader, ReadFact, drop_note, keep_note
from copilot.rehearsal.conversation import Conversation
from copilot.retrieval import Index, open_index
from copilot.retrieval.embedding import Embedder, choose
from copilot.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)


class Answer(Protocol):
    """Who answers: the assistant, or a double of it in a test."""

    def __call__(self, question: str, history: Sequence[Turn], desk: Desk) -> AsyncIterator[Event]: ...


@dataclass
class Shop:
    """Everything that the page, the command line and HTTP work with."""

    settings: Settings
    engine: Engine
    index: Index
    answer: Answer
    read_note: NoteReader
    now: Callable[[], datetime] = this_moment
    warm: Callable[[], object] = lambda: None
    breaker: Breaker | None = None  #: how the chat model fares; None: only the built-in one answers
    chat: "BaseChatModel | None" = None  #: the chat model that the settings name
    #: Who words a simulated client's next answer, after what it meant before.
    client_voice: Callable[[Conversation, Sequence[str]], ClientVoice] = lambda c, meant: ClientVoice(None, c, meant)
    #: What the words of a client ask about hearing from us.
    hear: Hear = understood
    _closing: threading.Event = field(default_factory=threading.Event, repr=False)
    _changed: threading.Event = field(default_factory=threading.Event, repr=False)
    _threads: list[threading.Thread] = field(default_factory=list, repr=False)

    @cached_property
    def guard(self) -> Guard:
        """What says whether a message keeps the right distance; its weights are read when it is first asked."""
        return open_guard(self.settings)

    @cached_property
    def policy(self) -> PolicyInForce:
        """The contact policy of the house."""
        return house_policy(self.settings)

    @property
    def writer(self) -> "BaseChatModel | None":
        """The chat model that words a message, while it answers; None: the built-in writer does."""
        away = self.breaker is not None and self.breaker.trouble is not None
        return None if away else self.chat

    def open(self) -> None:
        """Warm the models beside the page, and keep the index up to date from now on."""
        for work, name in ((self._warm, "warming"), (self._keep_indexed, "indexing"), (self._keep_time, "keeping time")):
            thread = threading.Thread(target=work, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def rows_changed(self) -> None:
        """Something was queued for the index: look now, not at the next turn."""
        self._changed.set()

    def close(self) -> None:
        """Stop what runs beside the page, and let go of index and database."""
        self._closing.set()
        self._changed.set()
        self.index.leave_off()
        # A thread that still computes when Python ends takes the process down with it; what it is at takes seconds.
        for thread in self._threads:
            thread.join(timeout=60)
        self.index.close()
        self.engine.dispose()

    def keep_note(self, desk: Desk, client_id: int, text: str, *, once: str = "", attachment_id: int | None = None) -> int:
        """Keep a note that a person confirmed, with the file that it captions; its id."""
        with Session(self.engine) as session:
            return keep_note(session, desk, client_id, text, self.read_note, desk.today, once=once, attachment_id=attachment_id)

    def drop_note(self, desk: Desk, note_id: int) -> None:
        """Take a note back that its author just kept."""
        with Session(self.engine) as session:
            drop_note(session, desk, note_id)

    def _warm(self) -> None:
        try:
            self.index.warm()
            if not self._closing.is_set():
                self.warm()
        except Exception as failed:  # noqa: BLE001 - a thread's outermost edge: whatever it was, the first question says it
            log.warning("Warming up did not finish: %s", _named(failed))

    def _keep_indexed(self) -> None:
        while not self._closing.is_set():
            left = 0
            try:
                left = self.index.drain(self.engine, limit=32).left
            except Exception as failed:  # noqa: BLE001 - a thread's outermost edge: it must live to try again
                log.warning("The index was not brought up to date and will be tried again: %s", _named(failed))
            if not left:
                self._changed.wait(timeout=15)
                self._changed.clear()

    def _keep_time(self) -> None:
        while not self._closing.wait(timeout=60):
            try:
                sweep(self.engine, self.policy.now(), self.now())
            except Exception as failed:  # noqa: BLE001 - a thread's outermost edge: it must live to try again
                log.warning("What expires was not looked at and will be tried again: %s", _named(failed))


def _named(failed: Exception) -> str:
    """Our own errors say what to do; another's words may quote a client, so only its kind is logged."""
    return str(failed) if isinstance(failed, CopilotError) else type(failed).__name__


def open_shop(settings: Settings) -> Shop:
    """A shop on the database and index that the settings name, its tables up to date. Models load when first needed."""
    for tracing in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        os.environ[tracing] = "false"  # whatever else runs on this machine: no conversation goes to a tracing service
    engine = connect(settings.database)
    migrate(engine)
    index = open_index(settings)
    answer, breaker = _assistant(settings, engine, index, lambda: shop.guard)
    shop = Shop(settings=settings, engine=engine, index=index, answer=answer, read_note=_read_note, breaker=breaker)
    shop.chat = chat_model(settings)
    shop.client_voice = voice_of(shop.chat, breaker)
    shop.hear = open_ear(settings, index)
    shop.warm = lambda: shop.guard  # the first message that is checked must not wait for its weights
    return shop


def _read_note(text: str, *, language: str, written_on: date) -> Iterable[ReadFact]:
    from copilot.reading.notes import facts_in  # late: the page must not wait for lexicons

    return facts_in(text, language=language, written_on=written_on)


def _assistant(settings: Settings, engine: Engine, index: Index, guard: Callable[[], Guard]) -> tuple[Answer, Breaker | None]:
    """Who answers, and how its chat model fares where it has one."""
    fall_back, breaker = None, None
    built_in = BuiltinChat(embed=_embedding(index), weigh=_weighing())
    model = chat_model(settings)
    if model is not None:
        breaker = Breaker(settings.chat_pause)
        fall_back = FallBack(built_in, breaker, retries=settings.chat_retries, patience=settings.chat_timeout)
    assistant = Assistant(
        engine=engine,
        index=index,
        now=this_moment,
        read_note=_read_note,
        house=settings.house_name,
        model=model,
        fall_back=fall_back,
        built_in=built_in,
        policy=house_policy(settings),
        guard=guard,
    )
    return assistant.answer, breaker


def house_policy(settings: Settings) -> PolicyInForce:
    """The contact policy of the house, with what the settings say of its channels."""
    by_gateway = not settings.demo and settings.whatsapp_by in ("twilio", "gateway")
    return PolicyInForce(rules=frozenset(rule.id for rule in rules_found()), whatsapp_by_gateway=by_gateway)


def _embedding(index: Index) -> Embed:
    """Questions as vectors for the built-in model, where the index has the model from whose vectors it learned."""

    @lru_cache(maxsize=512)
    def embed(text: str) -> Vectors | None:
        return index.embedder.embed_query(text) if index.embedder.model_id == learned_with() else None

    return embed


def _weighing() -> Weigh:
    """How likely a paper answers a question. The trained reader is opened for the first question that needs it."""

    opening = threading.Lock()

    @cache
    def reader() -> Weigh:
        from copilot.reading.papers.reader import paper_reader  # late: the page must not wait for its weights

        try:
            return paper_reader().weigh
        except ModelError as missing:  # questions are answered by their words all the same
            log.warning("Which papers answer a question is told by their words alone: %s", missing)
            return unweighed

    def weigh(question: str, papers: Sequence[Paper]) -> list[float]:
        with opening:  # two first questions at once open it once
            ready = reader()
        return ready(question, papers)

    return weigh


def open_ear(settings: Settings, index: Index | None = None) -> Hear:
    """What hears by the rules and by meaning. Its model is the index's where that is the same, else loaded when first needed."""
    from copilot.reading.stopping import by_meaning

    @cache
    def model() -> Embedder | None:
        if index is not None and index.embedder.model_id == by_meaning.learned_with():
            return index.embedder
        try:
            own = choose(settings.model_copy(update={"embedding": "e5"}))
        except ModelError as missing:  # the rules hear all the same: no message may be lost over it
            log.warning("What clients ask about hearing from us is heard by the rules alone: %s", missing)
            return None
        return own if own.model_id == by_meaning.learned_with() else None

    def embed(text: str) -> Vectors | None:
        return found.embed_query(text) if (found := model()) is not None else None

    return partial(heard, embed=embed)


def open_guard(settings: Settings | None = None) -> Guard:
    """The guard with the reader that needs no network; with models to read again and to rewrite, where the settings name them."""
    from copilot.models.pointing import shaped
    from copilot.outreach.rewriting import ModelRewriter
    from copilot.reading.learned.reader import learned_reader
    from copilot.reading.local import LocalReader
    from copilot.reading.second import SecondReader

    given = settings or Settings()
    further = [SecondReader(shaped(given, given.guard_model), given.guard_model)] if given.guard_model else []
    model = chat_model(given)
    return Guard(LocalReader(learned_reader()), further, ModelRewriter(model) if model is not None else None)
