"""
Marketing goes only where the client agreed to it, and nothing goes where they said stop.

Consent for one channel is not consent for another. A number that was left for a repair is for the repair.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import ConsentLine, Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import NOW, example, wrote
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    channel = {"channel": message.channel.value}
    if situation.stopped(message.channel):
        yield Breach("stopped", channel)
    elif situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return
    elif situation.consent(message.channel, Purpose.MARKETING) != "granted":
        yield Breach("late_reply" if message.purpose is Purpose.REPLY else "never_given", channel)


def _ledger(*lines: tuple[str, str, int]) -> tuple[ConsentLine, ...]:
    return tuple(ConsentLine(channel, "marketing", status, datetime(year, 1, 1, tzinfo=UTC)) for channel, status, year in lines)


rule = Rule(
    kind=Kind.NO_CONSENT,
    reason="A client decides on which channels they hear from us, and may change their mind at any time.",
    source="GDPR Art. 6(1)(a), 7(3) and 21; PECR reg. 22; house document consent-and-quiet-hours",
    severity=Severity.HOLD,
    check=check,
    says={
        "stopped": "The client stopped {channel}: nothing may go out on it, not even a service message.",
        "never_given": "The client has not agreed to marketing by {channel}.",
        "late_reply": "The client last wrote too long ago for this to be a reply, and has not agreed to marketing by {channel}.",
    },
    breaks=(
        example(channel=Channel.SMS, consents=_ledger(("email", "granted", 2025))),
        example(channel=Channel.SMS, purpose=Purpose.SERVICE, consents=_ledger(("sms", "withdrawn", 2025))),
        example(consents=_ledger(("email", "granted", 2024), ("email", "withdrawn", 2025))),
        example(purpose=Purpose.REPLY, consents=()),
    ),
    keeps=(
        example(),
        example(channel=Channel.SMS, purpose=Purpose.SERVICE, consents=_ledger(("email", "granted", 2025))),
        example(consents=_ledger(("email", "withdrawn", 2024), ("email", "granted", 2025))),
        example(purpose=Purpose.REPLY, consents=(), contacts=(wrote(NOW - timedelta(days=7)),)),
    ),
)
