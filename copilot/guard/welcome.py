"""When a message would be welcome: the first moment at which nothing but its words could speak against it."""

from dataclasses import replace
from datetime import datetime, timedelta

from copilot.domain.message import Message
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import MOMENT, Finding, Kind
from copilot.guard.found import rules_found

_HOURS = frozenset({Kind.QUIET_HOURS, Kind.LOCAL_LAW})
_STEP = timedelta(minutes=15)  #: every clock of the world opens on a quarter of an hour
_DAYS_AHEAD = 8  #: a week and a day: whatever is closed on some days is open on another


def welcome_from(message: Message, situation: Situation) -> datetime | None:
    """The first moment from now on when no rule of the moment speaks against it; None where waiting does not help."""
    for start in _starts(situation):
        if any(finding.kind not in _HOURS for finding in _against(message, situation, start)):
            continue
        return _open(message, situation, start)  # the hours of a week repeat: what never opens now never will
    return None


def _starts(situation: Situation) -> list[datetime]:
    """The moments at which a cap, a gap or a streak may end."""
    policy, now = situation.policy, situation.now
    sent = [contact.at for contact in situation.marketing_sent]
    ends = [at + timedelta(days=policy.window_days, seconds=1) for at in sent]
    ends += [at + wait for at in sent[-1:] for wait in (timedelta(hours=policy.gap_hours), timedelta(days=policy.streak_days))]
    ends += [at + timedelta(days=situation.wanted_days) for at in sent]
    return sorted({now, *(end for end in ends if end > now)})


def _open(message: Message, situation: Situation, start: datetime) -> datetime | None:
    """The first moment from here on inside the hours of the house and of the law."""
    at = start
    while at <= start + timedelta(days=_DAYS_AHEAD):
        if not _against(message, situation, at):
            return at
        at = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) + _STEP
    return None


def _against(message: Message, situation: Situation, at: datetime) -> list[Finding]:
    then = replace(situation, now=at)
    in_force = (rule for rule in rules_found() if rule.kind in MOMENT and rule.id not in situation.policy.shadow)
    return [finding for rule in in_force for finding in rule.findings(message, Reading(), then)]
