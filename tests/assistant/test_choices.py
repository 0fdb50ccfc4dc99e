"""Which of those who were offered is meant, and what a correction takes up."""

import pytest

from tests.assistant.conftest import TalkAs

SHOES = "What size shoes does Laurent take?"


@pytest.mark.parametrize(
    "choice",
    ["the first", "Mathilde", "No, not Isabelle. Mathilde, with the sea charts", "mine", "Luca's client", "celle de Luca"],
)
async def test_the_one_who_is_chosen_is_asked_what_was_asked_before(talk: TalkAs, choice: str) -> None:
    luca = talk("luca")
    offered = await luca.ask(SHOES)

    answer = await luca.ask(choice)

    assert offered.text.endswith("?")
    assert answer.client_ids == (luca.client("d-laurent"),)
    assert "38 in the Pentes loafer" in answer.text


async def test_what_is_true_of_both_chooses_nobody(talk: TalkAs) -> None:
    luca = talk("luca")
    await luca.ask(SHOES)

    answer = await luca.ask("the one from Paris")

    assert answer.text.endswith("?")
    assert answer.refused is False


async def test_no_the_other_one_takes_the_choice_back(talk: TalkAs) -> None:
    luca = talk("luca")
    await luca.ask("How much has Giulia spent?")
    await luca.ask("the one in my book")

    answer = await luca.ask("no, the other one")

    assert answer.client_ids == (luca.client("d-ferrante-rossi"),)


async def test_a_correction_asks_the_same_of_a_relative(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("What did Giles Whitcombe buy last?")

    answer = await amara.ask("sorry, not him, his wife")

    assert answer.text.startswith("Eleanor Whitcombe last bought on")


async def test_a_correction_asks_the_same_of_another_piece(talk: TalkAs) -> None:
    tom = talk("tom")
    await tom.ask("Do we have the Quai 40?")

    answer = await tom.ask("no, the chronograph")

    assert answer.text.startswith("Quai 40 Chronograph")


async def test_both_of_a_name_are_asked(talk: TalkAs) -> None:
    luca = talk("luca")

    answer = await luca.ask("Which metal do the two Laurents wear?")

    assert {luca.client("d-laurent"), luca.client("c-laurent")} <= set(answer.client_ids)


async def test_a_relative_of_whom_nothing_is_written_is_told_by_the_one_who_was_named(talk: TalkAs) -> None:
    weiling = talk("weiling")
    await weiling.ask("Who is Jonas Brandt?")

    answer = await weiling.ask("what is his wife's ring size?")

    assert "Lena: 52" in answer.text
