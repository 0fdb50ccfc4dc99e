"""The coach: silent, a word before a line is sent, or after; who decides that, and what is kept of it."""

from typing import Any

import pytest
from sqlmodel import Session

from copilot.chat.practice import coaching, following, marking, playing, training
from copilot.chat.practice.answering import PracticeRefused, Practising
from copilot.errors import OutOfScope
from copilot.records.rehearsals import Rehearsal
from tests.chat.test_practice import GOOD, PRYING, begun, said, who

__all__ = ["who"]


def asked(session: Session, one: Practising, play: dict[str, Any], line: str) -> Any:
    """What the coach says of a line that is being typed."""
    given = {"id": play["id"], "line": line, "turn": len(play["turns"])}
    return coaching.advise(session, one, given)["advice"]


def given(session: Session, trainer: Practising, to: Practising, coach: str) -> None:
    """The first visit, asked of somebody, with the coach so."""
    whom = f"user:{to.desk.user_id}"
    training.assign(session, trainer, {"name": "first_visit", "whom": whom, "coach": coach})


def test_a_word_before_sending_names_what_would_prick_and_a_way_that_does_not(
    session: Session, who: dict[str, Practising]
) -> None:
    amara = who["amara"]
    play = begun(session, amara, coach="before")

    pricks = asked(session, amara, play, PRYING)
    pleases = asked(session, amara, play, GOOD[1])

    assert (pricks["good"], pricks["words"]) == (False, "The coach notes: used something they never told you")
    assert pricks["better"] == "Speak only of what the client told you themselves."
    assert pleases == {"words": "The coach notes: asked an open question", "good": True, "better": ""}


def test_the_line_is_sent_as_it_is_and_keeps_what_was_shown_beside_it(session: Session, who: dict[str, Practising]) -> None:
    amara = who["amara"]
    play = begun(session, amara, coach="before")
    asked(session, amara, play, PRYING)

    play = said(session, amara, play, PRYING, GOOD[0])
    play = said(session, amara, playing.back(session, amara, {"id": play["id"]})["play"], GOOD[0])
    playing.end(session, amara, {"id": play["id"]})
    card = marking.show(session, amara, {"id": play["id"]})

    row = session.get_one(Rehearsal, play["id"])
    assert [line.get("advised") for line in row.lines] == [["unvolunteered"], None]
    assert card["coached"] == "With a word from the coach before sending: 1."
    assert [line["coach"] for line in card["lines"]] == [
        "With a word from the coach before it was sent: used something they never told you",
        "",
    ]
    assert play["turns"][0]["coach"] is None


def test_a_word_after_the_line_is_kept_with_it_too(session: Session, who: dict[str, Practising]) -> None:
    amara = who["amara"]
    play = said(session, amara, begun(session, amara, coach="after"), GOOD[0])

    assert asked(session, amara, play, PRYING) is None
    playing.end(session, amara, {"id": play["id"]})
    card = marking.show(session, amara, {"id": play["id"]})

    assert play["turns"][0]["coach"]["effects"]
    assert card["coached"] == "With a word from the coach after the line: 1."
    assert card["lines"][0]["coach"] == "With a word from the coach after it"
    assert following.export(session, who["david"], {})["text"].splitlines()[1].endswith(",1")


def test_who_practises_alone_chooses_the_coach_and_it_is_silent_until_then(session: Session, who: dict[str, Practising]) -> None:
    amara = who["amara"]
    play = begun(session, amara)

    silent = asked(session, amara, play, PRYING)
    chosen = playing.coach(session, amara, {"id": play["id"], "coach": "before"})["play"]

    assert (play["coach"], play["coach_set"], silent) == ("off", "", None)
    assert chosen["coach"] == "before"
    assert asked(session, amara, play, PRYING)
    with pytest.raises(PracticeRefused):
        playing.coach(session, amara, {"id": play["id"], "coach": "always"})


def test_where_the_trainer_decided_with_the_assignment_who_practises_cannot_switch_it(
    session: Session, who: dict[str, Practising]
) -> None:
    amara = who["amara"]
    for coach, other in (("off", "after"), ("before", "off"), ("after", "before")):
        given(session, who["david"], amara, coach)
        play = said(session, amara, begun(session, amara, coach=other), GOOD[0])

        with pytest.raises(PracticeRefused):
            playing.coach(session, amara, {"id": play["id"], "coach": other})
        playing.end(session, amara, {"id": play["id"]})

        assert play["coach"] == coach
        assert play["coach_set"].startswith("Your trainer decided this: the coach says")


def test_the_stores_own_holds_before_that_of_every_store_and_an_assignments_before_both(
    session: Session, who: dict[str, Practising]
) -> None:
    david, amara = who["david"], who["amara"]
    store = str(amara.desk.store_id)
    coaching.decide(session, david, {"store": "", "coach": "after"})
    everywhere = begun(session, amara)

    told = coaching.decide(session, david, {"store": store, "coach": "before"})
    here = begun(session, amara)
    given(session, david, amara, "off")
    assigned = begun(session, amara)
    coaching.decide(session, david, {"store": store, "coach": ""})
    freed = begun(session, who["tom"])

    assert [play["coach"] for play in (everywhere, here, assigned)] == ["after", "before", "off"]
    assert (freed["coach"], freed["coach_set"]) == ("off", "")
    assert {"value": store, "label": "London", "coach": "before"} in told["stores"]
    assert playing.resume(session, amara, {"id": everywhere["id"]})["play"]["coach"] == "after"


def test_nobody_decides_for_a_store_that_is_not_theirs(session: Session, who: dict[str, Practising]) -> None:
    for name in ("amara", "margaux"):
        with pytest.raises(OutOfScope):
            coaching.decide(session, who[name], {"store": str(who["amara"].desk.store_id), "coach": "off"})
    with pytest.raises(OutOfScope):
        coaching.decide(session, who["david"], {"store": "999999", "coach": "off"})


def test_a_word_for_another_turn_or_for_another_person_is_not_given(session: Session, who: dict[str, Practising]) -> None:
    amara = who["amara"]
    play = said(session, amara, begun(session, amara, coach="before"), GOOD[0])

    late = coaching.advise(session, amara, {"id": play["id"], "line": PRYING, "turn": 0})

    assert late == {"advice": None}
    assert asked(session, amara, play, "   ") is None
    with pytest.raises(OutOfScope):
        asked(session, who["tom"], play, PRYING)
