"""Everything that a decision on a message needs, gathered before anybody decides. Nothing here is read again."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from copilot.domain.message import Channel, Purpose
from copilot.domain.policy import Policy
from copilot.domain.provenance import Provenance


class Style(StrEnum):
    """How close a relationship the client's own behaviour asks for."""

    TRANSACTIONAL = "transactional"  #: buys and goes
    COLLABORATIVE = "collaborative"  #: likes to work things out together
    FAN = "fan"  #: eager to hear what comes next
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Known:
    """One thing known about the client, with how we know it."""

    id: str
    text: str
    provenance: Provenance
    learned_on: date
    subject: str = ""  #: size, taste, family, plan, address...; empty where nobody said
    do_not_mention: bool = False
    sensitive: bool = False
    topic: str = ""  #: which sensitive one
    valid_until: date | None = None
    superseded_by: str = ""  #: the id of the later fact that took its place
    other_person: bool = False  #: it is about somebody else: a gift, a surprise, a relative's purchase, another client
    note: str = ""  #: the whole note it stands in, where it was read from one


@dataclass(frozen=True)
class StoreFact:
    """What the business may truthfully say about its products, stock, prices, events, offers or rules."""

    id: str
    text: str


@dataclass(frozen=True)
class PastContact:
    """One message, call or letter, by whomever and in whichever store."""

    id: str
    at: datetime  #: with its zone
    outbound: bool
    channel: str
    purpose: str
    answered: bool = False
    text: str = ""
    household: bool = False  #: it went to somebody else of the client's household


@dataclass(frozen=True)
class ConsentLine:
    """One line of the consent ledger; the latest for a channel and purpose counts."""

    channel: str
    purpose: str
    status: str  #: granted, withdrawn or refused
    at: datetime


@dataclass(frozen=True)
class OpenCase:
    """A repair, return or complaint that is not closed."""

    id: str
    kind: str
    text: str
    opened_on: date


@dataclass(frozen=True)
class Situation:
    """The client, what is known and how, what was said, what is allowed, and the moment."""

    now: datetime  #: with its zone
    policy: Policy
    client_name: str = ""
    associate_name: str = ""
    style: Style = Style.UNKNOWN
    zones: tuple[str, ...] = ()  #: the client's time zone; all those of their country where it is unknown
    zone_known: bool = True
    country: str = ""  #: ISO 3166, two letters
    state: str = ""  #: of the country, as its law names it: FL
    facts: tuple[Known, ...] = ()
    store: tuple[StoreFact, ...] = ()
    contacts: tuple[PastContact, ...] = ()  #: oldest first
    consents: tuple[ConsentLine, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    wanted_days: int = 0  #: so long between two messages, as the client asked; 0: they did not
    wanted_channel: str = ""  #: by which they asked to be written to; empty: they did not
    finance: bool = False  #: wealth management: no promise of returns
    vertical: str = field(default="", compare=False)  #: the trade; no rule but the pack for finance looks at it

    @property
    def inbound(self) -> tuple[PastContact, ...]:
        """What the client wrote to us, oldest first."""
        return tuple(contact for contact in self.contacts if not contact.outbound and not contact.household)

    def heard_within(self, span: timedelta) -> bool:
        """Whether the client wrote to us in the span that ends now, its first moment included."""
        return any(timedelta() <= self.now - contact.at <= span for contact in self.inbound)

    def fact(self, fact_id: str) -> Known | None:
        """The fact of this id, if there is one."""
        return next((fact for fact in self.facts if fact.id == fact_id), None)

    def purpose_of(self, purpose: Purpose) -> Purpose:
        """What the message counts as: a reply to nothing recent is marketing."""
        answers = timedelta(days=self.policy.reply_days)
        return Purpose.MARKETING if purpose is Purpose.REPLY and not self.heard_within(answers) else purpose

    @property
    def marketing_sent(self) -> tuple[PastContact, ...]:
        """Marketing that went out, oldest first; to the whole household where the policy counts it."""
        counted = self.policy.household_counts
        ours = (
            one for one in self.contacts if one.outbound and one.purpose == Purpose.MARKETING and (counted or not one.household)
        )
        return tuple(sorted(ours, key=lambda contact: contact.at))

    def consent(self, channel: Channel, purpose: str) -> str:
        """What the ledger says last of a channel and purpose: granted, withdrawn, refused, or nothing."""
        lines = [line for line in self.consents if line.channel == channel and line.purpose == purpose]
        return max(lines, key=lambda line: line.at).status if lines else ""

    def stopped(self, channel: Channel) -> bool:
        """Whether the client has stopped the channel, for whatever purpose, and not opened it again."""
        withdrawn = [line for line in self.consents if line.channel == channel and line.status == "withdrawn"]
        return any(self.policy.stop_is_final or self.consent(channel, line.purpose) == "withdrawn" for line in withdrawn)
