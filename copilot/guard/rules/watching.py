"""
Nobody is told that they were watched: not their clicks, their way past the window, nor their posts.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading, Sound, Tone, Use
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, known, words_at
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    for tone in reading.tones:
        if tone.sound is Sound.WATCHING and tone.strength >= situation.policy.sure("watching"):
            yield Breach(span=tone.span, fact=tone.fact)
    for use in reading.uses:
        fact = situation.fact(use.fact)
        if use.as_watched and fact and not fact.provenance.may_be_said and use.strength >= situation.policy.sure("uses"):
            yield Breach(span=use.span, fact=use.fact)


_TEXT = "I noticed you came back to the bracelet page twice this week."
_ALL = words_at(_TEXT, _TEXT)

rule = Rule(
    kind=Kind.SURVEILLANCE,
    reason="Being looked at without knowing it is what people mean by creepy.",
    source="House document keeping-the-right-distance, Observed; GDPR Art. 5(1)(a)",
    severity=Severity.REVISE,
    check=check,
    says={"plain": "This tells the client that we watch them. Show them the piece, not what you saw."},
    breaks=(
        example(_TEXT, reading=Reading(tones=(Tone(_ALL, Sound.WATCHING, 0.9),))),
        example(
            _TEXT,
            reading=Reading(uses=(Use(_ALL, "f1", 0.9, as_watched=True),)),
            facts=(known("Viewed the bracelet page twice", Provenance.OBSERVED),),
        ),
    ),
    keeps=(example(), example(_TEXT, reading=Reading(tones=(Tone(_ALL, Sound.WATCHING, 0.1),)))),
)
