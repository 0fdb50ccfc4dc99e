"""
Who leaves three messages in a row unanswered has answered.
"""

from collections.abc import Iterator
from datetime import timedelta

from copilot.domain.message import Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import NOW, example, sent
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    if situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return
    policy = situation.policy
    last = situation.marketing_sent[-policy.streak :]
    if len(last) < policy.streak or any(contact.answered for contact in last):
        return
    passed = situation.now - last[-1].at
    if passed < timedelta(days=policy.streak_days):
        yield Breach(filled={"number": str(policy.streak), "days": str(max(0, passed.days))}, fact=last[-1].id)


_STREAK = [NOW - timedelta(days=days) for days in (140, 100, 59)]

rule = Rule(
    kind=Kind.UNANSWERED,
    reason="Silence is an answer; going on is what makes a client leave.",
    source="Contact policy, unanswered streak; house document consent-and-quiet-hours, Three unanswered in a row",
    severity=Severity.HOLD,
    check=check,
    says={
        "plain": "The last {number} marketing messages went unanswered, the latest {days} days ago. Let the client come to us."
    },
    breaks=(example(contacts=sent(_STREAK)),),
    keeps=(
        example(contacts=sent([*_STREAK[:2], NOW - timedelta(days=60)])),
        example(contacts=sent(_STREAK[:2])),
        example(contacts=sent(_STREAK, answered=True)),
        example(purpose=Purpose.SERVICE, contacts=sent(_STREAK)),
    ),
)
