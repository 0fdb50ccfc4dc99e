"""How close a message comes, as one figure for a gauge: -100 too far, 0 right, 100 too close."""

from collections.abc import Sequence
from datetime import timedelta

from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Distance, Finding, Kind

#: How far each sort of finding moves the gauge. Closeness lies above, coldness below.
_CLOSENESS = {
    Kind.SURVEILLANCE: 60,
    Kind.UNMENTIONABLE: 60,
    Kind.UNVOLUNTEERED: 55,
    Kind.SENSITIVE: 55,
    Kind.THIRD_PERSON: 50,
    Kind.OVERFAMILIAR: 50,
    Kind.DOSSIER: 45,
    Kind.MILESTONE: 40,
    Kind.INTERNAL: 35,
    Kind.STALE: 30,
    Kind.PRESSURE: 30,
    Kind.TOO_FREQUENT: 20,
    Kind.UNANSWERED: 20,
    Kind.QUIET_HOURS: 15,
    Kind.NO_CONSENT: 10,
}
_COLDNESS = {Kind.NO_VALUE: -45}
_BARELY = 0.5  #: the strength from which a finding is believed
_SUSPECTED = 25  #: how far closeness moves the gauge that is just too faint for a finding
_LOAD_AT_CAP = 8
_LONG_SILENCE_DAYS = 365
_SILENCE = -10


def distance_of(findings: Sequence[Finding], reading: Reading, situation: Situation) -> Distance:
    """Each further finding counts half of the one before it, so that one creepy line is enough and ten are not ten times it.

    What is too faint for a finding moves the gauge a little; what the reader is sure of moves it further.
    """
    close, far = _halved(findings, _CLOSENESS), _halved(findings, _COLDNESS)
    close = max(close * max(1.0, reading.closeness + _BARELY), _SUSPECTED * min(1.0, reading.closeness / _BARELY))
    load, silent = _load(situation), _silent(situation)
    moved = [
        (abs(close), _named(findings, _CLOSENESS)),
        (abs(far), _named(findings, _COLDNESS)),
        (load, ("contact_load",) if load >= _LOAD_AT_CAP / 2 else ()),
        (abs(silent), ("long_silence",) if silent else ()),
    ]
    because = [name for _, names in sorted(moved, key=lambda one: -one[0]) for name in names]
    value = close + far + load + (silent if close < _SUSPECTED / 2 else 0)
    return Distance(max(-100, min(100, round(value))), tuple(dict.fromkeys(because))[:3])


def _halved(findings: Sequence[Finding], weights: dict[Kind, int]) -> float:
    counted = sorted((weights[finding.kind] for finding in findings if finding.kind in weights), key=abs, reverse=True)
    return sum(weight / 2**place for place, weight in enumerate(counted))


def _named(findings: Sequence[Finding], weights: dict[Kind, int]) -> tuple[str, ...]:
    kinds = {finding.kind for finding in findings if finding.kind in weights}
    return tuple(kind.value for kind in sorted(kinds, key=lambda kind: -abs(weights[kind])))


def _load(situation: Situation) -> float:
    """How full the client's allowance of marketing messages already is."""
    window = timedelta(days=situation.policy.window_days)
    recent = [contact for contact in situation.marketing_sent if situation.now - contact.at <= window]
    return _LOAD_AT_CAP * min(1.0, len(recent) / situation.policy.caps[situation.style.value])


def _silent(situation: Situation) -> float:
    """A file that nobody has touched for a year makes any message come from further away."""
    if not situation.contacts:
        return 0
    last = max(contact.at for contact in situation.contacts)
    return _SILENCE if situation.now - last > timedelta(days=_LONG_SILENCE_DAYS) else 0
