"""
Between two marketing messages lie at least three days, whoever wrote the first.
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
    before = situation.marketing_sent
    if not before or situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return
    passed = situation.now - before[-1].at
    if passed < timedelta(hours=situation.policy.gap_hours):
        hours = max(0, int(passed.total_seconds() // 3600))
        yield Breach(filled={"hours": str(hours), "gap": str(situation.policy.gap_hours)}, fact=before[-1].id)


_GAP = timedelta(hours=72)

rule = Rule(
    kind=Kind.TOO_FREQUENT,
    reason="A second message before the first was taken in reads as pressing.",
    source="Contact policy, frequency",
    severity=Severity.HOLD,
    check=check,
    says={"plain": "The last marketing message went out {hours} hours ago; at least {gap} must pass."},
    breaks=(
        example(style=Style.FAN, contacts=sent([NOW - _GAP + timedelta(seconds=1)])),
        example(style=Style.FAN, contacts=sent([NOW - timedelta(hours=1)])),
    ),
    keeps=(
        example(style=Style.FAN, contacts=sent([NOW - _GAP])),
        example(style=Style.FAN, purpose=Purpose.SERVICE, contacts=sent([NOW - timedelta(hours=1)])),
    ),
)
