"""One answer while it is being made: what the agent's stream says, and in the end the whole, its marks checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from copilot.assistant.cite import cite
from copilot.assistant.counter import Counter
from copilot.assistant.events import (
    Answer,
    ChangeProposal,
    DraftProposal,
    Event,
    Looked,
    Looking,
    NoteProposal,
    Restart,
    Token,
    Usage,
)
from copilot.assistant.exhibits import exhibits
from copilot.assistant.steps import looked, looking
from copilot.assistant.suggesting import suggestions
from copilot.assistant.troubles import SEARCH_DEGRADED, not_worded, trouble_said
from copilot.assistant.what_to_write import TOOL, drafts_in
from copilot.domain.source import Found, Source
from copilot.models.builtin.understanding import SMALL_TALK, understand
from copilot.models.builtin.voice import Voice
from copilot.models.fallback import Setback
from copilot.models.pieces import Anew

_DEGRADED = "The search index cannot be reached; words were compared, not meaning."


@dataclass
class OneAnswer:
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

    def by_a_chat_model_without_effect(self) -> bool:
        """Whether a chat model only talked: it asks nothing back, and proposes neither a message nor anything else."""
        proposed = any(found.about in (TOOL, "log_note") or found.data.get("change") for found in self.found)
        return self.model != "builtin" and not self.fell_back and not proposed and not self.text.rstrip().endswith("?")

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
            notice=self.notice or self._otherwise(drafts, degraded=degraded),
            suggestions=suggestions(ask, self._called(people), counter),
            refused=bare,
            looked=tuple((found.about, len({source.mark for source in found.sources})) for found in self.found),
            exhibits=exhibits(ask, self.found, sources, voice),
            usage=self.usage,
            fell_back=self.fell_back,
            named=_people(everything),
            card=next((found.data["client_id"] for found in reversed(self.found) if found.about == "show_card"), None),
        )

    def _otherwise(self, drafts: Sequence[DraftProposal], *, degraded: bool) -> str:
        """What went otherwise than it should have, where the answer itself is whole."""
        if any(draft.made.fell_back for draft in drafts):
            return not_worded(self.voice.language)
        return trouble_said(_DEGRADED, SEARCH_DEGRADED, self.voice.language) if degraded else ""

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
    if found.about in ("book", "describe_client") or (found.about == "search_notes" and found.data["client_id"] is None):
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
