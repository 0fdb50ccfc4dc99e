"""Examples for the rules: a calm situation in which everything may go, and what an example changes of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any

from copilot.domain.message import Channel, Message, Purpose, Span
from copilot.domain.policy import Hours, Policy
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading
from copilot.domain.situation import ConsentLine, Known, PastContact, Situation, Style
from copilot.guard.rule import Example

NOW = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
CALM = Policy(
    version="example",
    name="example",
    caps=MappingProxyType({"transactional": 1, "unknown": 2, "collaborative": 3, "fan": 4}),
    house_hours=Hours(time(9), time(20)),
    stale_days=MappingProxyType({"size": 730, "address": 1095}),
)
WORDS = "The rose gold studs came in on Monday, GBP 420. Shall I put a pair aside for you?"


def example(
    text: str = WORDS,
    *,
    channel: Channel = Channel.EMAIL,
    purpose: Purpose = Purpose.MARKETING,
    reading: Reading | None = None,
    now: datetime = NOW,
    **changed: Any,
) -> Example:
    """The calm situation with what is named changed."""
    calm = Situation(
        now=now,
        policy=CALM,
        client_name="Ada Ferrars",
        associate_name="Tom",
        style=Style.COLLABORATIVE,
        zones=("Europe/London",),
        consents=tuple(ConsentLine(one, "marketing", "granted", datetime(2025, 1, 1, tzinfo=UTC)) for one in Channel),
    )
    return Example(Message(channel, purpose, text), reading or Reading(), replace(calm, **changed))


def words_at(words: str, text: str = WORDS) -> Span:
    """Where these words stand in the text."""
    start = text.index(words)
    return Span(start, start + len(words))


def known(text: str, provenance: Provenance, fact_id: str = "f1", learned_on: date = date(2026, 1, 10), **more: Any) -> Known:
    """A fact about the client of the examples."""
    return replace(Known(fact_id, text, provenance, learned_on), **more)


def sent(moments: Iterable[datetime], *, answered: bool = False, household: bool = False) -> tuple[PastContact, ...]:
    """Marketing e-mails that went out at these moments, oldest first."""
    return tuple(
        PastContact(f"c{number}", at, True, "email", "marketing", answered, household=household)
        for number, at in enumerate(moments, 1)
    )


def wrote(at: datetime) -> PastContact:
    """A message from the client."""
    return PastContact("in1", at, False, "email", "reply")
