"""What somebody wants written, what came of it, and what is still lacking. Values only."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from copilot.domain.draft import Closeness
from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.verdict import Finding


class Occasion(StrEnum):
    """Why a message is written now."""

    ANSWER = "answer"  #: to the client's last message
    APOLOGY = "apology"  #: after a complaint
    DELAYED = "delayed"  #: a repair that is past its date
    READY = "ready"  #: a repair that is done
    APPOINTMENT = "appointment"
    PROMISE = "promise"  #: something we said we would tell them
    THANKS = "thanks"  #: two days after a purchase
    VISIT = "visit"  #: thanks for a visit without one
    WEARING = "wearing"  #: two weeks after
    CARE = "care"  #: two months after
    WISH_BACK = "wish_back"  #: what they wished for is in the shop
    OCCASION = "occasion"  #: a day that they shared with us for that
    ARRIVAL = "arrival"  #: something new that fits
    EVENT = "event"
    LAPSE = "lapse"  #: longer than their own rhythm


class Change(StrEnum):
    """A quick change of a draft."""

    SHORTER = "shorter"
    WARMER = "warmer"
    LESS_SALESY = "less_salesy"
    DATE = "date"  #: propose the day that is given with it
    LANGUAGE = "language"  #: say it in the language that is given with it
    HOW = "how"  #: say how we know


class Lack(StrEnum):
    """What has to be asked before anything can be written or changed."""

    REASON = "reason"  #: nothing gives a reason to write, or not for the occasion named; choices: occasions that do
    CHANNEL = "channel"  #: none is both known and allowed; choices: those with an address
    ANSWER = "answer"  #: what the answer is
    EVENT = "event"  #: what is planned, and on which day
    DATE = "date"  #: which day to propose
    LANGUAGE = "language"  #: their words cannot be put into the other language without a model; choices: languages
    PROVENANCE = "provenance"  #: the message draws on nothing of which it could say how we know
    CLOSER = "closer"  #: it is already as warm as style and history allow
    SHORTER = "shorter"  #: nothing can be left out
    GONE = "gone"  #: they are no longer a client
    APPROVED = "approved"  #: WhatsApp takes only approved texts now, and none fits; choices: other channels
    FIXED = "fixed"  #: WhatsApp takes this text as it was approved: only the words of the day in it may change


@dataclass(frozen=True)
class DraftWish:
    """What is asked for. Everything that is left empty is proposed from the situation."""

    occasion: Occasion | None = None
    channel: Channel | None = None
    language: str = ""
    closeness: Closeness | None = None
    about: tuple[int, ...] = ()  #: products to write about, by id
    say: str = ""  #: the associate's own words, said as they stand
    day: date | datetime | None = None  #: to propose, or of the event, or the new date of a repair
    answers_id: int | None = None  #: the client's message that is answered; else their last one
    say_how: bool = False  #: say how we know


@dataclass(frozen=True)
class Composed:
    """A message as it could go, and what it was made from."""

    subject: str
    text: str
    channel: Channel
    purpose: Purpose
    occasion: Occasion
    language: str
    closeness: Closeness
    uses: tuple[str, ...] = ()  #: ids of what it draws on: purchase:3, wish:8, product:12
    address: str = ""
    answers_id: int | None = None
    written_by: str = "builtin"
    prompt_digest: str = ""
    fell_back: str = ""  #: why the chat model's words are not here, where it was asked
    proposed_language: str = ""  #: that was asked for, else the client's own, where this writer does not know it
    approved: bool = False  #: one of the policy's texts that WhatsApp approved: only the words of the day in it may change
    instead_of: Channel | None = None  #: the channel that comes first, but takes only approved texts now, of which none fits

    @property
    def message(self) -> Message:
        """The words and the way, as the guard reads them."""
        return Message(self.channel, self.purpose, self.text, self.subject)


@dataclass(frozen=True)
class Asks:
    """What is lacking, and what it could be."""

    lack: Lack
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotNow:
    """Why it is better not to write now, and from when it would be welcome; None: waiting alone does not help."""

    findings: tuple[Finding, ...]
    welcome_from: datetime | None = None
    zone: str = "UTC"
    because: tuple[str, ...] = field(default=())  #: the kinds of the findings, the gravest first
