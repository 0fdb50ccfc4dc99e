"""What is asked in words that no list of words foresaw: who was kept waiting, which of two, whose birthday."""

import pytest

from tests.assistant.conftest import TalkAs


@pytest.mark.parametrize(
    "question",
    [
        "Whom have I kept waiting past the day I gave them?",
        "be honest, who have i kept waiting beyond their day",
    ],
)
async def test_who_was_kept_waiting_is_who_was_promised_something_by_a_day_that_is_past(talk: TalkAs, question: str) -> None:
    answer = await talk("weiling").ask(question)

    assert "to whom a promise is overdue" in answer.text


async def test_what_the_workshop_should_have_given_back_is_a_repair_or_an_alteration_whose_day_is_past(talk: TalkAs) -> None:
    answer = await talk("camille").ask("La liste des clients à qui l'atelier devait rendre quelque chose et la date est passée")

    assert "réparation" in answer.text
    assert "date dépassée" in answer.text
    assert "promesse en retard" not in answer.text


async def test_of_two_of_one_name_the_one_who_is_put_aside_by_whose_they_are_is_not_meant(talk: TalkAs) -> None:
    tom = talk("tom")
    await tom.ask("shoe size Mensah")

    answer = await tom.ask("the barrister, not amara's teacher")

    assert answer.client_ids == (tom.client("a-mensah-kofi"),)
    assert "44" in answer.text


async def test_whose_feet_are_bigger_is_no_question_of_what_they_spent(talk: TalkAs) -> None:
    answer = await talk("tom").ask("Bunny vs Tunde, who has got the bigger feet?")

    assert "spent" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "c'est quand l'anniv d'Agathe la boulangère, je voudrais lui écrire un mot",
        "quand est l'anniversaire d'Agathe Lemoine",
    ],
)
async def test_a_birthday_that_nobody_told_us_is_not_known(talk: TalkAs, question: str) -> None:
    answer = await talk("ines").ask(question)

    assert answer.refused


async def test_why_somebody_asks_is_no_question(talk: TalkAs) -> None:
    luca = talk("luca")
    plain = await luca.ask("Quando compie gli anni Ottavia Bellini?")

    with_a_reason = await talk("luca").ask("Quando compie gli anni Ottavia Bellini, vorrei scriverle")

    assert not plain.refused
    assert with_a_reason.text == plain.text


async def test_how_often_somebody_turns_up_in_town_is_not_counted_in_pieces(talk: TalkAs) -> None:
    answer = await talk("tom").ask("roughly how frequently does Mr Adeyemi wash up in London")

    assert "bought 0" not in answer.text
    assert "every 6 months" in answer.text


async def test_where_the_whole_message_finds_nothing_its_question_is_answered_without_what_is_said_behind_it(
    talk: TalkAs,
) -> None:
    question = "Lesquelles de mes clientes attendent encore une pièce de l'atelier alors que la date annoncée est déjà passée ?"
    plain = await talk("camille").ask(question)

    with_an_aside = await talk("camille").ask(f"{question} Sans m'épargner.")
    with_a_name = await talk("camille").ask("What did she buy? Zorblax.")

    assert not plain.refused
    assert with_an_aside.text == plain.text
    assert with_a_name.refused


async def test_what_has_turned_up_in_stock_is_what_arrived(talk: TalkAs) -> None:
    tom = talk("tom")
    plain = await tom.ask("What arrived in the last thirty days?")

    other = await talk("tom").ask("What has physically turned up in our London stock over the past thirty days?")

    assert not plain.refused
    assert other.text == plain.text
