"""Questions as they are said at the counter: a name that escapes somebody, things in a row, a partner or a dog by name."""

import pytest

from tests.assistant.conftest import TalkAs


@pytest.mark.parametrize(
    ("user", "question", "name"),
    [
        ("luca", "chi era quella di Atene che le perle le vuole solo storte? non mi viene il nome", "Papadaki"),
        ("amara", "who's the one who brings the dog called Bosse? want to have water out for him", "Lindqvist"),
        ("tom", "Signet for Theo. I have two sizes in my head. Which are they?", "Marcus Joseph"),
    ],
)
async def test_somebody_is_found_by_what_is_said_of_them_and_not_by_what_is_said_around_it(
    talk: TalkAs, user: str, question: str, name: str
) -> None:
    answer = await talk(user).ask(question)

    assert name in answer.text


async def test_a_name_that_nobody_bears_and_no_paper_tells_of_is_nobodys(talk: TalkAs) -> None:
    answer = await talk("tom").ask("Does Zorblax like rings?")

    assert answer.refused


async def test_things_that_are_asked_in_a_row_are_each_answered(talk: TalkAs) -> None:
    answer = await talk("luca").ask(
        "Devo richiamare la Papadaki!! numero di scarpe, una fascia oraria per telefonarle, e il nome del marito"
    )

    assert "39" in answer.text and "Stelios" in answer.text


async def test_how_somebody_likes_to_be_called_is_told(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Jocelyn Baptiste: what does she like to be called?")

    assert "Miss Jo" in answer.text and "[client" in answer.text


async def test_a_colleagues_name_is_no_client_who_sounds_like_it(talk: TalkAs) -> None:
    answer = await talk("camille").ask("On en parlait avec Luca : quels sont mes rendez-vous ?")

    assert "Lucia" not in answer.text


async def test_an_appointment_is_no_answer_to_the_day_of_something_else(talk: TalkAs) -> None:
    tom = talk("tom")
    await tom.ask("Bunny's knee, it's booked isn't it")

    answer = await tom.ask("what date's the operation?")

    assert answer.refused


async def test_of_two_of_a_name_the_one_who_is_not_put_aside_is_meant(talk: TalkAs) -> None:
    tom = talk("tom")
    await tom.ask("what shoe does Mensah take")

    answer = await tom.ask("no no, not the head teacher! the barrister")

    assert "44" in answer.text


async def test_since_when_is_asked_of_what_was_just_said(talk: TalkAs) -> None:
    amara = talk("amara")
    allowed = await amara.ask("May I email Aoife Donnelly?")

    answer = await amara.ask("ok noted. since when is that?")

    assert {source.mark for source in answer.sources} >= {s.mark for s in allowed.sources if s.kind == "consent"} != set()


async def test_the_price_of_what_was_found_on_the_shelves_is_asked_without_its_name(talk: TalkAs) -> None:
    tom = talk("tom")
    await tom.ask("navy trench for men, have we any here?")

    answer = await tom.ask("and they're how much?")

    assert "£2,400" in answer.text
