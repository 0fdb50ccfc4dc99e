"""A conversation and its row: what was said is kept with what the guard found in it, and leads to the same state again.

So a conversation goes on after a restart without being judged anew, and a guard that learned more changes no old mark.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from copilot.domain.message import Message
from copilot.domain.policy import Policy
from copilot.domain.situation import Situation
from copilot.domain.verdict import Decision, Finding, Verdict
from copilot.records.rehearsals import Rehearsal
from copilot.rehearsal.conversation import Conversation, Examine, Turn, say
from copilot.rehearsal.scenario import read_scenario

_FINDINGS = TypeAdapter(tuple[Finding, ...])


def conversation_of(row: Rehearsal, policy: Policy) -> Conversation:
    """The conversation as it stands, from its lines."""
    conversation = replayed(row.text, row.lines, policy)
    return replace(conversation, taken_back=tuple(one["turn"] for one in row.taken_back))


def replayed(text: str, lines: Iterable[dict[str, Any]], policy: Policy) -> Conversation:
    """A scenario's conversation after these kept lines."""
    conversation = Conversation(read_scenario(text))
    for line in lines:
        conversation = said_again(conversation, line, policy)
    return conversation


def said_again(conversation: Conversation, line: dict[str, Any], policy: Policy) -> Conversation:
    """The conversation after one more kept line."""
    return say(conversation, line["said"], _found(line), policy, _said(line))


def line_of(turn: Turn, meant: str) -> dict[str, Any]:
    """A turn as it is kept; `meant` is the answer in the scenario's own words, whoever worded it."""
    findings = turn.verdict.findings if turn.verdict else ()
    plain = tuple(replace(finding, filled=dict(finding.filled)) for finding in findings)
    return {"said": turn.said, "answer": turn.answer, "meant": meant, "findings": _FINDINGS.dump_python(plain, mode="json")}


def _found(line: dict[str, Any]) -> Examine:
    def examine(message: Message, situation: Situation) -> Verdict:
        return Verdict(Decision.SEND, _FINDINGS.validate_python(line["findings"]))

    return examine


def _said(line: dict[str, Any]) -> Callable[..., str]:
    def voice(*asked: object) -> str:
        return str(line["answer"])

    return voice
