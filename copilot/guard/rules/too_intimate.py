"""
Warm is not intimate: no pet names, no looks, no "I miss you".
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
        if tone.sound is Sound.INTIMATE and tone.strength >= situation.policy.sure("intimate"):
            yield Breach(span=tone.span, fact=tone.fact)


_TEXT = "The coat is in. I have missed that smile of yours."
_SPAN = words_at("I have missed that smile of yours", _TEXT)

rule = Rule(
    kind=Kind.OVERFAMILIAR,
    reason="Clients want what a relationship can do for them, not a relationship with a shop.",
    source="House documents brand-voice and keeping-the-right-distance",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "This is closer than the client is to us. Say what the piece is, not what they are to you."},
    breaks=(example(_TEXT, reading=Reading(tones=(Tone(_SPAN, Sound.INTIMATE, 0.9),))),),
    keeps=(example(), example(_TEXT, reading=Reading(tones=(Tone(_SPAN, Sound.INTIMATE, 0.1),)))),
)
