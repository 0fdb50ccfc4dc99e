"""
Nobody learns from us what another person bought, wished, planned or is.
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
        if use.matter is Matter.PERSON and use.strength >= situation.policy.sure("person"):
            yield Breach(span=use.span, fact=use.facts[0] if use.facts else "")


_TEXT = "Your husband has a good eye: it goes with the pendant he chose."
_SPAN = words_at("the pendant he chose", _TEXT)
_FACTS = (known("Her husband bought a pendant, not to be spoken of at home", Provenance.PURCHASE),)

rule = Rule(
    kind=Kind.THIRD_PERSON,
    reason="A gift, a surprise or a neighbour's purchase told to the wrong person cannot be taken back.",
    source="GDPR Art. 5(1)(f), confidentiality; house document gifting-and-wrapping",
    severity=Severity.HOLD,
    check=check,
    says={"plain": "This gives away something about another person."},
    breaks=(example(_TEXT, reading=Reading(delicate=(Delicate(_SPAN, Matter.PERSON, ("f1",)),)), facts=_FACTS),),
    keeps=(example(_TEXT, facts=_FACTS),),
)
