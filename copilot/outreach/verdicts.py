"""A verdict as plain data, as it is kept with a draft, and back."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from copilot.domain.verdict import Finding, Verdict

_VERDICT = TypeAdapter(Verdict)


def as_data(verdict: Verdict) -> dict[str, Any]:
    """What JSON can hold of it: all of it."""
    plain = replace(verdict, findings=_plain(verdict.findings), shadow=_plain(verdict.shadow))
    data: dict[str, Any] = _VERDICT.dump_python(plain, mode="json")
    return data


def from_data(data: dict[str, Any]) -> Verdict:
    """The verdict that was kept; pydantic's ValidationError where it is none."""
    return _VERDICT.validate_python(data)


def _plain(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(finding, filled=dict(finding.filled)) for finding in findings)
