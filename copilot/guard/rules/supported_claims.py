"""
What a message states about a product, a price, the stock, a date or an event, the business says too, to the figure.
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
        if claim.is_promise or claim.supported_by or claim.strength < situation.policy.sure("claims"):
            continue
        case = "contradicted" if claim.contradicted_by else "unsupported"
        yield Breach(case, {"about": claim.about.value}, claim.span, claim.contradicted_by)


_TEXT = "The studs are GBP 402."
_SPAN = words_at("GBP 402", _TEXT)

rule = Rule(
    kind=Kind.UNGROUNDED,
    reason="One wrong price costs more trust than ten right ones earn.",
    source="Directive 2005/29/EC Art. 6 (misleading actions); the store's own facts",
    severity=Severity.REVISE,
    check=check,
    says={
        "contradicted": "What we know of the {about} says otherwise.",
        "unsupported": "Nothing that we know supports this {about}. Check it, or leave it out.",
    },
    breaks=(
        example(_TEXT, reading=Reading(claims=(Claim(_SPAN, About.PRICE, contradicted_by="s1"),))),
        example(_TEXT, reading=Reading(claims=(Claim(_SPAN, About.PRICE),))),
    ),
    keeps=(
        example(_TEXT, reading=Reading(claims=(Claim(_SPAN, About.PRICE, supported_by="s1"),))),
        example(_TEXT, reading=Reading(claims=(Claim(_SPAN, About.PRICE, strength=0.1),))),
    ),
)
