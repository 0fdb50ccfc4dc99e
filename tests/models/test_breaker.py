"""A failing chat model is left alone for a while, then tried by one question."""

from copilot.models.breaker import LONGEST_PAUSE, Breaker
from copilot.models.trouble import Trouble
from tests.models.counter import Hourglass

DOWN = Trouble("server fault", "The chat model has a fault of its own (500).")


def test_a_model_that_works_is_asked_by_everybody() -> None:
    breaker = Breaker(60, Hourglass())

    tickets = [breaker.admit() for _ in range(3)]

    assert all(tickets)
    assert breaker.state_words() == "The chat model is in use."


def test_after_a_failure_nobody_asks_until_the_pause_is_over() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)
    breaker.failed(DOWN)

    clock.now += 59.5

    assert breaker.admit() is None
    assert breaker.state_words() == (
        "The chat model has a fault of its own (500). It is left alone for another 1 seconds; "
        "the built-in model answers meanwhile."
    )


def test_after_the_pause_one_question_tries_and_the_others_wait_for_its_result() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)
    breaker.failed(DOWN)
    clock.now += 60

    words = breaker.state_words()
    first, second = breaker.admit(), breaker.admit()

    assert "It is tried again with the next question" in words
    assert first is not None
    assert second is None


def test_a_trial_that_works_opens_the_way_for_all() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)
    breaker.failed(DOWN)
    clock.now += 60
    breaker.admit()

    breaker.worked()

    assert breaker.admit() and breaker.admit()


def test_a_trial_that_fails_starts_the_pause_again() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)
    breaker.failed(DOWN)
    clock.now += 60
    breaker.admit()

    breaker.failed(DOWN)
    clock.now += 59

    assert breaker.admit() is None


def test_a_trial_that_nobody_waited_for_leaves_the_next_question_to_try() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)
    breaker.failed(DOWN)
    clock.now += 60
    ticket = breaker.admit()
    assert ticket is not None

    breaker.leave(ticket)

    assert breaker.admit() is not None


def test_a_question_that_began_earlier_does_not_end_the_trial_of_another() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)
    early = breaker.admit()
    breaker.failed(DOWN)
    clock.now += 60
    breaker.admit()

    breaker.leave(early)

    assert breaker.admit() is None


def test_an_endpoint_that_asks_for_more_time_gets_it_within_reason() -> None:
    clock = Hourglass()
    breaker = Breaker(60, clock)

    breaker.failed(Trouble("busy", "Asked too often.", wait=90))
    clock.now += 89
    still = breaker.admit()
    breaker.failed(Trouble("busy", "Asked too often.", wait=86_400))
    clock.now += LONGEST_PAUSE

    assert still is None
    assert breaker.admit() is not None
