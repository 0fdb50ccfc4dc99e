"""Guessing takes longer and longer; a colleague at the same till does not pay for it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.api.throttle import ADDRESS, HERE, LONGEST, NAME, Throttle, place
from copilot.records import attempts, signed_in
from copilot.records.access import Attempt
from copilot.records.sign_in import add_user


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def passes(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(engine: Engine, clock: Clock) -> Throttle:
    return Throttle(engine, "sign in", clock)


def try_in_vain(throttle: Throttle, clock: Clock, name: str, address: str, times: int) -> float:
    """As fast as it is listened to; how long the next one waits."""
    for _ in range(times):
        while (wait := throttle.begin(name, address)) > 0:
            clock.passes(wait)
    return throttle.begin(name, address)


def test_the_wait_doubles_with_each_failure_and_ends(throttle: Throttle, clock: Clock) -> None:
    waits = [try_in_vain(throttle, clock, "Amara ", "till", HERE.free + 1)]
    for _ in range(3):
        clock.passes(waits[-1])
        assert throttle.begin("amara", "till") == 0.0
        waits.append(throttle.begin("amara", "till"))

    assert waits == [2.0, 4.0, 8.0, 16.0]


def test_a_restart_forgives_nothing_and_a_day_without_failures_does(throttle: Throttle, clock: Clock, engine: Engine) -> None:
    before = try_in_vain(throttle, clock, "amara", "till", HERE.free + 3)

    after = Throttle(engine, "sign in", clock).begin("amara", "till")
    clock.passes(timedelta(days=1, seconds=1).total_seconds())
    next_day = try_in_vain(throttle, clock, "amara", "till", 2)

    assert (before, after, next_day) == (8.0, 8.0, 0.0)


def test_another_name_or_another_address_does_not_wait(throttle: Throttle, clock: Clock) -> None:
    assert try_in_vain(throttle, clock, "amara", "till", HERE.free + 2) > 0

    assert throttle.begin("tom", "till") == 0.0
    assert throttle.begin("amara", "home") == 0.0


def test_trying_many_names_from_one_address_waits_too_but_never_for_ever(throttle: Throttle, clock: Clock) -> None:
    for n in range(ADDRESS.free + 12):
        try_in_vain(throttle, clock, f"name{n}", "2001:db8::1", 1)

    assert throttle.begin("amara", "2001:db8::ffff") == LONGEST
    assert throttle.begin("amara", "2001:db8:1::1") == 0.0


def test_guessing_one_name_from_many_places_waits_but_keeps_its_owner_in(
    throttle: Throttle, clock: Clock, engine: Engine
) -> None:
    with Session(engine) as session:
        amara = add_user(session, "amara")
        signed_in.begin(
            session, amara, "token", at=clock(), until=clock() + timedelta(hours=1), idle_minutes=0, place=place("amara", "till")
        )
        session.commit()
    for n in range(NAME.free + 8):
        while (wait := throttle.begin("amara", f"10.0.0.{n}")) > 0:
            clock.passes(wait)

    assert throttle.begin("amara", "10.0.9.9") == NAME.longest
    assert throttle.begin("amara", "till") == 0.0


def test_the_right_password_forgives_the_name_and_takes_nothing_else_back(throttle: Throttle, clock: Clock) -> None:
    for n in range(ADDRESS.free):
        throttle.begin(f"name{n}", "till")
    throttle.begin("amara", "till")
    clock.passes(2)

    assert throttle.begin("amara", "till") == 0.0
    throttle.succeeded("amara", "till")

    assert throttle.begin("amara", "till") == 0.0
    assert throttle.begin("tom", "till") == 4.0


def test_who_waits_is_kept_as_a_digest_and_the_oldest_are_dropped(throttle: Throttle, clock: Clock, engine: Engine) -> None:
    for n in range(3):
        clock.passes(1)
        throttle.begin(f"name{n}", "till")
    with Session(engine) as session:
        kept = session.exec(select(Attempt)).all()
        assert not any("name" in row.digest or "till" in row.digest for row in kept)

        attempts._trim(session, 3)
        left = session.exec(select(Attempt)).all()

    assert len(kept) == 7
    assert {row.last_at for row in left} == {clock()}
