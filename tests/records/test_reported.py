"""Answers reported as bad: what an administrator reads of them, and what goes along as a test case."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from copilot.domain.desk import Desk, Role
from copilot.errors import OutOfScope
from copilot.records import transcripts
from copilot.records.people import Client, ContactPoint, Store, User
from copilot.records.questions import Names, as_question
from copilot.records.reported import all_reported, how_many, look_at, reported
from copilot.records.transcript import ChatFeedback
from copilot.records.upkeep import AuditLine

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
HOW = {
    "client_ids": [1],
    "model": "builtin",
    "refused": False,
    "fell_back": True,
    "looked": [["search_notes", 7]],
    "words": "abc",
}


@pytest.fixture
def people(session: Session) -> Session:
    """Amara, whose client is Camille Laurent, and an administrator."""
    store = Store(source_id="LON", name="London")
    session.add(store)
    session.flush()
    session.add(User(source_id="amara", name="Amara Osei", store_id=store.id, language="fr"))
    session.add(User(source_id="ines", name="Ines Duarte", role="administrator"))
    session.add(Client(source_id="c1", given_name="Camille", family_name="Laurent-Roux", store_id=store.id))
    session.flush()
    session.add(ContactPoint(client_id=1, kind="email", value="camille@laurent.example"))
    session.commit()
    return session


def ask(session: Session, number: int, question: str, answer: str, thread: str = "t1") -> str:
    """One turn as the page keeps it; the id of its run, to which a thumb belongs."""
    rows = [
        {"id": f"q{number}", "type": "user_message", "output": question},
        {"id": f"r{number}", "type": "run", "parentId": f"q{number}"},
        {"id": f"s{number}", "type": "tool", "name": "Reading the notes · 7 notes", "parentId": f"r{number}"},
        {"id": f"a{number}", "type": "assistant_message", "output": answer, "parentId": f"r{number}", "metadata": HOW},
    ]
    for second, row in enumerate(rows):
        transcripts.keep_step(session, 1, {**row, "threadId": thread, "createdAt": f"2026-03-18T11:{number:02}:0{second}Z"})
    session.commit()
    return f"r{number}"


def thumb(session: Session, run: str, value: int, comment: str = "", id: str = "") -> str:
    transcripts.keep_feedback(session, 1, id or f"thumb-{run}", run, value, comment)
    session.commit()
    return id or f"thumb-{run}"


def desk() -> Desk:
    return Desk(2, "Ines Duarte", Role.ADMINISTRATOR, None, NOON.date())


def test_a_bad_answer_comes_with_all_that_is_needed_to_judge_it(people: Session) -> None:
    ask(people, 1, "Who is Camille?", "A client.")
    run = ask(people, 2, "And her sister?", "Nothing stands about a sister.")
    ask(people, 3, "Later", "Not of interest.")
    thumb(people, run, 0, "It is in the notes!")

    (one,) = reported(people, done=False).reports

    assert (one.by, one.role, one.store) == ("Amara Osei", "associate", "London")
    assert (one.earlier, one.question) == (("Who is Camille?",), "And her sister?")
    assert (one.steps, one.answer) == (("Reading the notes · 7 notes",), "Nothing stands about a sister.")
    assert (one.comment, one.how["looked"], one.how["fell_back"]) == ("It is in the notes!", [["search_notes", 7]], True)


def test_a_thumb_can_be_changed_and_taken_back_and_a_good_one_is_no_report(people: Session) -> None:
    good = thumb(people, ask(people, 1, "a", "b"), 1)
    bad = thumb(people, ask(people, 2, "c", "d"), 0, "wrong")
    thumb(people, "r2", 0, "quite wrong", id=bad)

    before = [r.comment for r in reported(people, done=False).reports]
    thumb(people, "r1", 0, id=good)
    turned = how_many(people)
    transcripts.drop_feedback(people, 1, bad)
    people.commit()

    assert (before, turned, how_many(people)) == (["quite wrong"], (2, 0), (1, 0))


def test_what_was_looked_at_moves_and_comes_back_when_more_is_said(people: Session) -> None:
    id = thumb(people, ask(people, 1, "a", "b"), 0, "wrong")

    look_at(people, desk(), id, " Mended in the lexicon. ", NOON, done=True)
    people.commit()
    moved = (how_many(people), reported(people, done=True).reports[0])
    thumb(people, "r1", 0, "still wrong", id=id)

    assert moved[0] == (0, 1)
    assert (moved[1].looked_at, moved[1].looked_at_by, moved[1].remark) == (NOON, "Ines Duarte", "Mended in the lexicon.")
    assert (how_many(people), reported(people, done=False).reports[0].remark) == ((1, 0), "Mended in the lexicon.")
    assert [line.action for line in people.exec(select(AuditLine))] == ["report looked at"]


def test_a_report_goes_with_its_conversation(people: Session) -> None:
    id = thumb(people, ask(people, 1, "a", "b"), 0)

    transcripts.drop_thread(people, 1, "t1")
    people.commit()

    assert how_many(people) == (0, 0)
    with pytest.raises(OutOfScope):
        look_at(people, desk(), id, "", NOON, done=True)


def test_the_list_is_paged_newest_first(people: Session) -> None:
    for number in range(5):
        thumb(people, ask(people, number, f"question {number}", "b"), 0)
    for number, row in enumerate(people.exec(select(ChatFeedback).order_by(ChatFeedback.id))):
        row.at = NOON.replace(minute=number)
        people.add(row)
    people.commit()

    first, rest = reported(people, done=False, first=3), reported(people, done=False, first=3, skip=3)

    assert [r.question for r in first.reports] == ["question 4", "question 3", "question 2"]
    assert ([r.question for r in rest.reports], first.more, rest.more) == (["question 1", "question 0"], True, False)


def test_as_a_test_case_it_names_nobody_unless_it_stays_in_the_house(people: Session) -> None:
    ask(people, 1, "What does camille's sister want? Write to camille@laurent.example", "…")
    run = ask(people, 2, "CAMILLE Roux called from +44 20 7946 0000, what now?", "Secret of the answer")
    thumb(people, run, 0, "Laurent’s note says it, ask Amara")
    (report,) = all_reported(people)

    hidden, named = as_question(report, Names(people)), as_question(report, None)

    assert hidden["turns"] == [
        "What does [name 1] sister want? Write to [number or address]",
        "[name 1] [name 2] called from [number or address], what now?",
    ]
    assert (hidden["why"], hidden["as"], hidden["kind"]) == ("[name 3] note says it, ask [name 4]", "associate", "reported")
    assert (named["as"], named["turns"][-1], named["language"]) == ("amara", report.question, "fr")  # type: ignore[index]
    assert (hidden["looked"], hidden["expect"], hidden["refuse"]) == ([["search_notes", 7]], [], False)
    assert "Secret" not in str(hidden) + str(named)
