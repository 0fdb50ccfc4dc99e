"""
Whoever asked to be written to by one channel is written to by that one.

What they need to know about an order or a repair, and an answer to what they just wrote, may take another.
"""

from collections.abc import Iterator
from datetime import timedelta

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import NOW, example, wrote
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    wanted = situation.wanted_channel
    if wanted and message.channel != wanted and situation.purpose_of(message.purpose) is Purpose.MARKETING:
        yield Breach(filled={"channel": message.channel.value, "wanted_channel": wanted})


rule = Rule(
    kind=Kind.NO_CONSENT,
    reason='"Only e-mail, please" is an answer to the question how we may write, and it was heard.',
    source="GDPR Art. 21; house document consent-and-quiet-hours, Asking for consent well",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "The client asked to be written to by {wanted_channel}, not by {channel}."},
    breaks=(example(channel=Channel.SMS, wanted_channel="email"),),
    keeps=(
        example(channel=Channel.EMAIL, wanted_channel="email"),
        example(channel=Channel.SMS, purpose=Purpose.SERVICE, wanted_channel="email"),
        example(channel=Channel.SMS, purpose=Purpose.REPLY, wanted_channel="email", contacts=(wrote(NOW - timedelta(hours=2)),)),
        example(channel=Channel.SMS),
    ),
)
