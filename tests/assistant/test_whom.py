"""Whom somebody means: half a name, a slip of the finger, a nickname, what they once bought."""

import pytest

from tests.assistant.conftest import TalkAs


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Ngozi Okafor", "a-okafor"),
        ("ngozi okafor", "a-okafor"),
        ("NGOZI OKAFOR", "a-okafor"),
        ("Okafor", "a-okafor"),
        ("Dr Okafor", "a-okafor"),
        ("Ngozi Okafr", "a-okafor"),
        ("Ngozy Okaffor", "a-okafor"),
        ("okafors", "a-okafor"),
        ("Peggy", "a-thornbury"),
        ("bunny galbraith", "a-galbraith"),
        ("Miss Jo", "a-baptiste"),
        ("Akosua Lartey Morel", "a-morel"),
        ("lartey-morel", "a-morel"),
        ("Marguerite Haloran", "b-halloran"),
        ("sheikha noura", "b-alfalasi"),
        ("Al-Falasi", "b-alfalasi"),
    ],
)
async def test_the_client_is_found_by_what_people_type(talk: TalkAs, words: str, who: str) -> None:
    amara = talk("amara")

    answer = await amara.ask(f"When did {words} last buy something?")

    assert answer.client_ids == (amara.client(who),)
    assert not answer.refused


@pytest.mark.parametrize(
    ("words", "who"),
    [("Berenice Castellane", "c-castellane"), ("bere", "c-castellane"), ("Bérénice", "c-castellane"), ("zosia", "d-kowalska")],
)
async def test_accents_are_not_needed(talk: TalkAs, words: str, who: str) -> None:
    camille = talk("camille")

    answer = await camille.ask(f"When did {words} last buy something?")

    assert answer.client_ids == (camille.client(who),)


async def test_the_lady_with_the_sapphire_ring(talk: TalkAs) -> None:
    amara = talk("amara")

    answer = await amara.ask("the lady with the sapphire ring")

    assert answer.text.startswith("That could be")
    assert "Marguerite Halloran (bought the Lumen Sapphire Ring" in answer.text
    assert amara.client("b-halloran") in answer.client_ids


async def test_one_who_fits_the_description_is_meant_without_asking(talk: TalkAs) -> None:
    amara = talk("amara")

    answer = await amara.ask("What is the phone number of the lady with the rose gold bangle?")

    assert "Ngozi Okafor" in answer.text


async def test_two_people_in_one_question_are_both_answered(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Who spent more, Sarah Mensah or Kofi Mensah?")

    assert "Sarah Mensah" in answer.text
    assert "Kofi Mensah" in answer.text
    assert len(answer.client_ids) == 2


@pytest.mark.parametrize(
    "common", ["Will this bag arrive?", "I rose early, what is new?", "May I return a bag without a receipt?"]
)
async def test_an_everyday_word_names_nobody(talk: TalkAs, common: str) -> None:
    answer = await talk("amara").ask(common)

    assert answer.client_ids == ()


@pytest.mark.parametrize("question", ["[client 43]", "What did the client with the id 43 buy?", "Qui est le client 43 ?"])
async def test_a_number_of_ours_is_nobody_and_no_size_either(talk: TalkAs, question: str) -> None:
    answer = await talk("ines").ask(question)

    assert answer.refused
    assert not answer.sources
