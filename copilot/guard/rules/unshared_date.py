"""
A birthday or an anniversary is used only if the client gave it to us for that.
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
        if use.matter is Matter.DATE and use.strength >= situation.policy.sure("date"):
            yield Breach(span=use.span, fact=use.facts[0] if use.facts else "")


_TEXT = "Your birthday is coming up on Friday!"
_SPAN = words_at("Your birthday is coming up on Friday!", _TEXT)
_FACTS = (known("Date of birth copied from the passport for the tax form", Provenance.SERVICE),)

rule = Rule(
    kind=Kind.MILESTONE,
    reason="A date on a form is for the form; a wish that nobody asked for says that we read it.",
    source="GDPR Art. 5(1)(b), purpose limitation; house document gifting-and-wrapping",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "The client did not share this date with us for that. Write without it."},
    breaks=(example(_TEXT, reading=Reading(delicate=(Delicate(_SPAN, Matter.DATE, ("f1",)),)), facts=_FACTS),),
    keeps=(example(_TEXT, facts=_FACTS),),
)
