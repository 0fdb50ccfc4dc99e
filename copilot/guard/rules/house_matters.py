"""
Scores, segments, margins and what colleagues say among themselves stay in the house.
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
        if tone.sound is Sound.INWARD and tone.strength >= situation.policy.sure("inward"):
            yield Breach("talk", span=tone.span, fact=tone.fact)
    for use in reading.uses:
        fact = situation.fact(use.fact)
        if fact and fact.provenance is Provenance.INTERNAL and use.strength >= situation.policy.sure("internal"):
            yield Breach("fact", span=use.span, fact=fact.id)


_TEXT = "You are number eleven on our list of big spenders this year."
_SPAN = words_at("number eleven on our list of big spenders", _TEXT)

rule = Rule(
    kind=Kind.INTERNAL,
    reason="What we say about clients among ourselves was never meant for them, and cannot be unread.",
    source="House document keeping-the-right-distance, Third party and internal",
    severity=Severity.HOLD,
    check=check,
    says={
        "talk": "This is talk of the house: scores, lists, targets or margins are not for the client.",
        "fact": "This was meant for colleagues only. It may not reach the client in any form.",
    },
    breaks=(
        example(_TEXT, reading=Reading(tones=(Tone(_SPAN, Sound.INWARD, 0.9),))),
        example(
            _TEXT,
            reading=Reading(uses=(Use(_SPAN, "f1", 0.9),)),
            facts=(known("Spend rank 11 of 1,430", Provenance.INTERNAL),),
        ),
    ),
    keeps=(example(_TEXT, facts=(known("Spend rank 11 of 1,430", Provenance.INTERNAL),)),),
)
