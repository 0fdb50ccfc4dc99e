"""Answers as a good colleague gives them: what matters is volunteered, reasons are given, secrets are marked."""

import pytest

from tests.assistant.conftest import TalkAs
from tests.assistant.talk import kinds


@pytest.mark.parametrize(
    "question",
    [
        "Brief me on Ms Okafor, she is here at three",
        "Fais-moi un point sur Ngozi Okafor",
        "Fammi un punto su Ngozi Okafor",
        "Hazme un resumen de Ngozi Okafor",
    ],
)
async def test_a_briefing_begins_with_the_appointment(talk: TalkAs, question: str) -> None:
    answer = await talk("amara").ask(question)

    first, mark = answer.text.split("\n")[0], "[appointment "
    assert first.startswith("**")
    assert first.index(mark) < first.index("[client 1]")
    assert {"appointment", "case", "promise", "fact", "wish", "consent"} <= kinds(answer)


async def test_what_a_briefing_quotes_from_a_note_keeps_its_warning(talk: TalkAs) -> None:
    answer = await talk("camille").ask("Fais-moi un point sur Leïla Chaoui")

    latest = next(line for line in answer.text.split("\n") if "[note 664]" in line)
    assert "n'en parlez pas" in latest


@pytest.mark.parametrize(
    ("asker", "question", "reason"),
    [
        ("camille", "why did mme de smet really send both coats back?", "bicycle"),
        ("tom", "why did Frau Adler bring the ruban scarf back?", "too like another red"),
        ("ines", "¿Por qué devolvió Carmen Ibarra la falda plisada?", "too narrow at the hip"),
        ("camille", "pourquoi Leïla Chaoui a rendu le cadre photo ?", "cat hair"),
        ("luca", "perché Selin Demir ha reso il Quai 36?", "too formal"),
        ("amara", "Ananya Deshpande sent some diamond studs back once, what was the reason?", "Insurance"),
    ],
)
async def test_why_something_came_back_is_answered_with_the_reason(talk: TalkAs, asker: str, question: str, reason: str) -> None:
    answer = await talk(asker).ask(question)

    assert reason in answer.text
    assert {"purchase", "case", "note"} <= kinds(answer)


async def test_who_asks_whether_to_write_hears_of_an_open_complaint_first(talk: TalkAs) -> None:
    answer = await talk("tom").ask("May I write to Ananya Deshpande?")

    assert answer.text.startswith("Yes, you may write to Ananya Deshpande")
    assert "a complaint is open" in answer.text


async def test_messages_are_counted_with_their_answers(talk: TalkAs) -> None:
    answer = await talk("amara").ask("How many messages did we send Ngozi Okafor, and how many did she answer?")

    assert answer.text.startswith("We sent Ngozi Okafor 5 messages, 4 answered; 4 came from Ngozi")
    assert "still unanswered" in answer.text


@pytest.mark.parametrize(
    ("asker", "question"),
    [
        ("amara", "Prepare my day"),
        ("camille", "Prépare ma journée"),
        ("luca", "Prepara la mia giornata"),
        ("ines", "Prepara mi día"),
    ],
)
async def test_the_day_is_prepared_with_visits_and_what_is_overdue(talk: TalkAs, asker: str, question: str) -> None:
    answer = await talk(asker).ask(question)

    assert {"appointment", "promise", "list"} <= kinds(answer)
    assert not answer.refused


async def test_news_of_a_repair_comes_with_the_repair(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Is Ngozi Okafor's bangle repair ready?")

    assert {"case", "note"} <= kinds(answer)
    assert "leaves them only" in answer.text


async def test_an_average_in_two_currencies_counts_the_purchases_of_each(talk: TalkAs) -> None:
    answer = await talk("amara").ask("What is Miriam Goldstein's average purchase?")

    assert "€1,990" in answer.text  # one purchase in Paris
    assert "£1,269.07" in answer.text  # twenty-seven in London
    assert answer.sources[0].kind == "figure"


@pytest.mark.parametrize(
    ("who", "question", "named"),
    [
        ("amara", "Which clients missed an appointment?", ("Folake Balogun",)),
        ("weiling", "Which of my clients live outside the UK?", ("Faisal Al-Qahtani", "Reem Al-Qahtani")),
        ("luca", "Quanti dei miei clienti vivono all'estero?", ("Selin Demir",)),
        ("luca", "A chi dei miei ho venduto il borsone 48 ore?", ("Nikos Stavrou",)),
        ("camille", "Lequel de mes clients a dépensé le moins ?", ("Pauline Meunier",)),
        ("tom", "Whom may I not e-mail?", ("Marcus Joseph",)),
    ],
)
async def test_a_list_over_the_book_names_each_client_with_a_mark(
    talk: TalkAs, who: str, question: str, named: tuple[str, ...]
) -> None:
    answer = await talk(who).ask(question)

    assert all(any(name in line and "[client " in line for line in answer.text.splitlines()) for name in named)
    assert "[list " in answer.text.splitlines()[0]
