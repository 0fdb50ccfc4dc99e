"""What a reader found in a message: which facts it uses, what it claims, what it touches, how it sounds."""

from dataclasses import dataclass
from enum import StrEnum

from copilot.domain.message import Span


@dataclass(frozen=True)
class Use:
    """Words that draw on something known about the client, said outright or only hinted at."""

    span: Span
    fact: str  #: the fact's id
    strength: float  #: 0 to 1: how sure the reader is
    as_watched: bool = False  #: the words show that we looked


class About(StrEnum):
    """What a claim speaks of."""

    PRICE = "price"
    STOCK = "stock"
    PRODUCT = "product"
    DATE = "date"
    EVENT = "event"
    CLIENT = "client"
    OFFER = "offer"  #: a discount, a gift, an exclusivity
    GUARANTEE = "guarantee"  #: of delivery, return, result
    RETURNS = "returns"  #: what an investment will yield


@dataclass(frozen=True)
class Claim:
    """Something that the message states as true or promises."""

    span: Span
    about: About
    supported_by: str = ""  #: the id of what says the same
    contradicted_by: str = ""  #: the id of what says otherwise
    strength: float = 1.0

    @property
    def is_promise(self) -> bool:
        """Whether the business would be held to it."""
        return self.about in (About.OFFER, About.GUARANTEE, About.RETURNS)


@dataclass(frozen=True)
class Touch:
    """Words that touch a delicate subject."""

    span: Span
    topic: str  #: health, pregnancy, body, religion...
    fact: str = ""  #: the fact that they draw on, where there is one
    opened_by_client: bool = False  #: the client raised it, and this message answers that
    at_heart: bool = False  #: without these words no reason to write is left
    strength: float = 1.0


class Sound(StrEnum):
    """How words come across."""

    WATCHING = "watching"
    PRESSING = "pressing"
    INTIMATE = "intimate"
    EMPTY = "empty"  #: nothing in it for the client
    INWARD = "inward"  #: scores, targets, segments, margins


@dataclass(frozen=True)
class Tone:
    """Words that sound a way that a client would mind."""

    span: Span
    sound: Sound
    strength: float
    fact: str = ""  #: what they draw on, where there is something


class Matter(StrEnum):
    """Why the use of a fact is delicate, beside how it was learned."""

    OLD = "old"  #: out of date, or replaced by a later one
    DATE = "date"  #: a birthday or anniversary that was not shared for this
    PERSON = "person"  #: somebody else's purchase, wish, gift or surprise
    PILE = "pile"  #: one detail too many


@dataclass(frozen=True)
class Delicate:
    """A use of facts that is wrong though the client gave them to us."""

    span: Span
    matter: Matter
    facts: tuple[str, ...] = ()
    strength: float = 1.0


@dataclass(frozen=True)
class Reading:
    """All that a reader found. Two readers' findings are joined; neither takes away what the other found."""

    language: str = "en"
    uses: tuple[Use, ...] = ()
    claims: tuple[Claim, ...] = ()
    touches: tuple[Touch, ...] = ()
    tones: tuple[Tone, ...] = ()
    delicate: tuple[Delicate, ...] = ()
    unread: str = ""  #: why the message could not be read; empty when it was
    skipped: tuple[str, ...] = ()  #: what was not looked at, in plain words
    closeness: float = 0.0  #: 0 to 1: how close the message seems to come, also where that is too faint for a finding

    def with_more(self, other: "Reading") -> "Reading":
        """This reading and what another reader adds to it."""
        return Reading(
            language=self.language,
            uses=self.uses + other.uses,
            claims=self.claims + other.claims,
            touches=self.touches + other.touches,
            tones=self.tones + other.tones,
            delicate=self.delicate + other.delicate,
            unread=self.unread,
            skipped=self.skipped + other.skipped,
            closeness=max(self.closeness, other.closeness),
        )
