"""
Every message has something in it for the person who reads it.
"""

from collections.abc import Iterator

from copilot.domain.message import Message, Purpose
from copilot.domain.reading import Reading, Sound, Tone
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, words_at
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    if situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return  # what they wait for, or asked, is for them
    for tone in reading.tones:
        if tone.sound is Sound.EMPTY and tone.strength >= situation.policy.sure("empty"):
            yield Breach(span=tone.span, fact=tone.fact)


_TEXT = "Just checking in! Come by and spend a little."
_SPAN = words_at("Just checking in! Come by and spend a little", _TEXT)

rule = Rule(
    kind=Kind.NO_VALUE,
    reason="A message that only serves us teaches the client not to open the next.",
    source="House document after-purchase-rhythm; product principle: something in it for the client",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "There is nothing in this for the client: name a piece, a date, an answer, or do not write."},
    breaks=(example(_TEXT, reading=Reading(tones=(Tone(_SPAN, Sound.EMPTY, 0.9),))),),
    keeps=(
        example(),
        example(_TEXT, purpose=Purpose.SERVICE, reading=Reading(tones=(Tone(_SPAN, Sound.EMPTY, 0.9),))),
        example(_TEXT, reading=Reading(tones=(Tone(_SPAN, Sound.EMPTY, 0.1),))),
    ),
)
