"""Every rule by its own examples: what breaks the promise is found, what keeps it passes without a murmur."""

import pytest

from copilot.domain.reading import Reading
from copilot.domain.verdict import Decision, Kind, Severity
from copilot.guard.examples import example
from copilot.guard.found import rules_found
from copilot.guard.judging import judge
from copilot.guard.rule import Breach, Rule

RULES = rules_found()
BREAKS = [pytest.param(rule, case, id=f"{rule.id}-{at}") for rule in RULES for at, case in enumerate(rule.breaks)]
KEEPS = [pytest.param(rule, case, id=f"{rule.id}-{at}") for rule in RULES for at, case in enumerate(rule.keeps)]


@pytest.mark.parametrize(("rule", "case"), BREAKS)
def test_what_breaks_a_promise_is_found(rule, case):
    found = rule.findings(case.message, case.reading, case.situation)

    assert {finding.kind for finding in found} == {rule.kind}


@pytest.mark.parametrize(("rule", "case"), KEEPS)
def test_what_keeps_a_promise_passes(rule, case):
    assert rule.findings(case.message, case.reading, case.situation) == ()


def test_all_seventeen_sorts_of_finding_have_a_rule():
    benchmark = list(Kind)[:17]

    assert {rule.kind for rule in RULES} >= set(benchmark)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])
def test_every_rule_says_why_it_exists_and_where_it_comes_from(rule):
    assert rule.reason.endswith("?") or rule.reason.endswith(".")
    assert rule.source
    assert rule.breaks
    assert rule.keeps


def test_a_calm_message_may_go():
    calm = example()

    verdict = judge(calm.message, calm.reading, calm.situation)

    assert verdict.decision is Decision.SEND
    assert verdict.findings == ()
    assert set(verdict.checked) == {rule.id for rule in RULES}


def test_a_rule_that_fails_holds_the_message():
    def fails(message, reading, situation):
        raise KeyError("gone")

    calm, good = example(), RULES[0]
    broken = Rule(good.kind, good.reason, good.source, Severity.NOTE, fails, good.says, (), (), id="broken")

    verdict = judge(calm.message, calm.reading, calm.situation, [good, broken])

    assert verdict.decision is Decision.HOLD
    assert [finding.kind for finding in verdict.findings] == [Kind.NOT_JUDGED]
    assert verdict.checked == (good.id,)


def test_a_rule_in_shadow_is_reported_and_decides_nothing():
    calm, good = example(), RULES[0]
    strict = Rule(
        good.kind, good.reason, good.source, Severity.HOLD, lambda *_: [Breach()], {"plain": "No."}, (), (), id="strict"
    )
    shadowed = example(policy=_with_shadow(calm.situation.policy, "strict"))

    verdict = judge(shadowed.message, Reading(), shadowed.situation, [strict])

    assert verdict.decision is Decision.SEND
    assert [finding.rule for finding in verdict.shadow] == ["strict"]


def test_an_unknown_time_zone_name_is_held_for_a_person():
    lost = example(channel="sms", zones=("Mars/Olympus",))

    verdict = judge(lost.message, Reading(), lost.situation)

    assert verdict.decision is Decision.HOLD


def _with_shadow(policy, *names):
    from dataclasses import replace

    return replace(policy, shadow=frozenset(names))
