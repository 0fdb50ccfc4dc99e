"""The moment, to the second: consent, caps, gaps, streaks and the hour where the client lives."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.reading import Reading
from copilot.domain.situation import PastContact, Style
from copilot.domain.verdict import MOMENT, Kind
from copilot.guard.examples import CALM, NOW, example, sent, wrote
from copilot.guard.judging import judge
from copilot.policies import BENCHMARK, read_policy
from copilot.reading.cases import case_of
from copilot.settings import house_folder

OUTREACH = Path(__file__).parents[1] / "bench" / "data" / "outreach"
ZONES = sorted(available_timezones())
SECONDS = st.integers(-5, 5)
_FROM = datetime(2020, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone


def kinds(case) -> set[Kind]:
    return {finding.kind for finding in judge(case.message, case.reading, case.situation).findings}


@pytest.mark.parametrize("name", ["dev1", "dev2"])
def test_every_label_about_the_moment_is_found_and_nothing_else(name):
    policy = read_policy(house_folder() / "knowledge" / BENCHMARK)
    wrong = []

    for line in (OUTREACH / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = case_of(json.loads(line))
        labelled = {Kind(label["type"]) for label in json.loads(line)["labels"]["findings"]} & MOMENT
        found = {finding.kind for finding in judge(case.message(), Reading(), case.situation(policy)).findings}
        if found != labelled:
            wrong.append((case.id, found, labelled))

    assert not wrong


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    boundary=st.sampled_from((time(9), time(20))),
    seconds=SECONDS,
)
@settings(max_examples=300, deadline=None)
def test_quiet_hours_follow_the_clock_of_every_zone_to_the_second(zone, day, boundary, seconds):
    now = (datetime.combine(day, boundary, ZoneInfo(zone)) + timedelta(seconds=seconds)).astimezone(UTC)

    found = kinds(example(channel=Channel.SMS, now=now, zones=(zone,)))

    clock = now.astimezone(ZoneInfo(zone)).time()
    assert (Kind.QUIET_HOURS in found) == (clock < time(9) or clock >= time(20))


@pytest.mark.parametrize(
    ("utc", "allowed"),
    [
        (datetime(2026, 3, 29, 7, 59, 59, tzinfo=UTC), True),  # 09:59:59 in Paris: that night the clocks went forward
        (datetime(2026, 3, 29, 6, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 29, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 28, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 7, 59, 59, tzinfo=UTC), False),  # and here they went back
        (datetime(2026, 10, 25, 8, 0, tzinfo=UTC), True),
        (datetime(2024, 2, 29, 18, 59, 59, tzinfo=UTC), True),
        (datetime(2024, 2, 29, 19, 0, tzinfo=UTC), False),
    ],
)
def test_the_night_of_the_clock_change_and_the_leap_day(utc, allowed):
    found = kinds(example(channel=Channel.WHATSAPP, now=utc, zones=("Europe/Paris",)))

    assert (Kind.QUIET_HOURS not in found) is allowed


@pytest.mark.parametrize(
    ("zone", "utc", "clock"),
    [
        ("Europe/Paris", datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "01:59"),  # then 02:00 to 03:00 does not exist
        ("Europe/Paris", datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03:00"),
        ("Europe/Paris", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30"),  # 02:30 comes twice
        ("Europe/Paris", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30"),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC), "02:30"),  # there the clock moves by half an hour
        ("Pacific/Apia", datetime(2026, 3, 11, 6, 59, 59, tzinfo=UTC), "19:59"),
        ("Asia/Kathmandu", datetime(2026, 3, 11, 3, 15, tzinfo=UTC), "09:00"),
    ],
)
def test_the_hour_that_is_missing_and_the_hour_that_comes_twice(zone, utc, clock):
    night = example(channel=Channel.SMS, now=utc, zones=(zone,))

    told = [finding.filled["now"] for finding in judge(night.message, Reading(), night.situation).findings]

    assert told == ([] if "09:00" <= clock < "20:00" else [clock])


@given(
    zones=st.sets(st.sampled_from(ZONES), max_size=6),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is added
)
@settings(max_examples=200, deadline=None)
def test_where_the_zone_is_unknown_every_clock_that_may_be_theirs_must_allow_it(zones, now):
    found = kinds(example(channel=Channel.CALL, now=now, zones=tuple(zones), zone_known=False))

    calm = bool(zones) and all(time(10) <= now.astimezone(ZoneInfo(zone)).time() < time(18) for zone in zones)
    assert (Kind.QUIET_HOURS in found) is not calm


def test_nine_is_inside_and_twenty_outside_on_a_leap_day_in_every_zone():
    def quiet(zone: str, clock: time) -> bool:
        moment = datetime.combine(date(2028, 2, 29), clock, ZoneInfo(zone)).astimezone(UTC)
        return Kind.QUIET_HOURS in kinds(example(channel=Channel.WHATSAPP, now=moment, zones=(zone,)))

    clocks = (time(8, 59, 59, 999_999), time(9), time(19, 59, 59, 999_999), time(20))
    told = {zone: [quiet(zone, clock) for clock in clocks] for zone in ZONES}

    assert {zone for zone, answers in told.items() if answers != [True, False, False, True]} == set()


@given(seconds=SECONDS, hour=st.sampled_from((3, 23)))
def test_who_wrote_within_a_day_to_the_second_may_be_answered_at_night(seconds, hour):
    now = NOW.replace(hour=hour)
    asked = (wrote(now - timedelta(hours=24, seconds=seconds)),)
    case = example(channel=Channel.SMS, purpose=Purpose.REPLY, now=now, contacts=asked)

    assert (Kind.QUIET_HOURS in kinds(case)) == (seconds > 0)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize("now", [datetime(2028, 3, 30, 12, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC)])
def test_thirty_days_are_thirty_days_whatever_february_has(now, seconds):
    case = example(style=Style.TRANSACTIONAL, now=now, contacts=sent([now - timedelta(days=30, seconds=seconds)], answered=True))

    assert (Kind.TOO_FREQUENT in kinds(case)) == (seconds <= 0)


@given(now=st.datetimes(_FROM, timezones=st.sampled_from([ZoneInfo(zone) for zone in ("Europe/London", "Pacific/Apia", "UTC")])))
@settings(max_examples=60, deadline=None)
def test_the_gap_is_real_hours_over_a_change_of_clocks(now):
    just = example(style=Style.FAN, now=now, contacts=sent([(now.astimezone(UTC) - timedelta(hours=72))], answered=True))
    short = example(style=Style.FAN, now=now, contacts=sent([(now.astimezone(UTC) - timedelta(hours=71, minutes=59))]))

    assert "minimum_gap" not in {finding.rule for finding in judge(just.message, Reading(), just.situation).findings}
    assert "minimum_gap" in {finding.rule for finding in judge(short.message, Reading(), short.situation).findings}


@given(
    style=st.sampled_from(list(Style)),
    ages=st.lists(st.integers(0, 40 * 86_400), max_size=8),
    now=st.datetimes(_FROM, timezones=st.just(UTC)),
)
@settings(max_examples=200, deadline=None)
def test_the_cap_counts_a_rolling_window_to_the_second(style, ages, now):
    case = example(style=style, now=now, contacts=sent(sorted(now - timedelta(seconds=age) for age in ages), answered=True))

    capped = any(finding.rule == "contact_cap" for finding in judge(case.message, Reading(), case.situation).findings)

    assert capped == (sum(age <= 30 * 86_400 for age in ages) >= CALM.caps[style])


@given(seconds=st.integers(0, 100 * 3600))
@settings(max_examples=100, deadline=None)
def test_the_gap_is_seventy_two_hours_to_the_second(seconds):
    case = example(style=Style.FAN, contacts=sent([NOW - timedelta(seconds=seconds)], answered=True))

    assert (Kind.TOO_FREQUENT in kinds(case)) == (seconds < 72 * 3600)


@given(seconds=SECONDS)
def test_a_streak_of_silence_counts_for_sixty_days_to_the_second(seconds):
    latest = NOW - timedelta(days=60, seconds=seconds)
    case = example(contacts=sent([latest - timedelta(days=60), latest - timedelta(days=31), latest]))

    assert (Kind.UNANSWERED in kinds(case)) == (seconds < 0)


@given(seconds=SECONDS)
def test_a_reply_stays_a_reply_for_seven_days_to_the_second(seconds):
    case = example(purpose=Purpose.REPLY, consents=(), contacts=(wrote(NOW - timedelta(days=7, seconds=seconds)),))

    assert (Kind.NO_CONSENT in kinds(case)) == (seconds > 0)


def test_a_message_to_another_of_the_household_counts_where_the_policy_says_so():
    went_out = sent([NOW - timedelta(days=5)], household=True)
    counted = example(style=Style.TRANSACTIONAL, contacts=went_out)
    apart = example(style=Style.TRANSACTIONAL, contacts=went_out, policy=replace(CALM, household_counts=False))

    assert Kind.TOO_FREQUENT in kinds(counted)
    assert kinds(apart) == set()


def test_a_reply_from_another_of_the_household_makes_no_reply():
    theirs = replace(wrote(NOW - timedelta(days=1)), household=True)

    assert Kind.NO_CONSENT in kinds(example(purpose=Purpose.REPLY, consents=(), contacts=(theirs,)))


def test_messages_of_all_channels_and_associates_are_counted_together():
    went_out = tuple(
        PastContact(f"c{day}", NOW - timedelta(days=day), True, channel, "marketing", answered=True)
        for day, channel in ((25, "email"), (15, "sms"), (4, "post"))
    )

    assert Kind.TOO_FREQUENT in kinds(example(style=Style.COLLABORATIVE, contacts=went_out))


def test_a_contact_dated_in_the_future_counts_as_sent_and_never_as_an_answer():
    ahead = NOW + timedelta(days=2)

    assert Kind.TOO_FREQUENT in kinds(example(style=Style.FAN, contacts=sent([ahead])))
    assert Kind.NO_CONSENT in kinds(example(purpose=Purpose.REPLY, consents=(), contacts=(wrote(ahead),)))


def test_an_unknown_channel_is_no_message_at_all():
    with pytest.raises(ValueError, match="pigeon"):
        Message(Channel("pigeon"), Purpose.MARKETING, "Hello")
