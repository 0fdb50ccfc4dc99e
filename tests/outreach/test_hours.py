"""When a message had better leave."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Hours
from copilot.domain.situation import PastContact, Situation
from copilot.guard.examples import CALM, NOW, example
from copilot.outreach.hours import good_hours, good_moment

MAIL = Message(Channel.EMAIL, Purpose.MARKETING, "The studs came in.")
LONDON = ZoneInfo("Europe/London")


def wrote_at(*hours: int, zone: ZoneInfo = LONDON) -> tuple[PastContact, ...]:
    """Messages from the client at these hours of their clock, a day each."""
    days = (date(2026, 2, 1) + timedelta(days=number) for number in range(len(hours)))
    moments = (datetime.combine(day, time(hour, 20), zone) for day, hour in zip(days, hours, strict=False))
    return tuple(PastContact(f"in{number}", at, False, "email", "reply") for number, at in enumerate(moments))


def situation(now: datetime = NOW, **changed: object) -> Situation:
    return example(now=now, **changed).situation


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((), frozenset()),
        ((17, 17, 18, 18), frozenset()),
        ((17, 18, 18, 19, 18), {17, 18, 19}),
        ((18, 18, 18, 9, 11), {17, 18, 19}),
        ((23, 0, 0, 1, 12), {23, 0, 1}),
    ],
)
def test_the_hours_in_which_they_wrote_count_once_there_are_enough(hours: tuple[int, ...], expected: set[int]) -> None:
    assert good_hours(situation(contacts=wrote_at(*hours))) == expected


def test_what_the_household_or_we_wrote_says_nothing_of_their_hours() -> None:
    theirs = wrote_at(18, 18, 18, 18, 18)
    others = tuple(replace(one, household=True) for one in theirs) + tuple(replace(one, outbound=True) for one in theirs)

    assert good_hours(situation(contacts=others)) == frozenset()


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        (datetime(2026, 3, 11, 15, tzinfo=UTC), (), datetime(2026, 3, 11, 15, tzinfo=UTC)),
        (datetime(2026, 3, 11, 22, 7, tzinfo=UTC), (), datetime(2026, 3, 12, 9, tzinfo=UTC)),
        (datetime(2026, 3, 11, 15, 7, 3, tzinfo=UTC), (18,) * 5, datetime(2026, 3, 11, 17, tzinfo=UTC)),
        (datetime(2026, 3, 11, 18, 7, 3, tzinfo=UTC), (18,) * 5, datetime(2026, 3, 11, 18, 7, 3, tzinfo=UTC)),
        (datetime(2026, 3, 11, 15, tzinfo=UTC), (23,) * 5, datetime(2026, 3, 11, 15, tzinfo=UTC)),
        # Summer begins on 29 March: seven in the evening is an hour earlier elsewhere.
        (datetime(2026, 3, 28, 21, tzinfo=UTC), (18,) * 5, datetime(2026, 3, 29, 16, tzinfo=UTC)),
        # It ends on 25 October: the hour from one to two comes twice, and nine only once.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), (), datetime(2026, 10, 25, 9, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), (), datetime(2026, 3, 29, 8, tzinfo=UTC)),
    ],
)
def test_the_next_decent_moment_is_chosen_also_when_clocks_change(
    now: datetime, hours: tuple[int, ...], expected: datetime
) -> None:
    assert good_moment(situation(now, contacts=wrote_at(*hours)), now, MAIL) == expected


def test_the_law_of_the_place_keeps_its_days_and_its_pause() -> None:
    french = Hours(time(10), time(20), frozenset(range(5)), (time(13), time(14)), frozenset({"call"}), "Code de la consommation")
    there = {
        "country": "FR",
        "zones": ("Europe/Paris",),
        "policy": replace(CALM, local_hours=MappingProxyType({"FR": (french,)})),
    }
    call = Message(Channel.CALL, Purpose.MARKETING, "")

    in_the_pause = good_moment(situation(**there), datetime(2026, 3, 11, 12, 5, tzinfo=UTC), call)
    on_saturday = good_moment(situation(**there), datetime(2026, 3, 14, 10, tzinfo=UTC), call)

    assert (in_the_pause, on_saturday) == (datetime(2026, 3, 11, 13, tzinfo=UTC), datetime(2026, 3, 16, 9, tzinfo=UTC))


def test_who_has_just_written_is_answered_at_once() -> None:
    late = datetime(2026, 3, 11, 22, tzinfo=UTC)
    contacts = (PastContact("in", late - timedelta(minutes=5), False, "sms", ""),)

    assert good_moment(situation(late, contacts=contacts), late, Message(Channel.SMS, Purpose.REPLY, "Yes.")) == late


@pytest.mark.parametrize("zones", [(), ("Europe/Kaliningrad", "Asia/Kamchatka")])
def test_where_it_is_never_day_the_outbox_says_so(zones: tuple[str, ...]) -> None:
    assert good_moment(situation(zones=zones, zone_known=False), NOW, MAIL) == NOW


def test_every_moment_it_chooses_is_inside_the_hours_of_the_house_all_year() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(hours=17 * step) for step in range(0, 520)]

    chosen = [good_moment(situation(at), at, MAIL).astimezone(LONDON).time() for at in moments]

    assert all(time(9) <= at < time(20) for at in chosen)
