"""
Whoever asked to hear from us less often hears from us no more often than they asked.

It is their own number, not a style's: it holds beside the caps, and for their own messages alone.
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
    own = [one for one in situation.marketing_sent if not one.household]
    if not (own and situation.wanted_days) or situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return
    passed = situation.now - own[-1].at
    if passed < timedelta(days=situation.wanted_days):
        yield Breach(filled={"days": str(max(0, passed.days)), "wanted": str(situation.wanted_days)}, fact=own[-1].id)


_MONTH = timedelta(days=30)

rule = Rule(
    kind=Kind.TOO_FREQUENT,
    reason="A client who asks for fewer messages and gets the same number will ask for none.",
    source="Contact policy, sending; GDPR Art. 21: an objection may be partial",
    severity=Severity.HOLD,
    check=check,
    says={"plain": "The client asked for at most one message in {wanted} days; the last went out {days} days ago."},
    breaks=(
        example(style=Style.FAN, wanted_days=45, contacts=sent([NOW - _MONTH])),
        example(style=Style.FAN, wanted_days=30, contacts=sent([NOW - _MONTH + timedelta(seconds=1)])),
    ),
    keeps=(
        example(style=Style.FAN, wanted_days=30, contacts=sent([NOW - _MONTH])),
        example(style=Style.FAN, wanted_days=45, purpose=Purpose.SERVICE, contacts=sent([NOW - _MONTH])),
        example(style=Style.FAN, wanted_days=45, contacts=sent([NOW - _MONTH], household=True)),
        example(style=Style.FAN, contacts=sent([NOW - _MONTH])),
    ),
)
