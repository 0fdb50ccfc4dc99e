"""
What the guard cannot read, a person must.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    if not any(letter.isalnum() for letter in message.text):
        yield Breach("empty")
    elif reading.unread:
        yield Breach(filled={"why": reading.unread})


rule = Rule(
    kind=Kind.UNREADABLE,
    reason="A guard that lets pass what it does not understand guards nothing.",
    source="Product principle: never fail open",
    severity=Severity.HOLD,
    check=check,
    says={
        "plain": "This could not be read ({why}), so a person must read it before it goes.",
        "empty": "There are no words in this message.",
    },
    breaks=(example(" \n🎉🎉"), example(reading=Reading(unread="it is written in Finnish"))),
    keeps=(example(),),
)
