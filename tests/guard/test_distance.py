"""The gauge: right is 0, closeness lies above, coldness below, and what is only suspected moves it a little."""

from datetime import timedelta

import pytest

from copilot.domain.message import Span
from copilot.domain.reading import Reading
from copilot.domain.verdict import Finding, Kind, Severity
from copilot.guard.distance import distance_of
from copilot.guard.examples import NOW, example, sent


def found(*kinds: Kind) -> list[Finding]:
    return [Finding("rule", kind, Severity.REVISE, "because", "plain", span=Span(0, 1)) for kind in kinds]


def value(*kinds: Kind, closeness: float = 0.0, **changed) -> int:
    return distance_of(found(*kinds), Reading(closeness=closeness), example(**changed).situation).value


def test_a_message_with_nothing_wrong_is_right():
    assert value() == 0


@pytest.mark.parametrize("kind", [Kind.SURVEILLANCE, Kind.UNVOLUNTEERED, Kind.SENSITIVE, Kind.OVERFAMILIAR, Kind.THIRD_PERSON])
def test_what_comes_too_close_lies_well_above(kind):
    assert value(kind) >= 50


def test_the_surer_the_reader_the_further_the_gauge():
    steps = [value(closeness=0.1), value(closeness=0.4), value(Kind.STALE, closeness=0.5), value(Kind.STALE, closeness=0.9)]

    assert steps == sorted(set(steps))


def test_a_suspicion_alone_never_reaches_what_a_finding_does():
    assert value(closeness=0.49) < value(Kind.STALE)


def test_an_empty_message_comes_from_too_far():
    assert value(Kind.NO_VALUE) < 0


def test_a_full_allowance_brings_it_closer_and_says_so():
    full = example(contacts=sent([NOW - timedelta(days=days) for days in (5, 10, 15)])).situation

    distance = distance_of([], Reading(), full)

    assert distance.value > 0
    assert distance.because == ("contact_load",)
