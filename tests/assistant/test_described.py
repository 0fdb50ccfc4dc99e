"""Somebody whose name nobody remembers: found by what is written down, quoted, and never from another store."""

import pytest

from tests.assistant.conftest import TalkAs


@pytest.mark.parametrize(
    ("user", "question", "name"),
    [
        ("tom", "The chap who sells wind turbines, big fellow, what's his name again?", "Galbraith"),
        ("tom", "Which old lady came over from Vienna on a children's train?", "Adler"),
        ("weiling", "the bone surgeon who eats in the car, who's that", "Papadakis"),
        ("camille", "Quelle dame dirige une école de musique à Bruxelles ?", "De Smet"),
        ("luca", "Chi è la signora che beve acqua calda con miele, warm water with honey?", "Santoro"),
        ("ines", "¿Quién trabaja en la radio y entra a las 5?", "Lacaze"),
    ],
)
async def test_a_person_is_found_by_a_description_and_quoted(talk: TalkAs, user: str, question: str, name: str) -> None:
    answer = await talk(user).ask(question)

    assert name in answer.text
    assert {"note", "fact"} & {source.kind for source in answer.sources}


@pytest.mark.parametrize(
    ("user", "question", "name"),
    [
        ("luca", "who came in with that sausage dog a couple of weeks back, i can see the face not the name", "Perrin"),
        ("ines", "le monsieur de Namur qui ne veut que du noir, il revient tous les combien", "Vanderlinden"),
    ],
)
async def test_one_who_is_described_is_no_list_of_all_who_came_or_will(talk: TalkAs, user: str, question: str, name: str) -> None:
    answer = await talk(user).ask(question)

    assert name in answer.text
    assert len(answer.client_ids) == 1


async def test_a_gentleman_who_is_described_is_no_lady(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Which gentleman just became a doctor of marine biology?")

    assert "Drummond" not in answer.text


async def test_nobody_fits_a_description_that_fits_nobody(talk: TalkAs) -> None:
    answer = await talk("tom").ask("Who was the gentleman that used to be an astronaut?")

    assert answer.refused


async def test_a_client_of_another_store_is_described_to_nobody(talk: TalkAs) -> None:
    answer = await talk("weiling").ask("Who runs a music school in Ixelles and comes to Paris by the early train?")

    assert "De Smet" not in answer.text
    assert not {source.client_id for source in answer.sources} & {talk("camille").client("c-desmet")}


@pytest.mark.parametrize(
    "question",
    [
        "What was the last thing Castellane took, the gallery lady?",
        "Castellane, the gallery owner: what does she like?",
        "That dentist, Bérénice Castellane, the one with her own practice: what size bangle does she take?",
    ],
)
async def test_a_name_of_another_stores_client_is_nobody_whoever_fits_the_words_beside_it(talk: TalkAs, question: str) -> None:
    answer = await talk("tom").ask(question)

    assert answer.refused
    assert not answer.client_ids


async def test_after_a_description_the_talk_goes_on_about_whom_it_fitted(talk: TalkAs) -> None:
    conversation = talk("tom")
    await conversation.ask("Which old lady came over from Vienna on a children's train?")

    answer = await conversation.ask("Which language do I write to her in?")

    assert "Adler" in answer.text
    assert "German" in answer.text


async def test_an_everyday_word_names_nobody(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Which gentleman of mine spent his working life behind the wheel of a bus?")

    assert "know no client" not in answer.text


async def test_the_house_is_no_slip_in_a_client_s_name(talk: TalkAs) -> None:
    answer = await talk("camille").ask("Commande livrée, elle change d'avis : la maison lui laisse combien de jours ?")

    assert "Masson" not in answer.text


async def test_who_spent_a_prize_is_described_and_no_list_of_spenders(talk: TalkAs) -> None:
    answer = await talk("amara").ask("the girl with the seals, phd, who spent her prize money on studs - name and her metal")

    assert "Drummond" in answer.text
    assert "White gold" in answer.text
    assert not any(source.kind == "list" for source in answer.sources)


async def test_the_room_where_one_tries_things_on_is_no_appointment(talk: TalkAs) -> None:
    answer = await talk("tom").ask("who's the rugby chap with the three daughters who sings in the fitting room?")

    assert not any(source.kind == "list" for source in answer.sources)
