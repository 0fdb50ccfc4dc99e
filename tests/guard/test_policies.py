"""The contact policy: refused with its line and the reason, and the last good one stays in force."""

import os
from datetime import time

import pytest

from copilot.guard.found import rules_found
from copilot.policies import BENCHMARK, HOUSE, PolicyInForce, PolicyRefused, read_policy
from copilot.settings import house_folder

RULES = frozenset(rule.id for rule in rules_found())
GOOD = (house_folder() / "knowledge" / HOUSE).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [HOUSE, BENCHMARK])
def test_the_shipped_policies_are_valid_and_name_only_rules_that_exist(name):
    policy = read_policy(house_folder() / "knowledge" / name, RULES)

    assert policy.caps["fan"] == 4
    assert policy.house_hours.opens == time(9)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("    fan: 4", "    fan: many", "frequency.caps.fan"),
        ("  minimum_gap_hours: 72", "  minimum_gap_hour: 72", "no such setting"),
        ("details: 3", "details: 0", "details"),
        ('  house: {from: "09:00", to: "20:00"}', '  house: {from: "20:00", to: "09:00"}', "must lie before"),
        ('  house: {from: "09:00", to: "20:00"}', "  house: {from: 09:00, to: 20:00}", "in quotes"),
        ("    fan: 4", "    friend: 4", "exactly these styles"),
        ("shadow: []", "shadow: [no_such_rule]", "no_such_rule"),
        ("    - {where: US,", "    - {where: usa,", "where"),
        ("frequency:", "frequency: [", "not valid YAML"),
        ("owner: ", "# owner: ", "owner: is missing"),
        ("retry_minutes: [1, 5, 30, 120, 480]", "retry_minutes: [5, 1]", "at least as long"),
        ("    - name: repair_ready", "    - name: Repair Ready", "sending.templates.0.name"),
        ("      approved: false", "      approved: true", "what the gateway calls it"),
        ("      words: [name, piece, note]", "      words: [name, piece]", "as many as the text has"),
        ("      occasion: ready", "      occasion: redy", "sending.templates.0.occasion"),
    ],
)
def test_a_wrong_policy_is_refused_with_its_line_and_the_reason(tmp_path, was, becomes, says):
    assert was in GOOD
    path = tmp_path / HOUSE
    path.write_text(GOOD.replace(was, becomes, 1), encoding="utf-8")

    with pytest.raises(PolicyRefused, match=r"policy\.yaml line \d+: ") as refused:
        read_policy(path, RULES)

    assert says in str(refused.value)


def test_the_line_that_is_named_is_the_line_that_is_wrong(tmp_path):
    path = tmp_path / HOUSE
    path.write_text(GOOD.replace("    fan: 4", "    fan: many"), encoding="utf-8")
    line = path.read_text(encoding="utf-8").splitlines().index("    fan: many") + 1

    with pytest.raises(PolicyRefused, match=f"line {line}:"):
        read_policy(path, RULES)


def test_the_last_good_policy_stays_in_force_while_the_file_is_wrong(tmp_path):
    path = tmp_path / HOUSE
    path.write_text(GOOD, encoding="utf-8")
    in_force = PolicyInForce(path)
    path.write_text("name: [", encoding="utf-8")
    os.utime(path, ns=(1, 1))

    policy = in_force.now()

    assert policy.caps["transactional"] == 1
    assert "not valid YAML" in in_force.refused


def test_a_mended_policy_comes_into_force_without_a_restart(tmp_path):
    path = tmp_path / HOUSE
    path.write_text(GOOD, encoding="utf-8")
    in_force = PolicyInForce(path)
    path.write_text(GOOD.replace("transactional: 1", "transactional: 2"), encoding="utf-8")
    os.utime(path, ns=(1, 1))

    assert in_force.now().caps["transactional"] == 2


def test_a_file_that_is_gone_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(PolicyRefused, match="cannot be read"):
        read_policy(tmp_path / HOUSE)
