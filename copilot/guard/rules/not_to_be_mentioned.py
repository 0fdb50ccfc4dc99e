"""
What somebody asked us not to mention is not mentioned, whoever told us.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading, Use
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, known, words_at
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    for use in reading.uses:
        fact = situation.fact(use.fact)
        if fact and fact.do_not_mention and use.strength >= situation.policy.sure("uses"):
            yield Breach(span=use.span, fact=fact.id)


_TEXT = "I hope the new flat in Lyon is treating you well."
_USE = (Use(words_at("the new flat in Lyon", _TEXT), "f1", 0.9),)

rule = Rule(
    kind=Kind.UNMENTIONABLE,
    reason="A confidence kept is worth more than anything that could be sold with it.",
    source="House document note-writing; the client's or a colleague's own request in the note",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "This is known, but was asked not to be mentioned. Let it guide you; do not say it."},
    breaks=(
        example(_TEXT, reading=Reading(uses=_USE), facts=(known("Moved to Lyon", Provenance.TOLD_US, do_not_mention=True),)),
    ),
    keeps=(example(_TEXT, reading=Reading(uses=_USE), facts=(known("Moved to Lyon", Provenance.TOLD_US),)),),
)
