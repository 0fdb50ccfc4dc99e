"""What is asked in words that no list of words foresaw: who was kept waiting, which of two, whose birthday."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from copilot.bootstrap import Shop
from copilot.records.care import Appointment, Consent
from copilot.records.people import Client, User
from tests.assistant.conftest import TalkAs
from tests.assistant.talk import TODAY
from tests.assistant.test_lists import listed


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


@pytest.mark.parametrize(
    ("user", "question"),
    [
        ("weiling", "Before I pick up the telephone: who in my book has said no to sales calls?"),
        ("camille", "qui a dit non aux appels dans mon portefeuille ?"),
    ],
)
async def test_who_said_no_to_calls_is_who_refused_them_and_not_everybody_who_was_never_asked(
    demo: Shop, talk: TalkAs, user: str, question: str
) -> None:
    with Session(demo.engine) as session:
        lines = session.exec(
            select(Consent)
            .join(Client, col(Consent.client_id) == col(Client.id))
            .join(User, col(Client.associate_id) == col(User.id))
            .where(User.source_id == user, Client.status == "active", Consent.channel == "phone", Consent.purpose == "marketing")
            .order_by(col(Consent.at))
        ).all()
        newest = {line.client_id: line.status for line in lines}

    answer = await talk(user).ask(question)

    assert listed(answer) == {client for client, status in newest.items() if status in ("refused", "withdrawn")}


async def test_how_often_we_see_somebody_asks_for_no_rule_of_the_house(talk: TalkAs) -> None:
    answer = await talk("tom").ask("roughly how often do we see Tunde in London?")

    assert "about once every" in answer.text


async def test_how_long_something_has_been_at_the_workshop_is_told_with_the_repair(talk: TalkAs) -> None:
    answer = await talk("camille").ask("how long has Isabelle's bangle been at the workshop?")

    assert "[case" in answer.text


@pytest.mark.parametrize(
    ("user", "question", "then", "said"),
    [
        ("luca", "che misura di anello ha adesso Mathilde Laurent?", "e da quanto tempo?", "54"),
        ("amara", "is Astrid allergic to something?", "ok and when did she first tell us that", "ickel"),
        ("amara", "where does Ngozi live now?", "since when?", "Dulwich"),
        ("amara", "¿dónde vive ahora Ngozi?", "¿y desde cuándo?", "Dulwich"),
    ],
)
async def test_since_when_is_asked_of_the_fact_that_was_just_told(
    talk: TalkAs, user: str, question: str, then: str, said: str
) -> None:
    conversation = talk(user)
    told = await conversation.ask(question)

    answer = await conversation.ask(then)

    assert said in answer.text
    assert any(mark in told.text for mark in re.findall(r"\[fact \d+\]", answer.text))


async def test_of_two_of_one_name_the_one_in_the_askers_own_book_is_mine(talk: TalkAs) -> None:
    luca = talk("luca")
    await luca.ask("il piede della Giulia")

    answer = await luca.ask("ma no, non la scheda di inès. la Ferrante mia")

    assert answer.client_ids == (luca.client("d-ferrante"),)


async def test_a_name_a_colon_and_what_is_asked_is_a_question(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Jonas Brandt: date of the wedding anniversary, and which gold was it that Lena will wear?")

    assert "anniversary" in answer.text
    assert "ellow" in answer.text


async def test_what_one_needs_before_somebody_comes_is_a_brief(talk: TalkAs) -> None:
    answer = await talk("amara").ask("sarah mensah's in the day after tomorrow, give me what I need in two lines pls")

    assert "**Open**" in answer.text


@pytest.mark.parametrize(
    ("user", "question"),
    [
        ("amara", "my appointments in the next seven days"),
        ("camille", "dis, fais-moi la liste de mes rdv sur les sept prochains jours"),
    ],
)
async def test_ones_own_appointments_of_the_days_that_come_are_a_list_of_ones_own_clients(
    demo: Shop, talk: TalkAs, user: str, question: str
) -> None:
    tomorrow = datetime.combine(TODAY + timedelta(1), time(), UTC)
    with Session(demo.engine) as session:
        own = select(Client.id).join(User, col(User.id) == Client.associate_id).where(User.source_id == user)
        book = set(session.exec(own))
        visits = select(Appointment.client_id).where(Appointment.status == "booked", col(Appointment.client_id).in_(book))
        coming = session.exec(visits.where(Appointment.starts_at >= tomorrow, Appointment.starts_at < tomorrow + timedelta(5)))
        soon = set(coming)

    answer = await talk(user).ask(question)

    assert soon
    assert soon <= listed(answer) <= book


async def test_who_bought_a_watch_but_no_strap_is_not_told_by_the_strap_that_a_watch_has(talk: TalkAs) -> None:
    weiling = talk("weiling")

    answer = await weiling.ask("which of my gentlemen bought a watch but never a strap to go with it")

    assert weiling.client("b-qahtani-f") in listed(answer)


@pytest.mark.parametrize(
    ("user", "question", "said"),
    [
        ("tom", "are we open on 26 December, someone on the phone", "26 December"),
        ("camille", "on est ouvert le 26 décembre, une dame au téléphone ?", "26 December"),
        ("tom", "price of the chronograph in pounds pls, man at the counter", "£6,790"),
    ],
)
async def test_who_stands_there_while_one_asks_is_not_asked_about(talk: TalkAs, user: str, question: str, said: str) -> None:
    answer = await talk(user).ask(question)

    assert said in answer.text


@pytest.mark.parametrize(
    ("user", "question", "said"),
    [
        ("tom", "bunnys weekend bag, whats being done to it", "Handle stitching"),
        ("tom", "by how much did we let out the sleeves on Tunde's grey jacket", "2 cm"),
        ("ines", "Helena Barbosa sigue enfadada, qué nos falta mandarle", "second invoice"),
        ("tom", "what do we still have to send Rory Galbraith", "rude card"),
    ],
)
async def test_what_is_done_to_a_piece_or_still_owed_is_an_open_matter(talk: TalkAs, user: str, question: str, said: str) -> None:
    answer = await talk(user).ask(question)

    assert said in answer.text


async def test_who_somebody_is_may_be_asked_in_haste(talk: TalkAs) -> None:
    answer = await talk("amara").ask("whos the milliner who buys scarves to cut them up")

    assert "Jocelyn Baptiste" in answer.text
    assert not answer.refused


async def test_a_name_at_the_head_of_a_question_calls_a_client_though_it_is_a_word_too(talk: TalkAs) -> None:
    amara = talk("amara")

    answer = await amara.ask("Flora - what has she brought back to us?")

    assert answer.client_ids == (amara.client("a-whitcombe-flora"),)


async def test_a_plural_of_an_everyday_word_is_no_slip_in_a_name(talk: TalkAs) -> None:
    answer = await talk("ines").ask("Nombres de los míos que compraron zapatillas blancas")

    assert "compra de «zapatillas blancas»" in answer.text
    assert "Belkacem" in answer.text


@pytest.mark.parametrize(
    ("user", "question", "told"),
    [
        ("tom", "count for me pls, pen sleeves sold to Rao altogether", "7 of pen sleeves"),
        ("tom", "be honest, what have I given my word on and let slide past the date?", "to whom a promise is overdue"),
        ("weiling", "of my own clients, who is eyeing the chronograph?", "who wish for “chronograph”"),
        ("luca", "Ottavia nell'ultimo mese e mezzo cos'ha portato a casa? fammi l'elenco", "3 acquisti"),
        ("amara", "how long have we had Mrs Okabe's necklace off her now?", "repair since"),
        ("amara", "which clutches has miriam got at home by now", "2 purchases of clutches"),
        ("weiling", "which of my clients have a piece at the workshop right now?", "with an open repair or alteration"),
        ("camille", "qu'est-ce que Maître Nguyễn n'a pas gardé ?", "a rapporté Perrache Trousers"),
        ("ines", "Duarte's heels: am I supposed to send him anything before they are ready?", "We promised Duarte Tavares"),
    ],
)
async def test_what_is_said_at_the_counter_is_understood(talk: TalkAs, user: str, question: str, told: str) -> None:
    answer = await talk(user).ask(question)

    assert told in answer.text


async def test_of_two_questions_and_an_order_both_are_answered(talk: TalkAs) -> None:
    answer = await talk("weiling").ask(
        "Mr Zhao, which day is he coming in, and will the watch be done by then? pls check both dates"
    )

    assert {"appointment", "case"} <= {source.kind for source in answer.sources}


async def test_i_mean_asks_for_no_average(talk: TalkAs) -> None:
    weiling = talk("weiling")
    await weiling.ask("Mori ring size")

    answer = await weiling.ask("sorry, shoe size i mean")

    assert "average" not in answer.text


async def test_a_sum_that_alone_is_asked_for_stands_alone(talk: TalkAs) -> None:
    answer = await talk("amara").ask("How much has Ngozi Okafor spent in all?")

    assert {source.kind for source in answer.sources} == {"figure"}


@pytest.mark.parametrize(
    ("asker", "question", "said"),
    [
        ("ines", "¿qué le gusta a Lucía?", "ivory"),
        ("amara", "is Ngozi married?", "Chidi"),
        ("amara", "does Sarah Mensah have kids", "Esi"),
        ("camille", "Isabelle a des enfants ?", "Rémi"),
    ],
)
async def test_a_sort_of_what_is_asked_answers(talk: TalkAs, asker: str, question: str, said: str) -> None:
    answer = await talk(asker).ask(question)

    assert said in answer.text


async def test_a_ring_that_was_measured_is_no_size_of_shoe(talk: TalkAs) -> None:
    answer = await talk("camille").ask("Isabelle a quelle pointure ?")

    assert answer.refused
