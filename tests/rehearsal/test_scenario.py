"""Scenarios: all that are shipped can be played; what cannot be played is refused with the place and the reason."""

from pathlib import Path

import pytest

from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import Mood, as_text, read_scenario, shipped, shipped_scenario


@pytest.mark.parametrize("path", list(shipped()), ids=lambda path: path.stem)
def test_a_shipped_scenario_can_be_played_and_has_its_files_name(path: Path) -> None:
    assert read_scenario(path.read_text(encoding="utf-8"), path.name).name == path.stem


def test_there_are_twelve_one_of_them_french_and_one_italian() -> None:
    languages = [read_scenario(path.read_text(encoding="utf-8")).language for path in shipped()]

    assert (len(languages), languages.count("fr"), languages.count("it")) == (12, 1, 1)


def test_a_scenario_written_out_reads_the_same_again() -> None:
    scenario = shipped_scenario("secret_gift")

    assert read_scenario(as_text(scenario)) == scenario


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("opening: ", "openning: ", "openning: there is no such key; look for a misspelling"),
        ("wants: ", "whants: ", "wants: is missing"),
        ("avoids: [tax_form", "avoids: [no_such", "names no fact of this scenario: no_such"),
        ("vertical: leather goods", "language: de", "language"),
        ("    trust: 58", "    trust: 580", "beats.1.trust"),
        ("after: [bicycle]", "after: [bicycle, new_job]", "new_job waits for new_job"),
        ("  content: ", "  contented: ", "lines"),
        ("met_by: {offers: [rucksack], listens: true}", "met_by: {by_turn: 3}", "aims.2.met_by: name at least one sign"),
    ],
)
def test_a_mistake_is_named_with_its_place(was: str, becomes: str, said: str) -> None:
    whole = next(path for path in shipped() if path.stem == "first_visit").read_text(encoding="utf-8")
    assert was in whole

    with pytest.raises(ScenarioRefused) as refused:
        read_scenario(whole.replace(was, becomes, 1), "first_visit.yaml")

    assert said in str(refused.value)


def test_beats_that_wait_for_each_other_are_refused() -> None:
    scenario = shipped_scenario("first_visit")
    first, second, *rest = scenario.beats
    circle = scenario.model_copy(update={"beats": (first.model_copy(update={"after": (second.id,)}), second, *rest)})

    with pytest.raises(ScenarioRefused, match="waits for"):
        read_scenario(as_text(circle))


@pytest.mark.parametrize("mood", Mood)
def test_a_client_without_words_for_a_mood_is_refused(mood: Mood) -> None:
    scenario = shipped_scenario("first_visit")
    lines = {one: words for one, words in scenario.lines.items() if one is not mood}

    with pytest.raises(ScenarioRefused, match=mood.value):
        read_scenario(as_text(scenario.model_copy(update={"lines": lines})))


def test_what_is_no_yaml_says_in_which_line() -> None:
    with pytest.raises(ScenarioRefused, match="line 2"):
        read_scenario("name: a\n  wrong: [", "mine.yaml")


def test_a_name_that_is_not_shipped_lists_those_that_are() -> None:
    with pytest.raises(ScenarioRefused, match="bereavement"):
        shipped_scenario("tea_party")
