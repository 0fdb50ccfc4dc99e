"""
In wealth management nobody promises or projects what an investment will yield, whatever the brochure says.
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
        if situation.finance and claim.about is About.RETURNS and claim.strength >= situation.policy.sure("promises"):
            yield Breach(span=claim.span, fact=claim.supported_by or claim.contradicted_by)


_TEXT = "The fund should bring you six per cent again."
_CLAIM = Claim(words_at("should bring you six per cent again", _TEXT), About.RETURNS, supported_by="s1")

rule = Rule(
    kind=Kind.PROMISE,
    reason="Nobody knows what an investment will yield, and the law forbids us to sound as if we did.",
    source="MiFID II Delegated Regulation (EU) 2017/565 Art. 44; FCA COBS 4; SEC Rule 206(4)-1",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "This promises or projects a return. Name the product and its risks, and leave the figure out."},
    breaks=(example(_TEXT, finance=True, reading=Reading(claims=(_CLAIM,))),),
    keeps=(example(_TEXT, finance=False, reading=Reading(claims=(_CLAIM,))), example(finance=True)),
)
