"""A scenario's client as the guard sees a real one: the same situation, the same policy, nothing from any row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Policy
from copilot.domain.provenance import Provenance
from copilot.domain.situation import ConsentLine, Known, PastContact, Situation, StoreFact
from copilot.rehearsal.scenario import Scenario

ACROSS_THE_COUNTER = Channel.POST  #: words across a counter disturb nobody at home: like a letter, they have no quiet hours
_TURN = timedelta(minutes=2)


def as_message(scenario: Scenario, line: str) -> Message:
    """A line of the associate's as a message. Once the client has spoken it answers them."""
    channel = ACROSS_THE_COUNTER if scenario.channel == "counter" else Channel(scenario.channel)
    return Message(channel, Purpose(scenario.purpose), line)


def situation_at(scenario: Scenario, conversation: Sequence[tuple[str, str]], policy: Policy) -> Situation:
    """What is known when the associate speaks next, after these pairs of their line and the client's answer."""
    client = scenario.client
    now = scenario.now + _TURN * len(conversation)
    said = [scenario.opening, *(answer for _, answer in conversation)]
    return Situation(
        now=now,
        policy=policy,
        client_name=client.name,
        style=client.style,
        zones=(client.timezone,),
        country=client.country,
        facts=(*_facts(scenario), *_told(said, now)),
        store=tuple(StoreFact(line.id, line.text) for line in scenario.store),
        contacts=tuple(_contacts(scenario, conversation)),
        consents=tuple(_consents(scenario)),
        finance=scenario.vertical in ("finance", "private banking", "wealth management"),
        vertical=scenario.vertical,
    )


def _facts(scenario: Scenario) -> list[Known]:
    return [
        Known(
            id=fact.id,
            text=fact.text,
            provenance=fact.source,
            learned_on=fact.at,
            subject=fact.subject,
            do_not_mention=fact.do_not_mention,
            sensitive=fact.sensitive,
            topic=fact.topic,
            valid_until=fact.valid_until,
            other_person=fact.other_person,
        )
        for fact in scenario.facts
    ]


def _told(said: Sequence[str], now: datetime) -> list[Known]:
    """What the client says in the conversation they have told us."""
    return [Known(f"said:{number}", words, Provenance.TOLD_US, now.date()) for number, words in enumerate(said) if words.strip()]


def _contacts(scenario: Scenario, conversation: Sequence[tuple[str, str]]) -> list[PastContact]:
    before = [
        PastContact(f"before:{number}", one.at, one.direction == "out", one.channel, one.purpose, one.answered, one.text)
        for number, one in enumerate(scenario.contacts)
    ]
    channel = as_message(scenario, "").channel
    opened = [PastContact("opening", scenario.now, False, channel, "reply", text=scenario.opening)] if scenario.opening else []
    lines: list[PastContact] = []
    for number, (line, answer) in enumerate(conversation):
        at = scenario.now + _TURN * number
        # Within one conversation nothing is an unanswered message: it is all one exchange.
        ours = PastContact(f"ours:{number}", at, True, channel, "reply", answered=True, text=line)
        lines += [ours, replace(ours, id=f"theirs:{number}", at=at + _TURN / 2, outbound=False, text=answer)]
    return sorted([*before, *opened, *lines], key=lambda contact: contact.at)


def _consents(scenario: Scenario) -> list[ConsentLine]:
    # A day has no hour: the ledger counts it from its first moment, wherever the client is.
    return [ConsentLine(one.channel, one.purpose, one.status, datetime.combine(one.at, time(), UTC)) for one in scenario.consents]
