"""
A message is about one thing; it does not recite what we keep.
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
        if use.matter is Matter.PILE and use.strength >= situation.policy.sure("pile"):
            yield Breach(span=use.span, fact=use.facts[0] if use.facts else "")


_TEXT = "With your three children, the house in Bath, the new job and the knee, you will want a rest."
_SPAN = words_at("your three children, the house in Bath, the new job and the knee", _TEXT)
_FACTS = (known("Three children", Provenance.TOLD_US),)

rule = Rule(
    kind=Kind.DOSSIER,
    reason="Details that were given one by one read like a file when they come together.",
    source="House document keeping-the-right-distance: at most two such details in a message",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "So many personal details read like a file on the client. Keep the one that this message is about."},
    breaks=(example(_TEXT, reading=Reading(delicate=(Delicate(_SPAN, Matter.PILE, ("f1",)),)), facts=_FACTS),),
    keeps=(example(_TEXT, facts=_FACTS),),
)
