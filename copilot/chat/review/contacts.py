"""The contact history beside a message under review: a list, and a year of it at a glance."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from copilot.chat.cards import Shown, Speech
from copilot.chat.words import say, words
from copilot.domain.situation import PastContact

LISTED = 40  #: the newest; how many older ones there are is said
_YEAR = timedelta(days=365)


def contacts_shown(contacts: Sequence[PastContact], now: datetime, speech: Speech) -> Shown:
    """The newest contacts first, what of it was answered, and the marks of the last twelve months."""
    newest = sorted(contacts, key=lambda one: one.at, reverse=True)
    year = [one for one in newest if timedelta() <= now - one.at <= _YEAR]
    ours = sum(1 for one in year if one.outbound)
    left = len(newest) - LISTED
    return {
        "lines": [_line(one, speech) for one in newest[:LISTED]],
        "older": say("review", "older", speech.language, n=left) if left > 0 else "",
        "marks": [{"x": round(1 - (now - one.at) / _YEAR, 4), "ours": one.outbound} for one in year],
        "picture": say("review", "contacts_picture", speech.language, out=ours, **{"in": len(year) - ours}),
    }


def _line(one: PastContact, speech: Speech) -> Shown:
    said, guard = words("review", speech.language), words("guard", speech.language)
    on = one.at.date()
    how = guard.get(f"channel_{one.channel}", one.channel)
    why = guard.get(f"purpose_{one.purpose}", "") if one.outbound else ""
    reaction = said["answered" if one.answered else "unanswered"] if one.outbound and one.purpose != "service" else ""
    return {
        "whose": said["ours" if one.outbound else "theirs"],
        "ours": one.outbound,
        "how": " · ".join(part for part in (how, why) if part),
        "when": f"{speech.day(on)}, {speech.ago(on)}",
        "text": said["to_household"] if one.household else one.text,
        "reaction": "" if one.household else reaction,
    }
