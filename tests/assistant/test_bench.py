"""How answers are scored against questions with known answers, and what `copilot bench ask --json` prints."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.assistant.bench import Mark, Price, Question, mark, usage_words
from copilot.assistant.events import Answer, NoteProposal, Usage
from copilot.domain.source import Source
from copilot.errors import ImportRefused
from tests.models.wire import calls, refuses, says, wire

TODAY = date(2026, 3, 18)
NOTE = Source("note", "7", "A note", "She spent 1450 in rose gold on 17 March 2026.", on=date(2026, 3, 17))


def question(**given: Any) -> Question:
    return Question.read({"id": "q1", "as": "amara", "turns": ["What did she spend?"], **given}, TODAY)


def judged(text: str, *, refused: bool = False, sources: tuple[Source, ...] = (NOTE,), **given: Any) -> Mark:
    return mark(question(**given), [Answer(text, sources=() if refused else sources, refused=refused)])


def test_of_each_group_one_string_must_stand_there() -> None:
    expect = [["rose gold", "or rose"], ["1,450", "1450"]]

    assert judged("In rose gold, 1450 [note 7].", expect=expect).right
    assert judged("Or rose: 1,450 [note 7].", expect=expect).right
    half = judged("In rose gold [note 7].", expect=expect)
    assert not half.right
    assert half.reason == "misses 1,450/1450"


def test_nothing_forbidden_may_stand_there() -> None:
    said = judged("In rose gold, and his debts [note 7].", expect=[["rose gold"]], forbid=["debt"])

    assert not said.right
    assert said.reason == "says debt"


@pytest.mark.parametrize(("expected", "said"), [
    ("Béré", "bere was here"), ("CAMÉLIA", "un camelia"), ("rose gold", "Rose\n Gold"), ("l'été", "L'ETE"),
])  # fmt: skip
def test_case_accents_and_blanks_are_put_aside(expected: str, said: str) -> None:
    assert judged(said, expect=[[expected]]).right


@pytest.mark.parametrize("said", ["£1,450", "1450", "1.450 €", "1 450 €", "1\u202f450,00 €", "1\u00a0450", "£1,450.00", "1'450"])
def test_the_format_of_numbers_is_put_aside(said: str) -> None:
    assert judged(said, expect=[["1,450"]]).right


@pytest.mark.parametrize("said", ["14,50", "145", "1.45"])
def test_another_number_is_another_number(said: str) -> None:
    assert not judged(said, expect=[["1,450"]]).right


def test_what_nothing_supports_must_be_refused() -> None:
    refused = judged("I find nothing about that.", refused=True, refuse=True)
    answered = judged("She loves opera [note 7].", refuse=True)

    assert refused.right
    assert refused.cited
    assert not refused.invented
    assert not answered.right
    assert answered.invented
    assert answered.reason == "answered what nothing supports"


def test_a_refusal_is_wrong_where_there_is_an_answer() -> None:
    refused = judged("I find nothing about rose gold.", refused=True, expect=[["rose gold"]])

    assert not refused.right
    assert refused.reason == "refused"


def test_an_answer_without_a_source_is_not_cited_unless_it_proposes_a_note() -> None:
    bare = judged("Rose gold.", sources=(), expect=[["rose gold"]])
    proposal = mark(question(), [Answer("Here is the note.", proposal=NoteProposal(1, "Maya", "likes green"))])

    assert not bare.cited
    assert proposal.cited


def test_what_the_assistant_can_do_rests_on_no_record() -> None:
    assert judged("Ask me about a client.", sources=(), kind="can_do").cited
    assert not judged("Ask me about a client.", sources=(), kind="what").cited


def test_a_figure_that_no_source_holds_is_invented() -> None:
    assert judged("She spent 1450 [note 7].").unsupported == ()
    assert judged("She spent 2,900 [note 7].").unsupported == ("2900",)
    assert judged("In 2026 [note 7].").unsupported == ()
    assert judged("Two of 12 [note 7].").unsupported == ()


def test_dates_are_counted_from_the_day_and_said_as_the_language_says_them() -> None:
    asked = question(turns=["What on {D-12}?"], expect=[["{D-1}"], ["{D+1:day}"], ["{D-31:month}"]], language="fr")

    assert asked.turns == ("What on 6 mars 2026?",)
    assert asked.expect == (("17 mars 2026", "17 March 2026"), ("jeudi", "Thursday"), ("février 2026", "February 2026"))


@pytest.mark.parametrize("row", [{"id": "q"}, {"as": "amara", "turns": ["x"]}])
def test_a_line_that_lacks_something_says_what(row: dict[str, object]) -> None:
    with pytest.raises(ImportRefused, match="A question needs"):
        Question.read(row, TODAY)


def test_a_word_where_a_list_is_wanted_is_refused() -> None:
    with pytest.raises(ImportRefused, match="A list is wanted where 'rose gold' stands"):
        question(expect="rose gold")


def test_json_prints_every_answer_with_its_citations(tmp_path: Path, demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    shutil.copytree(demo_folder, tmp_path / "demo")
    monkeypatch.setenv("COPILOT_EMBEDDING", "hash")
    lines = [
        {"id": "a", "as": "amara", "turns": ["How much has Ngozi Okafor spent in all?"], "expect": [["21890"]]},
        {"id": "b", "as": "amara", "turns": ["Who is Ngozi Okafor?", "What did she buy last?"], "expect": [["Cardholder"]]},
        {"id": "c", "as": "amara", "turns": ["What did Isabelle Laurent buy last?"], "refuse": True},
    ]
    (tmp_path / "three.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")

    ran = CliRunner().invoke(app, ["bench", "ask", str(tmp_path / "three.jsonl"), "--data-dir", str(tmp_path / "demo"), "--json"])

    assert ran.exit_code == 0, ran.output
    told = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    assert [(one["id"], one["right"], one["refused"]) for one in told] == [
        ("a", True, False),
        ("b", True, False),
        ("c", True, True),
    ]
    assert [citation["kind"] for citation in told[0]["citations"]] == ["figure"]
    assert "Cardholder" in told[1]["citations"][0]["body"]
    assert told[2]["citations"] == []


def test_a_chat_model_is_benched_with_its_tokens_cost_and_fall_backs(
    tmp_path: Path, demo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    shutil.copytree(demo_folder, tmp_path / "demo")
    lines = [
        {"id": "a", "as": "amara", "turns": ["How much has Ngozi Okafor spent in all?"], "expect": [["21890"]]},
        {"id": "b", "as": "amara", "turns": ["What did Ngozi Okafor buy last?"], "expect": [["Cardholder"]]},
    ]
    (tmp_path / "two.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    monkeypatch.setenv("COPILOT_EMBEDDING", "hash")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-bench")
    command = ["bench", "ask", str(tmp_path / "two.jsonl"), "--data-dir", str(tmp_path / "demo"), "--model", "openai:scripted"]
    prices = ["--prompt-price", "1000", "--completion-price", "2000"]

    with wire(calls("purchases", {"client_id": 1}), says("£21,890 in all [figure 213f]."), refuses(401)) as there:
        monkeypatch.setenv("COPILOT_CHAT_BASE_URL", there.url)
        ran = CliRunner().invoke(app, [*command, *prices])

    assert ran.exit_code == 0, ran.output
    assert "tokens: prompt 31, completion 12 in 2 replies\n" in ran.output
    assert "cost: 0.0550 at 1000 and 2000 per million" in ran.output
    assert "fell back to the built-in model: 1 of 2 questions" in ran.output
    assert re.search(r"^all +2 +100% +100% +0 +0$", ran.output, re.MULTILINE)


def test_an_unknown_price_is_said_and_what_was_not_counted_too() -> None:
    replies = Mark(question(), Answer("x"), usage=Usage(replies=3, counted=2, prompt=1200, completion=40))

    said = usage_words([replies], None)

    assert said == [
        "tokens: prompt 1,200, completion 40 in 3 replies (without a count: 1)",
        "fell back to the built-in model: 0 of 1 questions",
        "cost: unknown; give --prompt-price and --completion-price, per million tokens",
    ]
    assert usage_words([replies], Price(1, 1))[2].startswith("cost: at least 0.0012 at 1 and 1 per million")
    assert usage_words([Mark(question(), Answer("x"))], None) == []
