"""A situation in the benchmark's format: read whole, or refused with the field that is wrong."""

import json
from datetime import date
from pathlib import Path

import pytest

from copilot.domain.provenance import Provenance
from copilot.policies import BENCHMARK, read_policy
from copilot.reading.cases import CaseRefused, case_of, cases_in, fact_id
from copilot.settings import house_folder

CASE = {
    "id": "t-1",
    "vertical": "private banking",
    "now": "2026-03-14T15:20:00+00:00",
    "associate": {"name": "Tom"},
    "client": {"name": "Isabelle Laurent", "timezone": "Europe/London", "style": "collaborative", "consents": []},
    "facts": [
        {
            "id": "f1",
            "text": "She told me she loves green. Overheard her on the phone, flies to Bali in May.",
            "source": "note",
            "at": "2026-01-02",
        }
    ],
    "store": [{"id": "s1", "text": "Studs, GBP 80"}],
    "contacts": [],
    "draft": {"channel": "sms", "purpose": "marketing", "subject": None, "text": "Hello"},
}


def policy():
    return read_policy(house_folder() / "knowledge" / BENCHMARK)


def test_a_note_is_read_for_how_each_thing_in_it_was_learned():
    situation = case_of(CASE).situation(policy())

    first, *others = situation.facts
    assert first.provenance is Provenance.TOLD_US
    assert not any(fact.provenance.may_be_said for fact in others)
    assert {fact_id(fact.id) for fact in situation.facts} == {"f1"}
    assert first.learned_on == date(2026, 1, 2)


def test_finance_is_known_by_its_trade():
    assert case_of(CASE).situation(policy()).finance
    assert not case_of(CASE | {"vertical": "jewellery"}).situation(policy()).finance


@pytest.mark.parametrize(
    ("field", "wrong", "says"),
    [
        ("now", "2026-03-14T15:20:00", "with its zone"),
        ("now", "yesterday", "now"),
        ("client", {"timezone": "Mars/Olympus"}, "no time zone"),
        ("client", {"style": "friend"}, "style"),
        ("draft", {"channel": "pigeon", "purpose": "marketing", "text": "Hi"}, "draft.channel"),
        ("draft", {"channel": "sms", "purpose": "marketing", "text": "x" * 50_000}, "draft.text"),
        ("facts", [{"id": "f1", "text": "x", "source": "rumour", "at": "2026-01-01"}], "facts.0.source"),
        ("draft", None, "draft"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(field, wrong, says):
    with pytest.raises(CaseRefused, match=says):
        case_of(CASE | {field: wrong})


def test_one_bad_line_does_not_lose_the_others(tmp_path: Path):
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{json.dumps(CASE)}\n{{broken\n\n[]\n{json.dumps(CASE)}\n", encoding="utf-8")

    read = list(cases_in(path))

    assert [number for number, _ in read] == [1, 2, 4, 5]
    assert [isinstance(case, CaseRefused) for _, case in read] == [False, True, True, False]
