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
