"""A whole situation in one JSON object, as the outreach benchmark and the HTTP interface write it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Policy
from copilot.domain.provenance import Provenance
from copilot.domain.situation import ConsentLine, Known, OpenCase, PastContact, Situation, StoreFact, Style
from copilot.errors import CopilotError
from copilot.reading.notes import facts_in

LONGEST_MESSAGE = 20_000  #: letters; a longer one is refused with a sentence, not cut
_FINANCE = re.compile(r"bank|wealth|invest|asset manag|fund|insur|broker|pension|finan", re.IGNORECASE)


class CaseRefused(CopilotError):
    """A case that cannot be read; the message names the field."""


def _zoned(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("give the moment with its zone, such as 2026-03-14T15:20:00+00:00")
    return moment


def _known_zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; name one such as Europe/London, or leave it empty")
    return name


Moment = Annotated[datetime, AfterValidator(_zoned)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ConsentIn(_Part):
    """One line of the consent ledger."""

    channel: str = Field(description="email, sms, whatsapp, call or post.")
    purpose: str = Field("marketing", description="marketing or service.")
    status: Annotated[str, AfterValidator(lambda said: said.strip().lower())] = Field(
        min_length=1,
        description="granted or withdrawn; any other word (refused, pending) grants nothing. The latest line counts.",
    )
    at: date | datetime = Field(description="When the client said so.")


class ClientIn(_Part):
    """Whom it is for."""

    name: str = Field("", description="As the message may call them.")
    timezone: Annotated[str, AfterValidator(_known_zone)] = Field("", description="Europe/London; empty: the strictest hours.")
    style: Style = Field(Style.UNKNOWN, description="How close a relationship their behaviour asks for; it sets the cap.")
    country: str = Field("", description="Two letters, ISO 3166: its law may keep narrower hours.")
    state: str = Field("", description="Of the United States: FL.")
    consents: tuple[ConsentIn, ...] = Field((), description="The ledger; without a line nothing is granted.")


class FactIn(_Part):
    """One thing known about the client. Source `note`: how it was learned is read from its text."""

    id: str = Field(description="Comes back with the finding that rests on it.")
    text: str = Field(description="What is known.")
    source: Literal["told_us", "purchase", "service", "observed", "inferred", "third_party", "internal", "note"] = Field(
        description="How it was learned; of a note that is read from its text."
    )
    at: date | datetime = Field(description="When it was learned.")


class StoreIn(_Part):
    """What the business may truthfully say."""

    id: str = Field(description="Comes back with the finding that rests on it.")
    text: str = Field(description="A product with price and stock, an event, an offer, a rule.")


class ContactIn(_Part):
    """One message of the history, by anybody, on any channel."""

    id: str = Field("", description="Comes back with the finding that rests on it; else it is numbered: c1, c2...")
    at: Moment = Field(description="With its zone.")
    direction: Literal["in", "out"] = Field(description="in: the client wrote to us; out: we to them.")
    channel: str = Field(description="email, sms, whatsapp, call or post.")
    purpose: str = Field("", description="marketing, service or reply.")
    answered: bool = Field(False, description="Whether the client answered it.")
    text: str = Field("", description="What was said.")


class OpenCaseIn(_Part):
    """A repair, return or complaint that is not closed."""

    id: str = Field(description="Comes back with the finding that rests on it.")
    kind: str = Field(description="complaint and return stop marketing; any other is only known.")
    text: str = Field("", description="What it is about.")
    opened_on: date = Field(description="Since when it is open.")


class DraftIn(_Part):
    """What would go out."""

    channel: Channel = Field(description="How it would reach the client.")
    purpose: Purpose = Field(description="A reply needs a message of the client in the last days, else it counts as marketing.")
    subject: str | None = Field(None, description="Where the channel has one.")
    text: Annotated[str, Field(max_length=LONGEST_MESSAGE)] = Field(description="The exact words.")


class AssociateIn(_Part):
    """Who would send it."""

    name: str = Field("", description="As the message is signed.")


class Case(_Part):
    """The client, what is known and how, what was said, what may be said, and the draft."""

    id: str = Field("", description="Your own name for it.")
    vertical: str = Field("", description="The trade; in finance no return may be promised or projected.")
    now: Moment = Field(description="When it would go out, with its zone.")
    associate: AssociateIn = Field(AssociateIn(), description="Who would send it.")
    client: ClientIn = Field(description="Whom it is for.")
    facts: tuple[FactIn, ...] = Field((), description="All that is known of the client, and how.")
    store: tuple[StoreIn, ...] = Field((), description="All that may be said of products, prices, stock, events, offers.")
    contacts: tuple[ContactIn, ...] = Field((), description="The whole recent history, of all colleagues and channels.")
    open_cases: tuple[OpenCaseIn, ...] = Field((), description="What is not settled yet.")
    draft: DraftIn = Field(description="What would go out.")

    def message(self) -> Message:
        """What would go out."""
        return Message(self.draft.channel, self.draft.purpose, self.draft.text, self.draft.subject or "")

    def situation(self, policy: Policy) -> Situation:
        """Everything else, gathered."""
        client = self.client
        contacts = sorted((_contact(one, at) for at, one in enumerate(self.contacts, 1)), key=lambda contact: contact.at)
        return Situation(
            now=self.now,
            policy=policy,
            client_name=client.name,
            associate_name=self.associate.name,
            style=client.style,
            zones=(client.timezone,) if client.timezone else (),
            zone_known=bool(client.timezone),
            country=client.country,
            state=client.state,
            facts=tuple(known for fact in self.facts for known in _known(fact)),
            store=tuple(StoreFact(line.id, line.text) for line in self.store),
            contacts=tuple(contacts),
            consents=tuple(
                ConsentLine(line.channel, line.purpose, line.status, _moment(line.at, client.timezone))
                for line in client.consents
            ),
            open_cases=tuple(OpenCase(one.id, one.kind, one.text, one.opened_on) for one in self.open_cases),
            finance=bool(_FINANCE.search(self.vertical)),
            vertical=self.vertical,
        )


def case_of(raw: object) -> Case:
    """A case; CaseRefused with the first field that is wrong and what to write there."""
    try:
        return Case.model_validate(raw)
    except ValidationError as wrong:
        raise CaseRefused("; ".join(_reason(error) for error in wrong.errors())) from wrong


def cases_in(path: Path) -> Iterator[tuple[int, Case | CaseRefused]]:
    """Each line of a JSONL file with its number: a case, or why it is none. Empty lines are passed over."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield number, case_of(json.loads(line))
                except json.JSONDecodeError as broken:
                    yield number, CaseRefused(f"this is not valid JSON ({broken.msg})")
                except CaseRefused as refused:
                    yield number, refused


def fact_id(known_id: str) -> str:
    """The id under which a fact came in: what was read from one note shares it."""
    return known_id.partition("#")[0]


def _known(fact: FactIn) -> Iterator[Known]:
    """One fact as it came in; a note, as the things that it says, each with how it was learned."""
    day = fact.at.date() if isinstance(fact.at, datetime) else fact.at
    if fact.source != "note":
        yield Known(fact.id, fact.text, Provenance(fact.source), day)
        return
    for number, read in enumerate(facts_in(fact.text, written_on=day)):
        yield Known(
            id=f"{fact.id}#{number}" if number else fact.id,
            text=read.quote,
            provenance=read.provenance,
            learned_on=day,
            subject=read.subject,
            do_not_mention=read.do_not_mention,
            sensitive=read.sensitive,
            topic=read.topic,
            valid_until=read.valid_until,
            note=fact.text,
        )


def _contact(contact: ContactIn, number: int) -> PastContact:
    return PastContact(
        id=contact.id or f"c{number}",
        at=contact.at,
        outbound=contact.direction == "out",
        channel=contact.channel,
        purpose=contact.purpose,
        answered=contact.answered,
        text=contact.text,
    )


def _moment(at: date | datetime, zone: str) -> datetime:
    if isinstance(at, datetime):
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return datetime.combine(at, time(), ZoneInfo(zone) if zone else UTC)


def _reason(error: object) -> str:
    details = dict(error) if isinstance(error, dict) else {}
    place = ".".join(str(step) for step in details["loc"]) or "the case"
    return f"{place}: {str(details['msg']).removeprefix('Value error, ')}"
