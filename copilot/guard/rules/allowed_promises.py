"""
An offer, a guarantee or a delivery date is promised only where the house allows it.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.reading import About, Claim, Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, words_at
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    for claim in reading.claims:
        if not claim.is_promise or claim.about is About.RETURNS or claim.supported_by:
            continue
        if claim.strength >= situation.policy.sure("promises"):
            yield Breach("forbidden" if claim.contradicted_by else "unknown", span=claim.span, fact=claim.contradicted_by)


_TEXT = "It will be with you by Saturday, I promise."
_SPAN = words_at("with you by Saturday, I promise", _TEXT)

rule = Rule(
    kind=Kind.PROMISE,
    reason="A promise in writing binds the house, and a broken one loses the client.",
    source="Directive 2005/29/EC Art. 6; house documents delivery-and-customs and goodwill-and-exceptions",
    severity=Severity.REVISE,
    check=check,
    says={
        "forbidden": "The house does not allow this promise.",
        "unknown": "Nothing allows this promise. Ask a manager, or say only what is sure.",
    },
    breaks=(
        example(_TEXT, reading=Reading(claims=(Claim(_SPAN, About.GUARANTEE),))),
        example(_TEXT, reading=Reading(claims=(Claim(_SPAN, About.OFFER, contradicted_by="s1"),))),
    ),
    keeps=(example(_TEXT, reading=Reading(claims=(Claim(_SPAN, About.GUARANTEE, supported_by="s1"),))),),
)
