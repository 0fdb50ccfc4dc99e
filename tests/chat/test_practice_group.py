"""Practice in a group: one line, several answers, the client's reaction to each, and the one with which it goes on."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.chat.practice import group_round, grouping
from copilot.chat.practice.answering import PracticeRefused, Practising
from copilot.domain.desk import Role
from copilot.errors import OutOfScope
from copilot.records.asking import desk_of
from copilot.records.people import Store, User
from copilot.records.practice_groups import GroupAnswer, GroupMember
from tests.chat.test_practice import GOOD, NOW, PRYING, at, who

__all__ = ["who"]


def opened(session: Session, trainer: Practising, *picked: Practising) -> dict[str, Any]:
    """A group before the first visit, just opened."""
    people = [one.desk.user_id for one in picked]
    return grouping.begin(session, trainer, {"name": "first_visit", "people": people})["group"]


def joined(session: Session, group: dict[str, Any], *people: Practising) -> None:
    """These have come in by the code."""
    for one in people:
        grouping.join(session, one, {"code": group["code"].lower()})


def answered(session: Session, group: dict[str, Any], one: Practising, line: str, **more: Any) -> dict[str, Any]:
    """The group as this person sees it after their answer."""
    return group_round.answer(session, one, {"id": group["id"], "round": group["round"], "line": line, **more})["group"]


def step(session: Session, what: Any, group: dict[str, Any], one: Practising, **more: Any) -> dict[str, Any]:
    """The group after the trainer's tap."""
    return what(session, one, {"id": group["id"], "round": group["round"], **more})["group"]


@pytest.fixture
def elsewhere(session: Session, who: dict[str, Practising]) -> dict[str, Practising]:
    """An associate and a trainer of another shop, who have nothing to do with it."""
    store = Store(source_id="far", name="Far")
    session.add(store)
    session.flush()
    found = {}
    for name, role in (("far associate", Role.ASSOCIATE), ("far trainer", Role.TRAINER)):
        user = User(source_id=name, name=name, role=role.value, store_id=store.id)
        session.add(user)
        session.flush()
        found[name] = at(desk_of(session, user, NOW))
    return found


def test_several_answer_the_same_line_and_the_clients_reactions_stand_side_by_side(
    session: Session, who: dict[str, Practising]
) -> None:
    david, amara, tom = who["david"], who["amara"], who["tom"]
    group = opened(session, david, amara)
    grouping.join(session, amara, {"id": group["id"]})
    joined(session, group, tom)

    alone = answered(session, group, amara, GOOD[0])
    answered(session, group, tom, PRYING)
    closed = step(session, group_round.close, group, david)

    kind, prying = closed["compared"]["answers"]
    assert (alone["compared"], alone["my_answer"], alone["answered"], alone["here"]) == (None, GOOD[0], 1, 2)
    assert [(one["name"], one["said"]) for one in (kind, prying)] == [("Amara", GOOD[0]), ("Tom", PRYING)]
    assert kind["answer"] != prying["answer"]
    assert {one["name"]: one["change"] > 0 for one in kind["felt"]}["comfort"]
    assert {one["name"]: one["change"] < 0 for one in prying["felt"]}["comfort"]
    assert {"words": "used something they never told you", "good": False} in prying["effects"]


def test_the_conversation_goes_on_with_the_answer_that_the_trainer_chose(session: Session, who: dict[str, Practising]) -> None:
    david, amara, tom = who["david"], who["amara"], who["tom"]
    group = opened(session, david)
    joined(session, group, amara, tom)
    answered(session, group, amara, GOOD[0])
    answered(session, group, tom, PRYING)
    closed = step(session, group_round.close, group, david)

    chosen = step(session, group_round.choose, closed, david, answer=closed["compared"]["answers"][0]["id"])
    second = answered(session, chosen, amara, GOOD[1])
    ended = step(session, group_round.end, second, david)

    assert (chosen["round"], chosen["closed"], chosen["answered"]) == (2, False, 0)
    assert [turn["said"] for turn in second["turns"]] == [GOOD[0]]
    assert second["compared"]["round"] == 1
    assert [one["chosen"] for one in second["compared"]["answers"]] == [True, False]
    assert ended["ended"]
    with pytest.raises(PracticeRefused):
        answered(session, ended, tom, GOOD[1])
    assert [one["id"] for one in grouping.lobby(session, tom, {})["past"]] == [group["id"]]


def test_an_answer_can_be_bettered_while_the_round_is_open_and_a_second_tap_makes_no_second_one(
    session: Session, who: dict[str, Practising]
) -> None:
    group = opened(session, who["david"])
    joined(session, group, who["amara"], who["amara"])

    for line in (PRYING, GOOD[0], GOOD[0]):
        answered(session, group, who["amara"], line)
    first = step(session, group_round.close, group, who["david"])
    again = step(session, group_round.close, group, who["david"])

    assert [one.line["said"] for one in session.exec(select(GroupAnswer)).all()] == [GOOD[0]]
    assert first == again
    with pytest.raises(PracticeRefused):
        answered(session, group, who["amara"], PRYING)


def test_names_are_typed_by_the_trainer_for_those_before_the_one_screen(session: Session, who: dict[str, Practising]) -> None:
    group = opened(session, who["david"])

    added = grouping.add_name(session, who["david"], {"id": group["id"], "name": "  Nora   Fields "})["group"]
    nora = added["people"][0]
    answered(session, group, who["david"], GOOD[0], member=nora["id"])
    closed = step(session, group_round.close, group, who["david"])

    assert (nora["name"], nora["typed"]) == ("Nora Fields", True)
    assert [one["name"] for one in closed["compared"]["answers"]] == ["Nora Fields"]
    with pytest.raises(PracticeRefused):
        grouping.add_name(session, who["david"], {"id": group["id"], "name": "nora fields"})


def test_names_can_be_hidden_and_then_nobody_is_told_whose_answer_it_is(session: Session, who: dict[str, Practising]) -> None:
    david, amara, tom = who["david"], who["amara"], who["tom"]
    group = opened(session, david)
    joined(session, group, amara, tom)
    answered(session, group, amara, "Take your time.")
    answered(session, group, tom, "Are you looking for a gift?")
    step(session, group_round.close, group, david)

    step(session, group_round.hide_names, group, david, on=True)
    seen = grouping.look(session, amara, {"id": group["id"]})["group"]

    answers = seen["compared"]["answers"]
    assert [(one["name"], one["said"]) for one in answers] == [
        ("Answer A", "Are you looking for a gift?"),
        ("Answer B", "Take your time."),
    ]
    assert "Tom" not in str(seen)


def test_of_two_trainers_who_choose_at_once_the_first_one_chose(
    session: Session, engine: Engine, who: dict[str, Practising]
) -> None:
    other = User(source_id="second", name="Second", role=Role.TRAINER.value)
    session.add(other)
    session.flush()
    second, david = at(desk_of(session, other, NOW)), who["david"]
    group = opened(session, david)
    joined(session, group, who["amara"], who["tom"])
    answered(session, group, who["amara"], GOOD[0])
    answered(session, group, who["tom"], PRYING)
    closed = step(session, group_round.close, group, second)
    one, two = (answer["id"] for answer in closed["compared"]["answers"])

    first = step(session, group_round.choose, closed, david, answer=one)

    with pytest.raises(PracticeRefused):
        step(session, group_round.choose, closed, second, answer=two)
    assert step(session, group_round.choose, closed, second, answer=one) == first
    assert [turn["said"] for turn in first["turns"]] == [GOOD[0]]


def test_a_group_goes_on_after_a_reload_and_a_restart(engine: Engine, who: dict[str, Practising]) -> None:
    with Session(engine) as session:
        group = opened(session, who["david"])
        joined(session, group, who["amara"])
        answered(session, group, who["amara"], GOOD[0])
        session.commit()

    with Session(engine) as session:
        listed = grouping.lobby(session, who["amara"], {})["open"]
        seen = grouping.look(session, who["amara"], {"id": group["id"]})["group"]

    assert [(one["id"], one["here"]) for one in listed] == [(group["id"], True)]
    assert (seen["round"], seen["my_answer"]) == (1, GOOD[0])


def test_who_leaves_is_no_longer_waited_for_and_finds_their_answer_when_they_come_back(
    session: Session, who: dict[str, Practising]
) -> None:
    group = opened(session, who["david"])
    joined(session, group, who["amara"], who["tom"])
    answered(session, group, who["amara"], GOOD[0])

    grouping.leave(session, who["amara"], {"id": group["id"]})
    left = grouping.look(session, who["david"], {"id": group["id"]})["group"]
    with pytest.raises(OutOfScope):
        grouping.look(session, who["amara"], {"id": group["id"]})
    joined(session, group, who["amara"])
    back = grouping.look(session, who["amara"], {"id": group["id"]})["group"]

    assert (left["here"], left["answered"]) == (1, 0)
    assert back["my_answer"] == GOOD[0]


def test_a_round_without_an_answer_is_not_closed_and_a_closed_one_can_be_opened_again(
    session: Session, who: dict[str, Practising]
) -> None:
    group = opened(session, who["david"])
    joined(session, group, who["amara"], who["tom"])
    with pytest.raises(PracticeRefused):
        step(session, group_round.close, group, who["david"])
    answered(session, group, who["amara"], GOOD[0])

    step(session, group_round.close, group, who["david"])
    again = step(session, group_round.reopen, group, who["david"])

    assert again["compared"] is None
    assert answered(session, group, who["tom"], GOOD[1])["answered"] == 2


def test_a_client_who_has_gone_is_answered_no_more(session: Session, who: dict[str, Practising]) -> None:
    group = opened(session, who["david"])
    joined(session, group, who["amara"])
    answered(session, group, who["amara"], "You idiot.")
    closed = step(session, group_round.close, group, who["david"])

    over = step(session, group_round.choose, closed, who["david"], answer=closed["compared"]["answers"][0]["id"])

    assert (over["over"], over["how_over"]) == (True, "Judith Amsel has gone.")
    with pytest.raises(PracticeRefused):
        answered(session, over, who["amara"], "Wait!")


def test_only_a_trainer_of_the_place_leads_and_only_who_belongs_to_it_looks(
    session: Session, who: dict[str, Practising], elsewhere: dict[str, Practising]
) -> None:
    in_london = User(source_id="lt", name="London trainer", role=Role.TRAINER.value, store_id=who["amara"].desk.store_id)
    session.add(in_london)
    session.flush()
    group = opened(session, at(desk_of(session, in_london, NOW)), who["amara"])
    step(session, lambda *a: grouping.join(*a), {**group, "round": 1}, who["amara"])

    for name in ("tom", "margaux"):
        with pytest.raises(OutOfScope):
            grouping.look(session, who[name], {"id": group["id"]})
    for one in elsewhere.values():
        assert grouping.lobby(session, one, {})["open"] == []
        for what in (grouping.look, group_round.close, group_round.end, group_round.hide_names):
            with pytest.raises(OutOfScope):
                what(session, one, {"id": group["id"], "round": 1})
        with pytest.raises(OutOfScope):
            grouping.join(session, one, {"code": group["code"]})
    for what in (group_round.close, group_round.end, grouping.add_name):
        with pytest.raises(OutOfScope):
            what(session, who["amara"], {"id": group["id"], "round": 1, "name": "x"})
    assert grouping.look(session, who["david"], {"id": group["id"]})["group"]["leads"]


def test_nobody_answers_for_another(session: Session, who: dict[str, Practising]) -> None:
    group = opened(session, who["david"])
    joined(session, group, who["amara"])
    toms = grouping.join(session, who["tom"], {"code": group["code"]})["group"]
    people = {one["name"]: one["id"] for one in grouping.look(session, who["david"], {"id": group["id"]})["group"]["people"]}

    for one, member in ((who["amara"], people["Tom"]), (who["david"], people["Tom"]), (who["david"], None)):
        with pytest.raises(OutOfScope):
            answered(session, group, one, GOOD[0], member=member)

    assert toms["people"] == []
    assert session.exec(select(GroupAnswer)).all() == []


def test_before_anybody_practised_together_the_list_is_empty_and_wrong_codes_and_people_open_nothing(
    session: Session, who: dict[str, Practising]
) -> None:
    empty = grouping.lobby(session, who["amara"], {})

    assert empty == {"open": [], "past": []}
    with pytest.raises(OutOfScope):
        grouping.join(session, who["amara"], {"code": "NOSUCH"})
    for picked in (["x"], [10**9], "all", [True], [None]):
        with pytest.raises(OutOfScope):
            grouping.begin(session, who["david"], {"name": "first_visit", "people": picked})


def test_two_taps_at_the_same_moment_make_one_member_and_one_answer(engine: Engine, who: dict[str, Practising]) -> None:
    with Session(engine) as session:
        group = grouping.begin(session, who["david"], {"name": "first_visit"})["group"]
        session.commit()
    together = Barrier(4)

    def tap(what: object, **given: object) -> None:
        together.wait()
        with Session(engine) as session:
            what(session, who["amara"], {"id": group["id"], "round": 1, **given})  # type: ignore[operator]
            session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: tap(grouping.join, id=None, code=group["code"]), range(4)))
        list(pool.map(lambda _: tap(group_round.answer, line=GOOD[0]), range(4)))

    with Session(engine) as session:
        assert len(session.exec(select(GroupMember)).all()) == 1
        assert len(session.exec(select(GroupAnswer)).all()) == 1
