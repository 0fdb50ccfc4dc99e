"""
Health, faith, grief, money trouble and the like are not for us to bring up; who raises them gets an answer.
"""

from collections.abc import Iterator

from copilot.domain.message import Message
from copilot.domain.reading import Reading, Touch
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.examples import example, words_at
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    for touch in reading.touches:
        if touch.opened_by_client or touch.strength < situation.policy.sure("touches"):
            continue
        topic = {"topic": touch.topic.replace("_", " ")}
        if touch.at_heart:
            yield Breach("at_heart", topic, touch.span, touch.fact, Severity.HOLD)
        else:
            yield Breach("aside", topic, touch.span, touch.fact)


_TEXT = "After everything the treatment put you through, the green dress is GBP 175."
_SPAN = words_at("After everything the treatment put you through", _TEXT)

rule = Rule(
    kind=Kind.SENSITIVE,
    reason="A shop that speaks of it unasked has crossed a line that no good intention brings back.",
    source="GDPR Art. 9 (special categories) and 10; house document keeping-the-right-distance, Told us",
    severity=Severity.REVISE,
    check=check,
    says={
        "aside": "This touches {topic}, which the client did not raise here. The message does without it.",
        "at_heart": "This is about {topic}, which the client did not raise here: a manager must decide whether to write at all.",
    },
    breaks=(
        example(_TEXT, reading=Reading(touches=(Touch(_SPAN, "health"),))),
        example(_TEXT, reading=Reading(touches=(Touch(_SPAN, "health", at_heart=True),))),
    ),
    keeps=(example(), example(_TEXT, reading=Reading(touches=(Touch(_SPAN, "health", opened_by_client=True),)))),
)
