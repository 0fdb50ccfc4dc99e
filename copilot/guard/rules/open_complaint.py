"""
While a complaint or a return is open, nothing is sold.
"""

from collections.abc import Iterator
from datetime import date

from copilot.domain.message import Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import OpenCase, Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example
from copilot.guard.rule import Breach, Rule

_FIRST = frozenset(("complaint", "return"))


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    if situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return
    for case in situation.open_cases:
        if case.kind in _FIRST:
            yield Breach(filled={"kind": case.kind, "opened": f"{case.opened_on:%d %B %Y}"}, fact=case.id)


_OPEN = {kind: (OpenCase("k1", kind, "The clasp broke twice", date(2026, 3, 2)),) for kind in ("complaint", "repair")}

rule = Rule(
    kind=Kind.OPEN_MATTER,
    reason="Who waits for us to put something right does not want to be sold the next thing.",
    source="House document complaints",
    severity=Severity.HOLD,
    check=check,
    says={"plain": "A {kind} opened on {opened} is not closed: settle it before anything is offered."},
    breaks=(example(open_cases=_OPEN["complaint"]),),
    keeps=(
        example(open_cases=_OPEN["repair"]),
        example(purpose=Purpose.SERVICE, open_cases=_OPEN["complaint"]),
    ),
)
