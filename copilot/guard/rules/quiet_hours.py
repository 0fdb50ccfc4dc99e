"""
A telephone stays silent before nine and from eight in the evening, where the client lives.

Where their time zone is unknown, every zone that may be theirs counts, and the hours are narrower.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.clock import free_of_quiet_hours, moments_at_client
from copilot.guard.examples import NOW, example, wrote
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    policy = situation.policy
    if message.channel not in policy.quiet_channels or free_of_quiet_hours(message, situation):
        return
    hours = policy.house_hours if situation.zone_known else policy.unknown_hours
    moments = list(moments_at_client(situation))
    if not moments:
        yield Breach("nowhere")
    for at in moments:
        if not hours.allow(at.weekday(), at.time()):
            filled = {"now": f"{at:%H:%M}", "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
            yield Breach("plain" if situation.zone_known else "unknown", filled)
            return


def _at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, 11, hour, minute, second, tzinfo=UTC)


rule = Rule(
    kind=Kind.QUIET_HOURS,
    reason="A message that wakes or interrupts says that we do not think of the person who gets it.",
    source="Contact policy, hours; house document consent-and-quiet-hours, Quiet hours",
    severity=Severity.HOLD,
    check=check,
    says={
        "plain": "It is {now} where the client lives; {opens} to {closes} is when they may be written to.",
        "unknown": "It may be {now} where the client lives: their time zone is not known, so {opens} to {closes} everywhere.",
        "nowhere": "Nobody knows where the client lives, so nobody knows whether this would wake them.",
    },
    breaks=(
        example(channel=Channel.SMS, now=_at(8, 59, 59)),
        example(channel=Channel.WHATSAPP, now=_at(20)),
        example(channel=Channel.SMS, now=_at(12), zones=("Asia/Tokyo",)),
        example(channel=Channel.SMS, now=_at(9, 30), zone_known=False),
        example(channel=Channel.SMS, zones=(), zone_known=False),
        example(
            channel=Channel.SMS, purpose=Purpose.REPLY, now=_at(21), contacts=(wrote(_at(21) - timedelta(hours=24, seconds=1)),)
        ),
    ),
    keeps=(
        example(channel=Channel.SMS, now=_at(9)),
        example(channel=Channel.SMS, now=_at(19, 59, 59)),
        example(channel=Channel.EMAIL, now=_at(23)),
        example(channel=Channel.SMS, purpose=Purpose.REPLY, now=_at(21), contacts=(wrote(_at(21) - timedelta(hours=24)),)),
        example(channel=Channel.SMS, now=NOW, zone_known=False),
    ),
)
