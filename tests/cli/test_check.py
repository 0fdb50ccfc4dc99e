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


def test_the_readme_shows_what_is_printed():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

    assert run.invoke(app, ["policy", "check"]).stdout.strip() in readme


def test_a_policy_is_checked_with_its_lines(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text("name: house\n", encoding="utf-8")

    good, bad = run.invoke(app, ["policy", "check"]), run.invoke(app, ["policy", "check", str(path)])

    assert good.exit_code == 0
    assert "is valid" in good.stdout
    assert bad.exit_code == 1
    assert "policy.yaml line 1: frequency: is missing" in bad.output


def test_clients_of_other_names_and_genders_are_compared_and_both_sets_of_figures_are_printed(some):
    result = run.invoke(app, ["bench", "fairness", str(some), "--names", "2"])

    changed = int(result.stdout.partition("verdicts changed: ")[2].split()[0])
    assert result.exit_code == (1 if changed else 0)
    assert result.stdout.count("wording   F1") == 2


def test_a_swap_is_consistent_and_its_labels_still_stand_in_the_draft():
    from copilot.cli.bench_fairness_swap import fits, people, swapped

    for line in DEV.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        person = next(one for one in people()[1::2] if fits(raw, one))
        other = swapped(raw, person)
        words = f"{other['draft'].get('subject') or ''}\n{other['draft']['text']}"

        assert other["client"]["name"] == person.name
        assert raw["client"]["name"].split()[0] not in words.split()
        assert all(label["span"] in words for label in other["labels"]["findings"] if label["span"])
