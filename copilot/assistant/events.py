"""What an answer is made of while it is being made: what a page shows, in order."""

from dataclasses import dataclass, field

from copilot.domain.source import Source
from copilot.outreach.draft_wish import Composed, DraftWish


@dataclass(frozen=True)
class Turn:
    """One question and its answer, as the conversation remembers it."""

    question: str
    answer: str
    client_ids: tuple[int, ...] = ()  #: whom the answer was about, so that "her" is understood after a restart too
    drafted: bool = False  #: a message was proposed with it, so that "shorter" is understood


@dataclass(frozen=True)
class Looking:
    """Something is being looked up; `words` is for a person: "Looking through Ms Laurent's notes"."""

    key: str
    words: str


@dataclass(frozen=True)
class Looked:
    """It was looked up; `words` says what came back: "7 notes"."""

    key: str
    words: str


@dataclass(frozen=True)
class Token:
    """A piece of the answer, as it comes."""

    text: str


@dataclass(frozen=True)
class Restart:
    """Forget the pieces so far: the model failed midway and another answers. `why` is for the person who waits."""

    why: str


@dataclass(frozen=True)
class Waiting:
    """The first word lets itself be waited for; `words` says for what, in the asker's language."""

    words: str


@dataclass(frozen=True)
class Table:
    """A list that was asked for, row by row, from the rows that were looked up; each row has the mark of its source."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...]
    sources: tuple[Source, ...] = ()  #: what the marks name


@dataclass(frozen=True)
class Chart:
    """A trend or a comparison that was asked for, from the rows that were looked up; `marks` name where each series is summed."""

    title: str
    along: tuple[str, ...]  #: what stands below: years, months, names
    series: tuple[tuple[str, tuple[float, ...]], ...]  #: a name, and a value for each of `along`
    unit: str  #: a currency, or what is counted
    marks: tuple[str, ...]
    summary: str  #: the same in words, for who does not see it


@dataclass(frozen=True)
class Usage:
    """What the replies of a chat model from elsewhere took, as its endpoint counts; nothing is guessed."""

    replies: int = 0
    counted: int = 0  #: of these, the ones that came with a count
    prompt: int = 0
    completion: int = 0

    def __add__(self, more: "Usage") -> "Usage":
        return Usage(
            self.replies + more.replies,
            self.counted + more.counted,
            self.prompt + more.prompt,
            self.completion + more.completion,
        )


@dataclass(frozen=True)
class NoteProposal:
    """A note as it would be logged, with the facts read from it; nothing is kept until a person confirms."""

    client_id: int
    client: str
    text: str
    facts: tuple[dict[str, str | bool], ...] = ()  #: quote, provenance, do_not_mention, sensitive


@dataclass(frozen=True)
class ChangeProposal:
    """Something about a client as it would be written down: the form it belongs to and what was heard for its fields."""

    kind: str  #: correction, visit or wish
    client_id: int
    client: str
    values: dict[str, str | bool]


@dataclass(frozen=True)
class DraftProposal:
    """A message to one client as it was written, or other words for the one that is open; nothing leaves by it."""

    client_id: int
    client: str
    made: Composed
    wish: DraftWish  #: what was asked for
    change: str = ""
    of: tuple[int, int] | None = None  #: the draft that is to be changed, and its version


@dataclass(frozen=True)
class Answer:
    """The whole answer: its final text, with marks only for what was looked up in this turn, and their sources."""

    text: str
    sources: tuple[Source, ...] = ()
    client_ids: tuple[int, ...] = ()
    proposal: NoteProposal | None = None
    changes: tuple[ChangeProposal, ...] = ()  #: each waits for a person's tap
    drafts: tuple[DraftProposal, ...] = ()  #: one for each client
    model: str = "builtin"
    notice: str = ""  #: said beside the answer: that the chat model is gone, or that search is degraded
    suggestions: tuple[str, ...] = field(default=())  #: what one could ask next
    refused: bool = False  #: nothing supports an answer
    looked: tuple[tuple[str, int], ...] = ()  #: each tool that was used, and how much it found
    exhibits: tuple[Table | Chart, ...] = ()  #: beside the words, which are whole without them
    usage: Usage = field(default_factory=Usage)
    named: tuple[int, ...] = ()  #: every client whom something looked up for this answer is about
    card: int | None = None  #: whose card was asked for
    fell_back: bool = False  #: the chat model failed, and the built-in one answered


Event = Looking | Looked | Waiting | Token | Restart | Answer
