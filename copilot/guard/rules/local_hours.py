"""
Where the law of a country or state keeps narrower hours than the house, the law counts.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from types import MappingProxyType
from typing import Any

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Hours
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Kind, Severity
from copilot.guard.clock import free_of_quiet_hours, moments_at_client
from copilot.guard.examples import CALM, example
from copilot.guard.rule import Breach, Rule


def check(message: Message, reading: Reading, situation: Situation) -> Iterator[Breach]:
    if situation.purpose_of(message.purpose) is not Purpose.MARKETING or free_of_quiet_hours(message, situation):
        return
    country = situation.country.upper()
    law = situation.policy.local_hours
    for hours in (*law.get(country, ()), *law.get(f"{country}-{situation.state.upper()}", ())):
        if hours.channels and message.channel not in hours.channels:
            continue
        outside = next((at for at in moments_at_client(situation) if not hours.allow(at.weekday(), at.time())), None)
        if outside:
            yield Breach(filled={"now": f"{outside:%A %H:%M}", "law": hours.source})


_FRENCH = Hours(
    time(10), time(20), frozenset(range(5)), (time(13), time(14)), frozenset({"call"}), "Code de la consommation, D. 223-9"
)
_LAW: dict[str, Any] = {
    "policy": replace(CALM, local_hours=MappingProxyType({"FR": (_FRENCH,)})),
    "country": "FR",
    "zones": ("Europe/Paris",),
}


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


rule = Rule(
    kind=Kind.LOCAL_LAW,
    reason="Some countries and states fix by law when somebody may be called or texted to sell.",
    source="The law named in the contact policy beside each country or state",
    severity=Severity.HOLD,
    check=check,
    says={"plain": "At {now} on the client's clock the law there does not allow this ({law})."},
    breaks=(
        example(channel=Channel.CALL, now=_at(14, 10), **_LAW),
        example(channel=Channel.CALL, now=_at(11, 12, 30), **_LAW),
    ),
    keeps=(
        example(channel=Channel.CALL, now=_at(11, 10), **_LAW),
        example(channel=Channel.SMS, now=_at(14, 10), **_LAW),
        example(channel=Channel.CALL, purpose=Purpose.SERVICE, now=_at(14, 10), **_LAW),
    ),
)
