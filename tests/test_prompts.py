"""Prompts are prose in files, filled in by name."""

from pathlib import Path

import pytest

from copilot import prompts
from copilot.errors import PromptError
from copilot.prompts import fill


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with prompts of its own."""
    (tmp_path / "prompts").mkdir()
    monkeypatch.setattr(prompts, "house_folder", lambda: tmp_path)
    return tmp_path / "prompts"


def test_inputs_are_filled_in_by_name(house: Path) -> None:
    (house / "draft.md").write_text("For {client}: {piece}. Again, {client}.\n", encoding="utf-8")

    text = fill("draft", client="Ms Laurent", piece="the sapphire ring")

    assert text == "For Ms Laurent: the sapphire ring. Again, Ms Laurent."


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"client": "A"}, "prompts/draft.md takes ['client', 'piece'], but was given ['client']."),
        (
            {"client": "A", "piece": "B", "tone": "C"},
            "prompts/draft.md takes ['client', 'piece'], but was given ['client', 'piece', 'tone'].",
        ),
    ],
)
def test_missing_and_extra_inputs_are_refused(house: Path, given: dict[str, str], complaint: str) -> None:
    (house / "draft.md").write_text("{client} {piece}", encoding="utf-8")

    with pytest.raises(PromptError) as refused:
        fill("draft", **given)

    assert str(refused.value) == complaint


def test_front_matter_is_for_people_and_doubled_braces_are_plain_ones(house: Path) -> None:
    (house / "json.md").write_text('---\njob: {not an input}\n---\nReply with {{"sizes": []}} for {client}.', encoding="utf-8")

    text = fill("json", client="Ms Laurent")

    assert text == 'Reply with {"sizes": []} for Ms Laurent.'


def test_braces_in_what_is_filled_in_stay_as_they_are(house: Path) -> None:
    (house / "note.md").write_text("{note}", encoding="utf-8")

    text = fill("note", note="likes {name} and {{cuffs}}")

    assert text == "likes {name} and {{cuffs}}"


@pytest.mark.parametrize("wrong", ["{", "} alone", "{0}", "{client.secret}", "{client!r}", "{client:>9}", "{}"])
def test_a_prompt_that_cannot_be_filled_in_says_which_file(house: Path, wrong: str) -> None:
    (house / "draft.md").write_text(wrong, encoding="utf-8")

    with pytest.raises(PromptError, match=r"prompts/draft\.md"):
        fill("draft", client="A")


def test_a_prompt_that_does_not_exist_is_named(house: Path) -> None:
    with pytest.raises(PromptError, match=r"prompts/draught\.md does not exist"):
        fill("draught")


def test_the_assistants_prompt_takes_who_asks_where_and_when() -> None:
    text = fill("assistant", today="3 March 2026", name="Inès", role="associate", store="Rue de Sèze", house="Maison Orsel")

    assert text.startswith("You are the copilot of Maison Orsel")
    assert "Today is 3 March 2026. Inès is asking, who is here as associate of Rue de Sèze." in text
