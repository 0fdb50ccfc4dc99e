"""The guard from the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copilot.__main__ import app

run = CliRunner()
DEV = Path(__file__).parents[1] / "bench" / "data" / "outreach" / "dev1.jsonl"


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    path = tmp_path_factory.mktemp("cases") / "some.jsonl"
    lines = DEV.read_text(encoding="utf-8").splitlines()[:6]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_cases_are_printed_in_the_scorers_format(some):
    result = run.invoke(app, ["check", str(some), "--json"])

    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == [f"d1-00{number}" for number in range(1, 7)]
    assert all({"decision", "findings", "seconds", "policy"} <= set(row) for row in rows)
    assert all({"type", "span", "fact"} <= set(finding) for row in rows for finding in row["findings"])


def test_the_exit_status_is_the_gravest_decision(some):
    result = run.invoke(app, ["check", str(some), "--json"])

    decisions = {json.loads(line)["decision"] for line in result.stdout.splitlines()}
    assert result.exit_code == (20 if "hold" in decisions else 10 if "revise" in decisions else 0)


def test_a_broken_line_is_named_and_the_others_are_judged(some, tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text("{oops\n" + some.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    result = run.invoke(app, ["check", str(path), "--json"])

    assert result.exit_code == 1
    assert "broken.jsonl line 1" in result.output
    assert '"d1-001"' in result.output


def test_a_text_without_a_client_says_what_is_missing():
    result = run.invoke(app, ["check", "-"], input="Hello")

    assert result.exit_code == 1
    assert "--client" in result.output


def test_every_rule_is_listed_with_its_reason_and_source():
    result = run.invoke(app, ["rules", "--json"])

    rules = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rules) >= 20
    assert all(rule["reason"] and rule["source"] and rule["breaks"] and rule["keeps"] for rule in rules)


def test_a_policy_is_checked_with_its_lines(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text("name: house\n", encoding="utf-8")

    good, bad = run.invoke(app, ["policy", "check"]), run.invoke(app, ["policy", "check", str(path)])

    assert good.exit_code == 0
    assert "is valid" in good.stdout
    assert bad.exit_code == 1
    assert "policy.yaml line 1: frequency: is missing" in bad.output
