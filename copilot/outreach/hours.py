"""When a client is glad to hear from us: from when they wrote before, else the hours of the house."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.guard.clock import free_of_quiet_hours, moments_at_client
from copilot.guard.found import rules_found
from copilot.outreach.waiving import PASSING

ENOUGH = 5  #: so many messages of theirs say when they have time
_SPAN = 3  #: hours in a row
_QUARTER = timedelta(minutes=15)  #: every clock of the world opens on a quarter of an hour
_AHEAD = timedelta(days=8)  #: a week and a day: whatever is closed on some days is open on another
#: Without a message: the one that is bound most.
_ANY = Message(Channel.SMS, Purpose.MARKETING, "")


def good_moment(situation: Situation, now: datetime, message: Message = _ANY) -> datetime:
    """The first moment from now on at one of the client's good hours, never in quiet hours of the house or the law.

    Whoever has just written waits for the answer: `now`. Where no moment of the next days suits, `now` too: the outbox then
    says what speaks against it. Steps are real quarters of an hour, so a clock that is put forward or back is no matter.
    """
    if free_of_quiet_hours(message, replace(situation, now=now)):
        return now
    hours = good_hours(situation)
    decent = None
    for at in _quarters(now):
        then = replace(situation, now=at)
        fits = not hours or any(moment.hour in hours for moment in moments_at_client(then))
        if (fits or decent is None) and decent_hour(message, then):
            if fits:
                return at
            decent = at
    return decent or now


def decent_hour(message: Message, situation: Situation) -> bool:
    """Whether the house is open and the law allows it, on every clock that may be the client's."""
    hours = situation.policy.house_hours if situation.zone_known else situation.policy.unknown_hours
    moments = list(moments_at_client(situation))
    if not moments or not all(hours.allow(at.weekday(), at.time()) for at in moments):
        return False
    of_the_hour = (rule for rule in rules_found() if rule.kind in PASSING)
    return not any(rule.findings(message, Reading(), situation) for rule in of_the_hour)


def good_hours(situation: Situation) -> frozenset[int]:
    """Three hours in a row of the client's own clock in which they wrote most; empty where too little is known."""
    if not situation.zone_known or not situation.zones:
        return frozenset()
    zone = ZoneInfo(situation.zones[0])
    wrote = Counter(contact.at.astimezone(zone).hour for contact in situation.inbound)
    if wrote.total() < ENOUGH:
        return frozenset()
    spans = [tuple((first + more) % 24 for more in range(_SPAN)) for first in range(24)]
    return frozenset(max((sum(wrote[hour] for hour in span), wrote[span[1]], span) for span in spans)[2])


def _quarters(now: datetime) -> Iterator[datetime]:
    at = now
    while at <= now + _AHEAD:
        yield at
        at = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) + _QUARTER
