"""
No guilt, no hurry that is not real, no reproach for silence.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.reading import Reading, Sound, Tone
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, words_at
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    for tone in reading.tones:
        if tone.sound is Sound.PRESSING and tone.strength >= situation.policy.sure("pressing"):
            yield Breach(span=tone.span, fact=tone.fact)


_TEXT = "You still have not answered me. It would be a pity to disappoint us again."
_SPAN = words_at("You still have not answered me", _TEXT)

rule = Rule(
    kind=Kind.PRESSURE,
    reason="A purchase made to be left in peace is the last one.",
    source="Directive 2005/29/EC Art. 8 and 9 (aggressive practices); house document brand-voice",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "This presses the client. Make it as easy to say no as to say yes."},
    breaks=(example(_TEXT, reading=Reading(tones=(Tone(_SPAN, Sound.PRESSING, 0.9),))),),
    keeps=(example(), example(_TEXT, reading=Reading(tones=(Tone(_SPAN, Sound.PRESSING, 0.1),)))),
)
