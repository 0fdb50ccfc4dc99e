"""The book by several conditions at once, as they are said: who bought this and no that, late repairs, towns in other tongues."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from copilot.assistant.events import Answer
from copilot.bootstrap import Shop
from copilot.domain.source import Source
from copilot.records.care import Appointment, Promise, ServiceCase
from copilot.records.people import Client
from tests.assistant.conftest import TalkAs
from tests.assistant.talk import TODAY

TUESDAY = TODAY + timedelta((1 - TODAY.weekday()) % 7)


def listed(answer: Answer) -> set[int]:
    return {source.client_id for source in _people(answer.sources) if source.client_id}


def _people(sources: Iterable[Source]) -> list[Source]:
    return [source for source in sources if source.kind == "client"]


@pytest.mark.parametrize(
    ("user", "question", "name"),
    [
        ("luca", "Whose repair or alteration, among my people, has run past the day we named and is still open?", "luca"),
        ("luca", "Chi dei miei clienti ha una riparazione o una modifica in ritardo?", "luca"),
    ],
)
async def test_only_what_is_late_is_listed_where_that_is_asked(
    demo: Shop, talk: TalkAs, user: str, question: str, name: str
) -> None:
    with Session(demo.engine) as session:
        late = session.exec(
            select(ServiceCase.client_id)
            .join(Client, col(Client.id) == ServiceCase.client_id)
            .where(
                col(ServiceCase.closed_on).is_(None),
                col(ServiceCase.promised_for) < TODAY,
                col(ServiceCase.kind).in_(("repair", "alteration")),
                Client.associate_id == talk(name).desk.user_id,
            )
        ).all()

    answer = await talk(user).ask(question)

    assert listed(answer) == set(late)


@pytest.mark.parametrize(
    ("user", "question", "told"),
    [
        ("ines", "Lesquels de mes clients sont repartis un jour avec des baskets blanches ?", ["Belkacem", "Rochat", "Restrepo"]),
        ("tom", "Who's waiting for that blue rucksack?", ["Galbraith", "Adeyemi"]),
        ("tom", "Has anyone in my book bought both a belt and a briefcase?", ["Galbraith", "Pemberton", "Qureshi"]),
        ("weiling", "Who returned something in the last twelve months?", ["brought back"]),
        ("luca", "Quali clienti vivono a Berlino?", ["Kowalska", "Nowak"]),
        ("amara", "Who of mine owns pearls and lives outside London?", ["Al Falasi"]),
        ("camille", "À qui ai-je vendu une montre depuis janvier 2025 ?", ["Laurent"]),
    ],
)
async def test_a_list_holds_whom_all_the_conditions_fit(talk: TalkAs, user: str, question: str, told: list[str]) -> None:
    answer = await talk(user).ask(question)

    assert all(name in answer.text for name in told)
    assert any(source.kind == "list" for source in answer.sources)


@pytest.mark.parametrize(
    ("user", "question"),
    [
        ("camille", "Quels clients n'ont pas donné leur accord pour les e-mails ?"),
        ("tom", "Which clients have not agreed to e-mails?"),
    ],
)
async def test_who_did_not_agree_is_not_who_agreed(talk: TalkAs, user: str, question: str) -> None:
    conversation = talk(user)
    without = await conversation.ask(question)
    granted = await talk(user).ask({"camille": "Quels clients ont donné leur accord pour les e-mails ?"}.get(user, question))

    assert listed(without)
    assert user == "tom" or not listed(without) & listed(granted)


async def test_two_conditions_of_two_clauses_both_hold(talk: TalkAs) -> None:
    answer = await talk("tom").ask("list everyone with an appointment next week and an open repair")

    rows = [row for row in answer.text.splitlines() if row.startswith("- ")]
    assert rows
    assert all("repair since" in row and "[appointment " in row for row in rows)


@pytest.mark.parametrize(
    ("user", "question", "since", "until"),
    [
        ("amara", "who have I got on tuesday and at what time", TUESDAY, TUESDAY),
        ("amara", "Who have I got booked in tomorrow and the day after?", TODAY + timedelta(1), TODAY + timedelta(2)),
        ("luca", "chi ho martedì e a che ora", TUESDAY, TUESDAY),
        ("camille", "j'ai qui demain et après-demain ?", TODAY + timedelta(1), TODAY + timedelta(2)),
    ],
)
async def test_whom_one_has_on_a_day_is_whoever_is_booked_then(
    demo: Shop, talk: TalkAs, user: str, question: str, since: date, until: date
) -> None:
    conversation = talk(user)
    with Session(demo.engine) as session:
        visits = session.exec(
            select(Appointment.client_id, Appointment.starts_at)
            .join(Client, col(Client.id) == Appointment.client_id)
            .where(Appointment.status == "booked", Client.associate_id == conversation.desk.user_id)
        ).all()

    answer = await conversation.ask(question)

    assert listed(answer) == {client for client, starts in visits if since <= starts.date() <= until}


async def test_what_one_promised_oneself_is_owed_to_whosever_clients(demo: Shop, talk: TalkAs) -> None:
    conversation = talk("margaux")
    with Session(demo.engine) as session:
        owed = session.exec(
            select(Promise.client_id).where(col(Promise.kept_on).is_(None), Promise.made_by_id == conversation.desk.user_id)
        ).all()

    answer = await conversation.ask("qu'est-ce que j'ai promis moi et que je n'ai toujours pas tenu, à qui")

    assert listed(answer) == set(owed)


@pytest.mark.parametrize(
    ("user", "question", "told", "untold"),
    [
        ("tom", "Who in my book has neither an open wish nor an appointment?", ["Adler", "Kavanagh"], ["Qureshi", "Adeyemi"]),
        ("camille", "Lesquels de mes clients n'ont plus aucun accord marketing ?", ["Brossard"], ["Castellane"]),
        ("luca", "Chi dei miei ha riportato qualcosa negli ultimi ottanta giorni?", ["Carvalho", "Marchetti"], ["Stavrou"]),
        ("ines", "¿Cuáles de mis clientes viven fuera de España y de Francia?", ["Rochat", "Quiroga"], ["Belkacem", "Ferrand"]),
        ("weiling", "Who of mine got a Quai watch for someone else?", ["Park", "for a client of his"], ["Zhao"]),
        ("camille", "Qui dans mon portefeuille habite en Suisse ou en Belgique ?", ["Aebischer", "De Smet"], ["Castellane"]),
    ],
)
async def test_what_clients_lack_took_back_or_gave_narrows_the_list(
    talk: TalkAs, user: str, question: str, told: list[str], untold: list[str]
) -> None:
    answer = await talk(user).ask(question)

    assert all(words in answer.text for words in told)
    assert not any(name in answer.text for name in untold)


@pytest.mark.parametrize(
    ("user", "first", "then", "told", "untold"),
    [
        ("tom", "which of my lot live outside the UK", "and which of those may I still send news to?", ["Adeyemi"], ["Kavanagh"]),
        ("ines", "¿qué día llega el vestido rojo al bies?", "¿y quién lo está esperando?", ["Ferrand", "38"], ["Quiroga"]),
        ("amara", "Who bought the pearl strand?", "And for which of them was it a present? For whom?", ["Marcia"], ["Okabe"]),
    ],
)
async def test_a_list_is_narrowed_by_one_more_condition(
    talk: TalkAs, user: str, first: str, then: str, told: list[str], untold: list[str]
) -> None:
    conversation = talk(user)
    await conversation.ask(first)

    answer = await conversation.ask(then)

    assert all(words in answer.text for words in told)
    assert not any(name in answer.text for name in untold)


async def test_who_waits_longest_for_an_answer_comes_first(talk: TalkAs) -> None:
    answer = await talk("ines").ask("quién me ha escrito y sigue esperando que le conteste? de más antiguo a más reciente")

    days = [source.on for source in answer.sources if source.kind == "contact" and source.on]
    assert "Quiroga" in answer.text
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("asker", "question", "said"),
    [
        ("tom", "which clients did I contact this month", "whom you wrote to or called"),
        ("tom", "who wrote to us this month?", "who wrote to us or called"),
        ("luca", "a chi ho scritto questo mese?", "a cui hai scritto o telefonato"),
        ("camille", "à qui n'ai-je pas écrit ce mois-ci ?", "à qui vous n'avez ni écrit ni téléphoné"),
    ],
)
async def test_who_wrote_to_whom_is_a_list_over_the_messages(talk: TalkAs, asker: str, question: str, said: str) -> None:
    answer = await talk(asker).ask(question)

    assert said in answer.text
    assert "[client " in answer.text


@pytest.mark.parametrize("question", ["whose birthday is it in August?", "chi compie gli anni ad agosto?"])
async def test_a_month_without_a_birthday_is_said_and_nothing_near_it_told(talk: TalkAs, question: str) -> None:
    answer = await talk("luca").ask(question)

    assert "2026" in answer.text
    assert "[client " not in answer.text


async def test_of_a_kind_of_piece_those_are_told_that_came_in_the_time_named(talk: TalkAs) -> None:
    answer = await talk("weiling").ask("which bags arrived this month")

    assert "Fourvière 18, Rose poudré" in answer.text
    assert "Aubrac Hobo" not in answer.text


@pytest.mark.parametrize(
    ("asker", "question", "said"),
    [
        ("amara", "who bought jewellery last month", "who bought “jewellery” between 1 February 2026 and 28 February 2026"),
        ("weiling", "who is my best client", "Who spent most in your book"),
        ("luca", "chi è il mio miglior cliente", "Chi ha speso di più nel tuo portafoglio"),
        ("tom", "whose repair is ready", "with an open repair [list"),
    ],
)
async def test_a_list_says_what_it_is_of(talk: TalkAs, asker: str, question: str, said: str) -> None:
    answer = await talk(asker).ask(question)

    assert said in answer.text


async def test_what_was_promised_to_one_is_no_list_of_all_promises(talk: TalkAs) -> None:
    answer = await talk("ines").ask("recuérdame qué le prometí a Marc Rochat")

    assert answer.client_ids == (talk("ines").client("c-rochat"),)
