"""
What the client never gave us is not used in words, however innocent it sounds.

Saying honestly how we know ("you told us in March") lowers concern; knowing without having been told raises it.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading, Sound, Use
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, known, words_at
from copilot.guard.rule import Breach, Rule

_NEVER_GIVEN = frozenset((Provenance.OBSERVED, Provenance.INFERRED, Provenance.THIRD_PARTY))


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    watching = [tone.span for tone in reading.tones if tone.sound is Sound.WATCHING]
    for use in reading.uses:
        fact = situation.fact(use.fact)
        if not fact or use.strength < situation.policy.sure("uses") or use.as_watched:
            continue
        if fact.provenance in _NEVER_GIVEN and not any(span.meets(use.span) for span in watching):
            yield Breach(fact.provenance.value, span=use.span, fact=fact.id)


_TEXT = "The linen dress is in, GBP 180, in time for all that white sand."
_SAND = (Use(words_at("in time for all that white sand", _TEXT), "f1", 0.9),)

rule = Rule(
    kind=Kind.UNVOLUNTEERED,
    reason="The first question of somebody who reads it is: how do they know?",
    source="House document keeping-the-right-distance; GDPR Art. 5(1)(a), fairness and transparency",
    severity=Severity.REVISE,
    check=check,
    says={
        "observed": "We saw this; the client did not tell us. Act on it, and leave it unsaid.",
        "inferred": "This is a guess of ours. Ask, or leave it out.",
        "third_party": "Somebody else told us this. The client does not know that we know.",
    },
    breaks=tuple(
        example(_TEXT, reading=Reading(uses=_SAND), facts=(known("Flies to the Maldives in February", provenance),))
        for provenance in _NEVER_GIVEN
    ),
    keeps=(
        example(_TEXT, reading=Reading(uses=_SAND), facts=(known("Flies to the Maldives in February", Provenance.TOLD_US),)),
        example(_TEXT, facts=(known("Flies to the Maldives in February", Provenance.THIRD_PARTY),)),
    ),
)
