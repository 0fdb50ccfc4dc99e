"""`copilot bench retrieval`: conversations in, three ways measured."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.cli.bench_retrieval import score

CONVERSATION = {
    "sample_id": "talk-1",
    "conversation": {
        "speaker_a": "Ada",
        "speaker_b": "Bo",
        "session_1_date_time": "1:56 pm on 8 May, 2023",
        "session_1": [
            {"speaker": "Ada", "dia_id": "D1:1", "text": "I adopted a greyhound last week."},
            {"speaker": "Bo", "dia_id": "D1:2", "text": "What is it called?"},
            {"speaker": "Ada", "dia_id": "D1:3", "text": "Comet!", "blip_caption": "a grey dog on a sofa"},
        ],
        "session_2_date_time": "10:00 am on 2 June, 2023",
        "session_2": [{"speaker": "Bo", "dia_id": "D2:1", "text": "I moved to Bergen for work."}],
    },
    "qa": [
        {"question": "Which animal did Ada adopt?", "evidence": ["D1:1; D1:3"], "category": 1},
        {"question": "Where does Bo live?", "evidence": ["D2:1", "D:9"], "category": 4},
        {"question": "Which cat did Bo adopt?", "evidence": ["D1:1"], "category": 5},
        {"question": "What is missing?", "evidence": [], "category": 4},
    ],
}


def test_each_conversation_and_way_has_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "talks.json"
    file.write_text(json.dumps([CONVERSATION]))

    result = CliRunner().invoke(app, ["bench", "retrieval", str(file), "--json"])

    lines = [json.loads(line) for line in result.stdout.splitlines()]
    ways = ["dense alone", "lexical alone", "ours"]
    assert [(line["conversation"], line["way"]) for line in lines] == [(n, w) for n in ("talk-1", "all") for w in ways]
    assert {line["questions"] for line in lines} == {2}
    assert all(line["recall@10"] == 100.0 for line in lines if line["way"] != "lexical alone")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text('{"hello": "world"}')

    result = CliRunner().invoke(app, ["bench", "retrieval", str(file)])

    assert result.exit_code == 1
    assert "is not a list of conversations" in result.stderr


def test_scores_are_those_of_the_textbook() -> None:
    found = score([7, 3, 9, 4, 5, 6, 1], [3, 1])

    assert found.recall_5 == 0.5
    assert found.recall_10 == 1.0
    assert found.reciprocal == 0.5
    assert found.ndcg_10 == pytest.approx((1 / 1.58496 + 1 / 3) / (1 + 1 / 1.58496), abs=1e-4)
