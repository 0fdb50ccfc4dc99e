"""Progress week by week, and words of practice that are erased in time while the marks stay."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.chat.practice import following, group_round, grouping, marking, playing, progressing, training
from copilot.chat.practice.answering import PracticeRefused, Practising
from copilot.errors import OutOfScope
from copilot.outreach.time_passing import sweep
from copilot.records.people import User
from copilot.records.practice_groups import GroupAnswer, GroupMember, PracticeGroup
from copilot.records.practice_words import erasures, forget_practice, kept_in_words
from copilot.records.rehearsals import LineComment, MarkObjection, Rehearsal
from tests.chat.test_practice import GOOD, NOW, PRYING, begun, ended, said, who
from tests.outreach.test_reviewing import POLICY

__all__ = ["who"]
OLD = timedelta(days=POLICY.practice_days, minutes=1)


def played(session: Session, one: Practising, *lines: str, weeks_ago: int = 0) -> Rehearsal:
    """A conversation that this person ended some weeks ago."""
    row = session.get_one(Rehearsal, ended(session, one, *lines))
    row.ended_at = NOW - timedelta(weeks=weeks_ago)
    session.flush()
    return row


def test_a_trainer_sees_the_curve_of_each_skill_over_all_by_store_and_by_person(
    session: Session, who: dict[str, Practising]
) -> None:
    early, late = played(session, who["amara"], PRYING, weeks_ago=2), played(session, who["amara"], *GOOD)
    played(session, who["luca"], *GOOD)

    shown = progressing.progress(session, who["david"], {})

    curves = {(one["kind"], one["name"]): one["weeks"] for one in shown["curves"]}
    amara = curves["person", "Amara"]
    assert [week["key"] for week in shown["weeks"]] == ["2026-03-02", "2026-03-09", "2026-03-16"]
    assert [one["n"] for one in amara] == [1, 0, 1]
    assert [one["marks"][0] for one in amara] == [early.points, None, late.points]
    assert list(curves) == [
        ("all", "Everybody"),
        ("store", "London"),
        ("store", "Paris"),
        ("person", "Amara"),
        ("person", "Luca"),
    ]
    assert curves["all", "Everybody"][2]["n"] == 2
    assert shown["titles"] == ["Mark", "Listening", "Permission", "Discretion", "Value", "Timing"]


def test_an_associate_sees_their_own_curve_alone(session: Session, who: dict[str, Practising]) -> None:
    played(session, who["amara"], *GOOD)
    played(session, who["tom"], PRYING)

    shown = progressing.progress(session, who["amara"], {})

    assert [(one["name"], one["weeks"][0]["n"]) for one in shown["curves"]] == [("Amara", 1)]
    assert progressing.progress(session, who["luca"], {})["curves"] == []
    kept = "Words are kept for 180 days, then erased; the marks stay as figures."
    assert (shown["kept"], playing.choose(session, who["amara"], {})["kept"]) == (kept, kept)


def test_who_leads_sees_that_people_practised_and_marks_only_where_they_are_shared(
    session: Session, who: dict[str, Practising]
) -> None:
    played(session, who["tom"], PRYING)
    row = played(session, who["amara"], *GOOD)

    alone = progressing.progress(session, who["margaux"], {})["curves"][0]["weeks"][0]
    marking.share(session, who["amara"], {"id": row.id, "on": True})
    shared = progressing.progress(session, who["margaux"], {})["curves"][0]["weeks"][0]

    assert (alone["n"], alone["marks"]) == (2, [None] * 6)
    assert (shared["n"], shared["marks"][0]) == (2, row.points)


def test_a_corrected_mark_is_the_one_in_the_curve_and_the_csv_has_what_the_picture_has(
    session: Session, who: dict[str, Practising]
) -> None:
    row = played(session, who["amara"], *GOOD)
    training.correct(session, who["david"], {"id": row.id, "points": 81, "reason": "Well done."})

    text = progressing.export(session, who["david"], {})["text"]

    skills = ",".join(str(row.skills[key]) for key in ("listening", "permission", "discretion", "value", "timing"))
    assert text.splitlines() == [
        "of,name,week,times,mark,listening,permission,discretion,value,timing",
        f"all,Everybody,2026-03-16,1,81,{skills}",
        f"store,London,2026-03-16,1,81,{skills}",
        f"person,Amara,2026-03-16,1,81,{skills}",
    ]


def test_words_that_are_old_enough_go_by_themselves_and_the_marks_stay(
    session: Session, engine: Engine, who: dict[str, Practising]
) -> None:
    amara = who["amara"]
    row = played(session, amara, PRYING)
    marking.object_to(session, amara, {"id": row.id, "words": "I only greeted her."})
    training.comment(session, who["david"], {"id": row.id, "turn": 1, "words": "The door counter, really?"})
    training.correct(session, who["david"], {"id": row.id, "points": 40, "reason": "A little stern."})
    fresh = ended(session, who["tom"], *GOOD)
    unfinished = said(session, amara, begun(session, amara), GOOD[0])["id"]
    before = marking.show(session, amara, {"id": row.id})
    session.get_one(Rehearsal, fresh).ended_at = NOW + timedelta(days=1)
    session.commit()

    sweep(engine, POLICY, NOW + OLD)
    session.expire_all()
    after = marking.show(session, amara, {"id": row.id})

    assert session.get(Rehearsal, unfinished) is None
    assert (row.lines, row.text, session.exec(select(LineComment)).all()) == ([], "", [])
    assert [(one.words, one.reason, one.points) for one in session.exec(select(MarkObjection))] == [("", "", 40)]
    assert (after["points"], after["erased"]) == (40, "The words of this conversation were erased on 14 Sept 2026.")
    assert [one["points"] for one in after["skills"]] == [one["points"] for one in before["skills"]]
    assert PRYING not in str(after)
    assert following.export(session, who["david"], {})["text"].count("Amara") == 1
    assert session.get_one(Rehearsal, fresh).lines
    assert [line.detail for line in erasures(session)] == ["1 marked, 1 never ended, 0 of groups; older than 180 days"]
    with pytest.raises(PracticeRefused):
        marking.object_to(session, amara, {"id": row.id, "words": "And more words."})


def test_the_words_of_a_group_go_with_the_others_and_nothing_old_is_erased_twice(
    session: Session, engine: Engine, who: dict[str, Practising]
) -> None:
    group = grouping.begin(session, who["david"], {"name": "first_visit"})["group"]
    nora = grouping.add_name(session, who["david"], {"id": group["id"], "name": "Nora"})["group"]["people"][0]
    given = {"id": group["id"], "round": 1, "line": GOOD[0], "member": nora["id"]}
    group_round.answer(session, who["david"], given)
    session.commit()

    sweep(engine, POLICY, NOW + OLD)
    sweep(engine, POLICY, NOW + OLD + OLD)
    session.expire_all()

    seen = grouping.look(session, who["david"], {"id": group["id"]})["group"]
    assert seen["erased"] == "The words of this conversation were erased on 14 Sept 2026."
    assert [one.line for one in session.exec(select(GroupAnswer))] == [{}]
    assert [one.name for one in session.exec(select(GroupMember))] == [""]
    assert len(erasures(session)) == 1
    assert kept_in_words(session).groups == 0


def test_a_persons_practice_is_removed_whole_and_no_other_persons(session: Session, who: dict[str, Practising]) -> None:
    amara, tom = who["amara"], who["tom"]
    mine, other = played(session, amara, *GOOD).id, played(session, tom, *GOOD)
    training.comment(session, who["david"], {"id": mine, "turn": 1, "words": "Good."})
    whom = f"user:{amara.desk.user_id}"
    training.assign(session, who["david"], {"name": "first_visit", "whom": whom})
    playing.end(session, amara, {"id": said(session, amara, begun(session, amara), GOOD[0])["id"]})
    groups = [grouping.begin(session, who["david"], {"name": "first_visit"})["group"] for _ in range(2)]
    for group in groups:
        for one in (amara, tom):
            grouping.join(session, one, {"code": group["code"]})
            group_round.answer(session, one, {"id": group["id"], "round": 1, "line": f"{GOOD[0]} {one.desk.name} here."})
    led = {"id": groups[0]["id"], "round": 1}
    closed = group_round.close(session, who["david"], led)["group"]
    group_round.choose(session, who["david"], {**led, "answer": closed["compared"]["answers"][0]["id"]})

    forget_practice(session, session.get_one(User, amara.desk.user_id), NOW)
    session.flush()

    assert [row.id for row in session.exec(select(Rehearsal))] == [other.id]
    assert "Amara" not in str([answer.line for answer in session.exec(select(GroupAnswer))])
    assert [group.words_erased_at is None for group in session.exec(select(PracticeGroup).order_by("id"))] == [False, True]
    assert amara.desk.user_id not in [one.user_id for one in session.exec(select(GroupMember))]
    with pytest.raises(OutOfScope):
        marking.show(session, who["david"], {"id": mine})


def test_the_command_shows_what_is_kept_and_what_was_erased_and_removes_a_person(
    session: Session, database_url: str, who: dict[str, Practising], monkeypatch: pytest.MonkeyPatch
) -> None:
    played(session, who["amara"], *GOOD, weeks_ago=9)
    session.commit()
    monkeypatch.setenv("COPILOT_DATABASE_URL", database_url)
    run = CliRunner()

    gone = run.invoke(app, ["practice", "forget", "amara"])
    shown = run.invoke(app, ["practice", "words", "--erase"])

    assert gone.output == "1 conversations of amara are removed, and what they answered in groups.\n"
    assert "Words are kept for 180 days" in shown.output
    assert "In words are kept 0 conversations and 0 groups." in shown.output
    assert "1 conversations, 0 groups; asked for" in shown.output
