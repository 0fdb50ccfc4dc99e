"""
Nobody hears from us more often than their own way of dealing with us asks for.

The window rolls: it ends at this moment and reaches back to the second, over all associates, stores and channels,
and over the household where the policy says so.
"""

from collections.abc import Iterator
from datetime import timedelta

from copilot.domain.message import Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation, Style
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import NOW, example, sent
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    if situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return
    policy = situation.policy
    cap = policy.caps[situation.style.value]
    recent = [one for one in situation.marketing_sent if situation.now - one.at <= timedelta(days=policy.window_days)]
    if len(recent) >= cap:
        filled = {"sent": str(len(recent)), "days": str(policy.window_days), "cap": str(cap), "style": situation.style.value}
        yield Breach(filled=filled, fact=recent[-1].id)


_MONTH = timedelta(days=30)

rule = Rule(
    kind=Kind.TOO_FREQUENT,
    reason="Too many messages turn a relationship into advertising, and each of us sees only our own.",
    source="Contact policy, frequency; house document consent-and-quiet-hours, Marketing or service",
    severity=Severity.HOLD,
    check=check,
    says={"plain": "{sent} marketing messages in the last {days} days: the most for this client ({style}) is {cap}."},
    breaks=(
        example(style=Style.TRANSACTIONAL, contacts=sent([NOW - _MONTH])),
        example(style=Style.UNKNOWN, contacts=sent([NOW - timedelta(days=20), NOW - timedelta(days=5)])),
        example(style=Style.TRANSACTIONAL, contacts=sent([NOW - timedelta(days=9)], household=True)),
    ),
    keeps=(
        example(style=Style.TRANSACTIONAL, contacts=sent([NOW - _MONTH - timedelta(seconds=1)])),
        example(style=Style.TRANSACTIONAL, purpose=Purpose.SERVICE, contacts=sent([NOW - timedelta(days=9)])),
    ),
)
