"""What the clock says where the client lives."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from copilot.domain.message import Message, Purpose
from copilot.domain.situation import Situation


def moments_at_client(situation: Situation) -> Iterator[datetime]:
    """Now, on the client's own clock; on every clock that may be theirs where their zone is unknown."""
    for zone in situation.zones:
        yield situation.now.astimezone(ZoneInfo(zone))


def free_of_quiet_hours(message: Message, situation: Situation) -> bool:
    """Whoever has just written is awake and waits for the answer."""
    just_now = timedelta(hours=situation.policy.reply_quiet_hours)
    return situation.purpose_of(message.purpose) is Purpose.REPLY and situation.heard_within(just_now)
