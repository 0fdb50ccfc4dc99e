"""Guessing takes longer and longer; a colleague at the same till does not pay for it."""

from copilot.api.throttle import FREE, FREE_ADDRESS, LONGEST, Throttle


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_the_wait_doubles_with_each_failure_and_ends() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for _ in range(FREE + 4):
        throttle.failed("Amara ", "till")
        waits.append(throttle.wait("amara", "till"))

    assert waits == [0.0] * FREE + [2.0, 4.0, 8.0, 16.0]
    clock.time += 16
    assert throttle.wait("amara", "till") == 0.0


def test_another_name_or_another_address_does_not_wait() -> None:
    throttle = Throttle(Clock())
    for _ in range(FREE + 2):
        throttle.failed("amara", "till")

    assert throttle.wait("tom", "till") == 0.0
    assert throttle.wait("amara", "home") == 0.0


def test_trying_many_names_from_one_address_waits_too_but_never_for_ever() -> None:
    throttle = Throttle(Clock())
    for n in range(FREE_ADDRESS + 40):
        throttle.failed(f"name{n}", "till")

    assert throttle.wait("amara", "till") == LONGEST
    assert throttle.wait("amara", "home") == 0.0


def test_the_right_password_forgives_the_name() -> None:
    throttle = Throttle(Clock())
    for _ in range(FREE + 2):
        throttle.failed("amara", "till")

    throttle.forget("amara", "till")

    assert throttle.wait("amara", "till") == 0.0
