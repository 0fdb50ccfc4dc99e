"""What an answer told, and whether it told too much: beside the same question about nobody, and about one's own client."""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool

from copilot.assistant.counter import Counter
from copilot.assistant.events import Answer, Event, Looked, Looking, Restart, Turn
from copilot.assistant.tools import TOOLS
from copilot.assistant.trial.people import Kept, without
from copilot.domain.desk import Desk
from copilot.domain.source import Found
from copilot.errors import OutOfScope

#: A question, what was said before, and who asks; what the shop answers.
Ask = Callable[[str, Sequence[Turn], Desk], AsyncIterator[Event]]
BY_NAME: dict[str, BaseTool] = {tool.name: tool for tool in TOOLS}


@dataclass(frozen=True)
class Said:
    """All that reached the asker, and the clients whom it is about."""

    words: str  #: the answer itself
    about: frozenset[int] = frozenset()
    beside: str = ""  #: what stands beside it: steps, sources, what is found by likeness; another for each name
    by_words: bool = False  #: it cites the house's documents or products alone, which know no client


@dataclass
class Tally:
    """What was asked and what came of it."""

    asked: dict[str, int] = field(default_factory=dict)  #: by way: questions about clients of another store
    kept: int = 0  #: of those, answered as a question about nobody is
    own: int = 0  #: the same about one's own clients
    answered: int = 0
    leaks: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    def add(self, way: str, asked: str, leak: str, answered: bool, own: str = "") -> None:
        """Count one question about another store's client and its twin about one's own."""
        self.asked[way] = self.asked.get(way, 0) + 1
        self.kept += not leak
        self.own += 1
        self.answered += answered
        if leak:
            self.leaks.append(f"[{way}] {asked}\n    {leak}")
        if not answered:
            self.unanswered.append(f"[{way}] {asked}\n    {own}")

    def join(self, other: "Tally") -> None:
        """Count what another process counted."""
        for way, count in other.asked.items():
            self.asked[way] = self.asked.get(way, 0) + count
        self.kept, self.own, self.answered = self.kept + other.kept, self.own + other.own, self.answered + other.answered
        self.leaks += other.leaks
        self.unanswered += other.unanswered


def leak(foreign: Said, nobodies: Sequence[Said], kept: Kept, given: Sequence[str], made: Sequence[Sequence[str]]) -> str:
    """What an answer about another store's client gave away; empty: it is the answer about one of several made-up names."""
    if kept.id in foreign.about:
        return f"it is about client {kept.id}: {foreign.words}"
    echoed = " ".join([*given, *(nobody.words for nobody in nobodies)]).casefold()
    for told in kept.telling:
        if told.casefold() in f"{foreign.words} {foreign.beside}".casefold() and told.casefold() not in echoed:
            return f"it tells {told!r}: {foreign.words}"
    if foreign.by_words or foreign.words in {nobody.words for nobody in nobodies}:
        return ""
    here = _shape(foreign.words, given)
    there = [_shape(nobody.words, names) for nobody, names in zip(nobodies, made, strict=True)]
    return "" if here in there else f"{foreign.words!r}\n    and of nobody: {nobodies[0].words!r}"


def _shape(words: str, given: Sequence[str]) -> str:
    # A list is marked by what was asked for, the name in it included.
    return re.sub(r"\blist [0-9a-f]{4}\b", "list", without(words, given))


async def asked(ask: Ask, desk: Desk, question: str, history: Sequence[Turn] = ()) -> Said:
    """What the assistant shows for a question: the whole answer, whom it is about, what it proposes, and each step."""
    beside: list[str] = []
    said = Said("")
    async for event in ask(question, history, desk):
        match event:
            case Looking(_, words) | Looked(_, words) | Restart(words):
                beside.append(words)
            case Answer():
                said = _answered(event, beside)
    return said


def _answered(answer: Answer, beside: list[str]) -> Said:
    proposed = [*map(str, answer.changes), *([str(answer.proposal)] if answer.proposal else [])]
    words = [answer.text, answer.notice, *answer.suggestions, *proposed, *map(repr, answer.exhibits)]
    about = {*answer.client_ids, *answer.named, *(change.client_id for change in answer.changes)}
    about |= {source.client_id for source in answer.sources if source.client_id}
    about |= {answer.proposal.client_id} if answer.proposal else set()
    about |= {answer.card} if answer.card is not None else set()
    beside = [*beside, *(f"{source.title} {source.body}" for source in answer.sources)]
    by_words = bool(answer.sources) and all(source.kind in ("house", "product") for source in answer.sources)
    return Said("\n".join(filter(None, words)), frozenset(about), "\n".join(beside), by_words)


def used(counter: Counter, tool: str, given: dict[str, Any]) -> Said:
    """What a tool returns to whichever model calls it; a refusal in its own words."""
    runtime: ToolRuntime[Counter] = ToolRuntime(
        state={}, context=counter, config={}, stream_writer=lambda _: None, tool_call_id="1", store=None
    )
    try:
        words, found = BY_NAME[tool].func(runtime=runtime, **given)  # type: ignore[attr-defined]  # each tool is a function
    except OutOfScope as refused:
        return Said(str(refused))
    alike = tool in ("house", "products") or (tool == "search_notes" and "client_id" not in given)
    return Said(f"{words}\n{_rows(found)}", frozenset(_clients(found)), by_words=alike)


def _rows(found: Found) -> str:
    return "\n".join([*(f"{s.title} {s.body}" for s in found.sources), str(found.data)])


def _clients(found: Found) -> Iterable[int]:
    yield from (source.client_id for source in found.sources if source.client_id)
    client_id = found.data.get("client_id")
    if isinstance(client_id, int):
        yield client_id
    for row in found.data.get("clients") or ():
        if isinstance(row, dict) and isinstance(row.get("id"), int):
            yield row["id"]
