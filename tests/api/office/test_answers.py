"""Reported answers on their page, and taken along as test cases."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.records import transcripts
from copilot.records.people import Client
from tests.api.office.conftest import Office


@pytest.fixture
def reported(office: Office) -> Office:
    """Amara asked about Camille Laurent, and was not content."""
    how = {"model": "builtin", "refused": True, "fell_back": False, "looked": [["search_notes", 0]], "seconds": 0.4}
    rows = [
        {"id": "q1", "type": "user_message", "output": "What did Camille Laurent <i>say</i>?"},
        {"id": "r1", "type": "run", "parentId": "q1"},
        {"id": "a1", "type": "assistant_message", "output": "Nothing <script>x</script>", "parentId": "r1", "metadata": how},
    ]
    with Session(office.engine) as session:
        session.add(Client(source_id="c1", given_name="Camille", family_name="Laurent", store_id=1))
        amara = office.user("amara").id or 0
        for second, row in enumerate(rows):
            transcripts.keep_step(session, amara, {**row, "threadId": "t1", "createdAt": f"2026-03-18T11:00:0{second}Z"})
        transcripts.keep_feedback(session, amara, "f1", "r1", 0, "She said <b>plenty</b>")
        session.commit()
    return office


def test_it_is_read_as_words_looked_at_with_a_remark_and_opened_again(reported: Office) -> None:
    ines = reported.sign_in("ines")

    page = ines.get("/office/answers").text
    ines.post("/office/answers/f1", data={"done": "yes", "remark": "Mended", "list": "false"})
    waiting, looked = ines.get("/office/answers").text, ines.get("/office/answers?done=true").text
    ines.post("/office/answers/f1", data={"done": "no", "remark": "Not mended", "list": "true"})

    for written in ("&lt;i&gt;say", "&lt;script&gt;x", "&lt;b&gt;plenty", "search_notes (0)", "found nothing to answer from"):
        assert written in page
    assert "<script>x" not in page
    assert ("plenty" in waiting, "No answer waits" in waiting) == (False, True)
    assert ("Looked at by Ines" in looked, ">Mended<" in looked) == (True, True)
    assert ">Not mended<" in ines.get("/office/answers").text
    assert ines.post("/office/answers/none", data={"done": "yes"}).status_code == 404


def test_an_answer_of_which_nothing_else_was_kept_is_listed_too(office: Office) -> None:
    amara = office.user("amara").id or 0
    with Session(office.engine) as session:
        for row in ({"id": "q1", "type": "user_message", "output": "/help"}, {"id": "r1", "type": "run", "parentId": "q1"}):
            transcripts.keep_step(session, amara, {**row, "threadId": "t1", "createdAt": "2026-03-18T11:00:00Z"})
        transcripts.keep_feedback(session, amara, "f1", "r1", 0, "This says nothing about wishes")
        session.commit()

    page = office.sign_in("ines").get("/office/answers")

    assert (page.status_code, "nothing about wishes" in page.text) == (200, True)


def test_nobody_else_reads_marks_or_takes_along(reported: Office) -> None:
    amara = reported.sign_in("amara")

    answers = [
        amara.get("/office/answers"),
        amara.get("/office/answers/questions.jsonl"),
        amara.post("/office/answers/f1", data={"done": "yes"}),
        reported.visitor().get("/office/answers/questions.jsonl"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 303]


def test_test_cases_are_taken_along_from_the_page_and_by_command(
    reported: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines = reported.sign_in("ines")
    monkeypatch.setenv("COPILOT_DATABASE_URL", reported.engine.url.render_as_string(hide_password=False))

    hidden = json.loads(ines.get("/office/answers/questions.jsonl").text)
    named = json.loads(ines.get("/office/answers/questions.jsonl?names=true").text)
    told = CliRunner().invoke(app, ["feedback", "export", str(tmp_path / "cases.jsonl")])

    assert hidden["turns"] == ["What did [name 1] [name 2] <i>say</i>?"]
    assert (named["as"], named["turns"]) == ("amara", ["What did Camille Laurent <i>say</i>?"])
    assert ": 1. Fill in what is expected of each." in told.output
    assert json.loads((tmp_path / "cases.jsonl").read_text(encoding="utf-8")) == hidden
