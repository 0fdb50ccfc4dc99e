"""A conversation with a simulated client: line by line, to its end, and one turn back where it should go otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from copilot.domain.message import Message
from copilot.domain.policy import Policy
from copilot.domain.situation import Situation
from copilot.domain.verdict import Verdict
from copilot.errors import CopilotError
from copilot.rehearsal.effects import changes_by, served
from copilot.rehearsal.hearing import Heard, hear, says
from copilot.rehearsal.placing import as_message, situation_at
from copilot.rehearsal.scenario import LAST, Beat, Mood, Scenario
from copilot.rehearsal.state import Change, State, at_start, mood_of
from copilot.rehearsal.voicing import Voice, own_voice

LONGEST = 30_000  #: letters of one line; more than 5,000 words

#: The guard that runs in production: what it says of a message to this client at this moment.
Examine = Callable[[Message, Situation], Verdict]


class NotNow(CopilotError):
    """This cannot be said or taken back at this point of the conversation."""


@dataclass(frozen=True)
class Turn:
    """What the associate said, what it did to the client, and what the client answered."""

    heard: Heard
    changes: tuple[Change, ...]
    state: State  #: after it
    mood: Mood
    answer: str
    beat: str = ""  #: what the client gave away with it
    verdict: Verdict | None = None

    @property
    def said(self) -> str:
        return self.heard.words


@dataclass(frozen=True)
class Conversation:
    """Everything that was said so far."""

    scenario: Scenario
    turns: tuple[Turn, ...] = ()
    taken_back: tuple[int, ...] = field(default=())  #: the turns that were tried again, by their number from 1

    @property
    def state(self) -> State:
        """How the client feels now."""
        return self.turns[-1].state if self.turns else at_start(self.scenario)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each line of the associate's with the client's answer."""
        return [(turn.said, turn.answer) for turn in self.turns]

    @property
    def clients_last(self) -> str:
        """What the client said last."""
        return self.turns[-1].answer if self.turns else self.scenario.opening

    @property
    def over(self) -> bool:
        """Whether the client has gone, or has to go."""
        return bool(self.turns) and (self.turns[-1].mood in LAST or len(self.turns) >= self.scenario.most_turns)


def say(conversation: Conversation, line: str, examine: Examine, policy: Policy, voice: Voice = own_voice) -> Conversation:
    """The conversation after the associate says this line; NotNow where it is over. The same lines always lead to the same.

    Whatever the line is, silence and abuse too, the client answers in their part.
    """
    if conversation.over:
        raise NotNow("This conversation is over. Take the last turn back, or begin anew.")
    if len(line) > LONGEST:
        raise NotNow(f"That is {len(line):,} letters; at most {LONGEST:,} can be said at once.")
    scenario = conversation.scenario
    verdict = look_at(conversation, line, examine, policy) if line.strip() else None
    said = [one for one in (scenario.opening, *(turn.answer for turn in conversation.turns)) if one]
    heard = hear(line, scenario, said, verdict.findings if verdict else ())
    changes = changes_by(heard, conversation.turns, scenario)
    state = conversation.state.after(changes)
    mood = mood_of(state, served=served(heard, conversation.turns, scenario, state))
    beat = _beat(conversation, heard, state, mood)
    answer = voice(scenario, mood, beat, heard, said)
    turn = Turn(heard, changes, state, mood, answer, beat.id if beat else "", verdict)
    return replace(conversation, turns=(*conversation.turns, turn))


def foresee(conversation: Conversation, line: str, examine: Examine, policy: Policy) -> tuple[Change, ...]:
    """What a line would do to the client if it were said now: for the coach. Nothing for silence, and once it is over."""
    if conversation.over or not line.strip():
        return ()
    scenario = conversation.scenario
    said = [one for one in (scenario.opening, *(turn.answer for turn in conversation.turns)) if one]
    heard = hear(line, scenario, said, look_at(conversation, line, examine, policy).findings)
    return changes_by(heard, conversation.turns, scenario)


def look_at(conversation: Conversation, line: str, examine: Examine, policy: Policy) -> Verdict:
    """What the guard says of a line before it is said: for the coach."""
    return examine(as_message(conversation.scenario, line), situation_at(conversation.scenario, conversation.lines, policy))


def take_back(conversation: Conversation) -> Conversation:
    """The conversation without its last turn, which is marked as tried again; NotNow where there is none."""
    if not conversation.turns:
        raise NotNow("There is nothing to take back yet.")
    number = len(conversation.turns)
    return replace(conversation, turns=conversation.turns[:-1], taken_back=(*conversation.taken_back, number))


def _beat(conversation: Conversation, heard: Heard, state: State, mood: Mood) -> Beat | None:
    """What the client says now of what they want: what was asked for first, else what comes by itself."""
    if mood in LAST or mood in (Mood.HURT, Mood.QUIET) or heard.silent or heard.long or heard.gives_orders:
        return None
    told = {turn.beat for turn in conversation.turns if turn.beat}
    ready = [
        beat
        for beat in conversation.scenario.beats
        if beat.id not in told and set(beat.after) <= told and state.trust >= beat.trust
    ]
    asked = [beat for beat in ready if any(says(question, word) for question in heard.questions for word in beat.when_asked)]
    by_itself = [beat for beat in ready if not beat.when_asked]
    return next(iter([*asked, *by_itself]), None)
