"""What a manager accepted when they approved a message, and what nobody can accept for a client."""

from copilot.domain.verdict import Finding, Kind, Severity, Verdict

#: These pass by themselves: such a message waits in the outbox for its hour.
PASSING = frozenset({Kind.QUIET_HOURS, Kind.LOCAL_LAW})
#: Consent is the client's to give; the hour is not asked about when somebody looks, but when it leaves.
NEVER = PASSING | {Kind.NO_CONSENT}


def standing_against(verdict: Verdict, accepted: Verdict | None = None) -> tuple[Finding, ...]:
    """The findings for which a message may not go now, after taking off those that a person saw and accepted.

    Accepted is a finding only as it was seen: of the same rule, the same words and the same fact. A contact that came
    between makes it another.
    """
    seen = {_same(finding) for finding in accepted.findings if finding.kind not in NEVER} if accepted else set()
    return tuple(f for f in verdict.findings if f.severity is not Severity.NOTE and _same(f) not in seen)


def whatever_the_hour(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that waiting does not mend."""
    return tuple(finding for finding in findings if finding.kind not in PASSING)


def beyond_a_manager(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings that stop a message whoever approves it."""
    return tuple(finding for finding in verdict.findings if finding.kind is Kind.NO_CONSENT)


def _same(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, finding.case, finding.span, finding.fact)
