"""The form of a scenario: kept as it is typed, looked over beside each field, tried out without a mark, nothing overwritten."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import Session, select

from copilot.chat.practice import following, forms, playing, scenarios, training, trying
from copilot.chat.practice.answering import PracticeRefused, Practising
from copilot.chat.practice.form_text import data_of, text_of_data
from copilot.domain.desk import Role
from copilot.errors import OutOfScope
from copilot.records.drafts import Practice
from copilot.records.rehearsals import Rehearsal
from copilot.rehearsal.scenario import read_scenario, shipped
from tests.chat.test_practice import GOOD, said, who

__all__ = ["who"]


def opened(session: Session, one: Practising, **what: Any) -> dict[str, Any]:
    """A form, as it is read by the page."""
    return forms.read(session, one, {"id": forms.begin(session, one, what)["id"]})


def typed(session: Session, one: Practising, form: dict[str, Any], **data: Any) -> dict[str, Any]:
    """The form after these keys were changed in it."""
    return forms.check(session, one, {"id": form["id"], "seen": form["seen"], "data": {**form["data"], **data}})


def kept(session: Session, one: Practising, form: dict[str, Any]) -> dict[str, Any]:
    """What saving answers."""
    return forms.keep(session, one, {"id": form["id"], "seen": form["seen"]})


def places(form: dict[str, Any]) -> dict[str, str]:
    """What is said beside each field."""
    return {".".join(fault["place"]): fault["words"] for fault in form["faults"]}


def second(who: dict[str, Practising]) -> Practising:
    """Another trainer of the house."""
    return replace(who["david"], desk=replace(who["david"].desk, user_id=who["margaux"].desk.user_id))


@pytest.mark.parametrize("path", list(shipped()), ids=lambda path: path.stem)
def test_a_shipped_scenario_goes_through_the_form_and_nothing_of_it_is_lost(path: Path) -> None:
    text = path.read_text("utf-8")

    there_and_back = text_of_data(data_of(text))

    assert read_scenario(there_and_back) == read_scenario(text)


def test_a_mistake_is_named_beside_its_field_and_a_misspelt_key_with_what_it_was_meant_to_be(
    session: Session, who: dict[str, Practising]
) -> None:
    form = opened(session, who["david"], name="first_visit")
    data = form["data"]
    wrong = {
        "titel": data["title"],
        "start": {**data["start"], "trust": 300},
        "facts": [{**data["facts"][0], "source": "rumour"}],
    }

    told = places(typed(session, who["david"], {**form, "data": {**data, **wrong}}))

    assert told["titel"] == "“titel” means nothing here. Is “title” meant?"
    assert told["start.trust"] == "Too much: 100 is the most."
    assert told["facts.0.source"] == "Choose one of those that there are."


def test_what_is_pointed_to_and_not_there_is_named_at_the_very_sign(session: Session, who: dict[str, Practising]) -> None:
    form = opened(session, who["david"], name="first_visit")

    told = places(typed(session, who["david"], form, facts=form["data"]["facts"][:1]))

    assert any(place.startswith("aims.") and place.endswith("avoids") for place in told)
    assert "Points to something that is not there" in " ".join(told.values())


def test_the_text_and_the_form_are_two_sides_of_one_draft_and_a_key_that_means_nothing_stays(
    session: Session, who: dict[str, Practising]
) -> None:
    form = opened(session, who["david"], name="first_visit")
    text = f"{form['text']}\nmood_music: jazz\n"

    there = forms.check(session, who["david"], {"id": form["id"], "seen": form["seen"], "text": text})
    back = typed(session, who["david"], there, title="Again")

    assert yaml.safe_load(back["text"])["mood_music"] == "jazz"
    assert [fault["place"] for fault in back["faults"]] == [["mood_music"]]


@pytest.mark.parametrize(
    ("text", "place"),
    [("name: [", ""), ("- a\n- b\n", ""), ("client: 5\n", "client"), ("&a [*a]\n", ""), ("now: 2026-13-41\n", "")],
)
def test_a_text_that_no_form_can_show_is_kept_and_stays_a_text(
    session: Session, who: dict[str, Practising], text: str, place: str
) -> None:
    form = opened(session, who["david"])

    broken = forms.check(session, who["david"], {"id": form["id"], "seen": form["seen"], "text": text})

    assert (broken["data"], broken["text"], broken["whole"]) == (None, text, False)
    assert place in places(broken)


def test_a_new_scenario_is_half_done_cannot_be_saved_and_is_there_again_after_signing_out(
    session: Session, who: dict[str, Practising]
) -> None:
    form = typed(session, who["david"], opened(session, who["david"]), title="The umbrella")

    refused = kept(session, who["david"], form)
    session.commit()
    listed = scenarios.written(session, who["david"], {})["drafts"]
    again = opened(session, who["david"], draft=form["id"])

    assert (refused["ok"], bool(refused["faults"])) == (False, True)
    assert [one["title"] for one in listed] == ["The umbrella"]
    assert again["data"]["title"] == "The umbrella"
    assert session.exec(select(Practice)).all() == []


def test_the_hour_is_the_clients_whatever_zone_is_chosen(session: Session, who: dict[str, Practising]) -> None:
    form = opened(session, who["david"], name="secret_gift")
    client = {**form["data"]["client"], "timezone": "America/New_York"}

    moved = typed(session, who["david"], form, client=client)

    nowhere = typed(session, who["david"], {**form, "seen": moved["seen"]}, client={**client, "timezone": "Narnia"})

    assert form["data"]["now"] == "2026-05-12T14:10"
    assert list(places(nowhere)) == ["client.timezone"]
    assert yaml.safe_load(moved["text"])["now"] == "2026-05-12T14:10-04:00"


def test_a_scenario_is_written_saved_assigned_and_played(session: Session, who: dict[str, Practising]) -> None:
    david, amara = who["david"], who["amara"]
    form = typed(session, david, opened(session, david, name="first_visit"), title="The second visit")

    done = kept(session, david, form)
    whom = f"user:{amara.desk.user_id}"
    training.assign(session, david, {"name": done["name"], "whom": whom, "due": "2026-04-01"})
    card = playing.choose(session, amara, {})["cards"][0]
    play = playing.begin(session, amara, {"name": card["name"]})["play"]
    said(session, amara, play, *GOOD[:1])
    playing.end(session, amara, {"id": play["id"]})

    assert done["done"] == "“The second visit” is kept, and can be practised."
    assert (card["title"], card["assigned"]) == ("The second visit", "asked of you until 1 Apr 2026")
    assert [one["done"][:4] for one in following.follow(session, david, {})["assigned"]] == ["done"]
    assert scenarios.written(session, david, {})["drafts"] == []


def test_what_another_trainer_saved_meanwhile_is_not_overwritten_and_the_later_keeps_theirs(
    session: Session, who: dict[str, Practising]
) -> None:
    david, other = who["david"], second(who)
    name = kept(session, david, typed(session, david, opened(session, david, name="first_visit"), title="Ours"))["name"]
    mine = typed(session, david, opened(session, david, name=name), title="David’s")
    kept(session, other, typed(session, other, opened(session, other, name=name), title="The other’s"))

    refused = kept(session, david, mine)
    beside = forms.set_aside(session, david, {"id": mine["id"]})
    saved = kept(session, david, beside)

    titles = {one.name: read_scenario(one.text).title for one in session.exec(select(Practice)).all()}
    assert refused["ok"] is False
    assert refused["meanwhile"].startswith("Margaux changed this scenario on ")
    assert titles == {name: "The other’s", saved["name"]: "David’s (2)"}


def test_two_windows_of_one_trainer_do_not_write_over_each_other(session: Session, who: dict[str, Practising]) -> None:
    first = opened(session, who["david"], name="first_visit")
    typed(session, who["david"], first, title="In the one window")

    late = typed(session, who["david"], first, title="In the other window")

    assert (late["ok"], late["stale"]) == (False, True)
    assert opened(session, who["david"], draft=first["id"])["data"]["title"] == "In the one window"


def test_a_try_out_is_played_and_leaves_no_mark_and_nothing_to_count(session: Session, who: dict[str, Practising]) -> None:
    david = who["david"]
    form = opened(session, david, name="first_visit")
    play = said(session, david, trying.begin(session, david, {"id": form["id"]})["play"], *GOOD)
    listed = playing.choose(session, david, {})
    with pytest.raises(OutOfScope):
        playing.end(session, david, {"id": play["id"]})

    mark = trying.end(session, david, {"id": play["id"]})["mark"]

    assert play["turns"][0]["coach"]["effects"]
    assert (listed["open"], listed["past"]) == ([], [])
    assert mark["points"] > 0
    assert any(one["quote"] in GOOD for one in mark["aims"] if one["quote"])
    assert session.exec(select(Rehearsal)).all() == []
    assert following.export(session, david, {})["text"].count("\n") == 1


def test_what_cannot_be_played_is_not_tried_out(session: Session, who: dict[str, Practising]) -> None:
    form = opened(session, who["david"])

    with pytest.raises(PracticeRefused):
        trying.begin(session, who["david"], {"id": form["id"]})


def test_a_deleted_scenario_and_a_draft_thrown_away_come_back(session: Session, who: dict[str, Practising]) -> None:
    david = who["david"]
    name = kept(session, david, typed(session, david, opened(session, david, name="first_visit"), title="Ours"))["name"]
    draft = typed(session, david, opened(session, david), title="Half done")
    row = next(one for one in scenarios.written(session, david, {})["scenarios"] if one["name"] == name)

    scenarios.remove(session, david, {"id": row["id"]})
    forms.discard(session, david, {"id": draft["id"]})
    gone = scenarios.written(session, david, {})
    scenarios.restore(session, david, {"id": row["id"]})
    forms.bring_back(session, david, {"id": draft["id"]})
    back = scenarios.written(session, david, {})

    assert name not in [one["name"] for one in gone["scenarios"]]
    assert [one["title"] for one in gone["removed"]] == ["Ours", "Half done"]
    assert name in [one["name"] for one in back["scenarios"]]
    assert (back["removed"], [one["title"] for one in back["drafts"]]) == ([], ["Half done"])


def test_what_is_taken_away_while_somebody_changes_it_is_said(session: Session, who: dict[str, Practising]) -> None:
    david, other = who["david"], second(who)
    name = kept(session, david, typed(session, david, opened(session, david, name="first_visit"), title="Ours"))["name"]
    form = typed(session, david, opened(session, david, name=name), title="David’s")
    row = session.exec(select(Practice)).one()

    scenarios.remove(session, other, {"id": row.id})

    assert "Margaux took this scenario away" in kept(session, david, form)["meanwhile"]


def test_a_scenario_made_from_a_reviewed_message_opens_in_the_form_and_a_file_under_a_free_name(
    session: Session, who: dict[str, Practising]
) -> None:
    david, text = who["david"], next(path.read_text("utf-8") for path in shipped() if path.stem == "first_visit")
    reviewed = text.replace("name: first_visit", "name: review_7")
    session.add(Practice(name="review_7", text=reviewed, made_by_id=who["margaux"].desk.user_id))
    session.flush()

    form = opened(session, david, name="review_7")
    imported = opened(session, david, text=text)

    listed = {one["name"]: one["from"] for one in scenarios.written(session, david, {})["scenarios"]}
    assert listed["review_7"] == "from a reviewed message, by Margaux"
    assert (form["changes"], form["faults"]) == (True, [])
    assert (imported["data"]["name"], imported["faults"]) == ("first_visit_2", [])


def test_a_trainer_of_one_store_copies_what_is_of_another_and_changes_no_draft_but_their_own(
    session: Session, who: dict[str, Practising]
) -> None:
    david = who["david"]
    name = kept(session, david, typed(session, david, opened(session, david, name="first_visit"), title="Ours"))["name"]
    theirs = replace(who["luca"], desk=replace(who["luca"].desk, role=Role.TRAINER))
    mine = opened(session, david, name=name)

    copy = opened(session, theirs, name=name)

    assert (copy["changes"], copy["data"]["title"]) == (False, "Ours (2)")
    with pytest.raises(OutOfScope):
        scenarios.remove(session, theirs, {"id": session.exec(select(Practice.id)).one()})
    with pytest.raises(OutOfScope):
        forms.read(session, theirs, {"id": mine["id"]})


def test_a_form_in_which_nothing_was_changed_is_no_draft(session: Session, who: dict[str, Practising]) -> None:
    david = who["david"]
    opened(session, david, name="first_visit")
    form = typed(session, david, opened(session, david, name="first_visit"), title="Ours")

    name = kept(session, david, form)["name"]
    again = opened(session, david, draft=form["id"])

    assert scenarios.written(session, david, {})["drafts"] == []
    assert (again["touched"], again["changes"], again["data"]["name"]) == (False, True, name)


def test_a_saved_scenario_is_changed_on_in_the_same_form(session: Session, who: dict[str, Practising]) -> None:
    david = who["david"]
    form = typed(session, david, opened(session, david, name="first_visit"), title="Ours")
    kept(session, david, form)

    again = typed(session, david, opened(session, david, draft=form["id"]), title="Ours, mended")
    listed = scenarios.written(session, david, {})["drafts"]
    done = kept(session, david, again)

    assert [one["title"] for one in listed] == ["Ours, mended"]
    assert done["done"] == "“Ours, mended” is kept, and can be practised."
    assert len(session.exec(select(Practice)).all()) == 1


def test_a_form_in_which_nothing_was_changed_shows_what_somebody_else_saved_since(
    session: Session, who: dict[str, Practising]
) -> None:
    david, other = who["david"], second(who)
    name = kept(session, david, typed(session, david, opened(session, david, name="first_visit"), title="Ours"))["name"]
    form = opened(session, david, name=name)
    kept(session, other, typed(session, other, opened(session, other, name=name), title="The other’s"))

    again = opened(session, david, draft=form["id"])

    assert (again["data"]["title"], again["meanwhile"]) == ("The other’s", "")
