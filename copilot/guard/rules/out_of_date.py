"""
What was true years ago is not treated as true today.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Delicate, Matter, Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, known, words_at
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    for use in reading.delicate:
        if use.matter is Matter.OLD and use.strength >= situation.policy.sure("old"):
            yield Breach(span=use.span, fact=use.facts[0] if use.facts else "")


_TEXT = "I have kept the loafers in your 38."
_SPAN = words_at("in your 38", _TEXT)
_FACTS = (known("Wears size 38 since the summer of 2019", Provenance.TOLD_US),)

rule = Rule(
    kind=Kind.STALE,
    reason="Using an old size or an old love shows that the file is old, not that we remember.",
    source="GDPR Art. 5(1)(d), accuracy; contact policy, staleness",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "This is old, or something later took its place. Ask rather than assume."},
    breaks=(example(_TEXT, reading=Reading(delicate=(Delicate(_SPAN, Matter.OLD, ("f1",)),)), facts=_FACTS),),
    keeps=(example(_TEXT, facts=_FACTS),),
)
