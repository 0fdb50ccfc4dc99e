"""A verdict on a message. Whatever goes wrong while judging, a person decides."""

import logging
from collections.abc import Sequence
from time import perf_counter

from copilot.domain.message import Message
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Decision, Finding, Kind, Severity, Verdict
from copilot.guard.distance import distance_of
from copilot.guard.found import rules_found
from copilot.guard.rule import Rule

log = logging.getLogger(__name__)


def judge(message: Message, reading: Reading, situation: Situation, rules: Sequence[Rule] | None = None) -> Verdict:
    """What the rules in force say of this message. Never raises; what could not be judged is held for a person."""
    began = perf_counter()
    findings: list[Finding] = []
    shadow: list[Finding] = []
    checked: list[str] = []
    in_force = rules_found() if rules is None else rules
    if not in_force:
        findings.append(_not_judged("none"))  # where nobody looked, nothing was found clean
    for rule in in_force:
        try:
            found = rule.findings(message, reading, situation)
        except Exception as error:  # noqa: BLE001 - a rule that fails must hold the message, whatever it failed of
            log.error("The rule %s could not judge: %s", rule.id, type(error).__name__)
            findings.append(_not_judged(rule.id))
            continue
        checked.append(rule.id)
        (shadow if rule.id in situation.policy.shadow else findings).extend(found)
    kept = tuple(sorted(findings, key=lambda finding: (-list(Severity).index(finding.severity), finding.span is None)))
    return Verdict(
        decision=decision_on(kept),
        findings=kept,
        shadow=tuple(shadow),
        checked=tuple(checked),
        skipped=reading.skipped,
        policy=f"{situation.policy.name} {situation.policy.version}",
        distance=distance_of(kept, reading, situation),
        seconds=perf_counter() - began,
    )


def decision_on(findings: Sequence[Finding]) -> Decision:
    """The gravest finding decides; a note decides nothing."""
    severities = {finding.severity for finding in findings}
    if Severity.HOLD in severities:
        return Decision.HOLD
    return Decision.REVISE if Severity.REVISE in severities else Decision.SEND


def unjudged(situation: Situation | None = None) -> Verdict:
    """The verdict where nothing could be judged at all: a person reads it."""
    policy = f"{situation.policy.name} {situation.policy.version}" if situation else ""
    return Verdict(Decision.HOLD, (_not_judged("judging"),), policy=policy)


def _not_judged(rule: str) -> Finding:
    return Finding(
        rule=rule,
        kind=Kind.NOT_JUDGED,
        severity=Severity.HOLD,
        reason="This could not be judged, so a person must read it before it goes.",
        case="not_judged",
    )
