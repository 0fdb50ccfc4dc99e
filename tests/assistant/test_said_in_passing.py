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


async def test_what_is_told_behind_a_question_asks_nothing(talk: TalkAs) -> None:
    asked = await talk("amara").ask("When's Aoife Donnelly's birthday?")

    answer = await talk("amara").ask("When's Aoife Donnelly's birthday? Would love to put it in my diary")

    assert answer.text == asked.text


@pytest.mark.parametrize(
    ("user", "question", "name"),
    [
        ("weiling", "Who was it opened and closed the zip of the folio eleven times? can't place her", "Vogelsang"),
        ("amara", "A young woman wrote her thesis title on the back of her receipt, what was she called?", "Drummond"),
        ("amara", "that hat maker of mine whose left eye is going, what is she called?", "Jocelyn Baptiste"),
    ],
)
async def test_somebody_is_described_in_further_ways(talk: TalkAs, user: str, question: str, name: str) -> None:
    answer = await talk(user).ask(question)

    assert name in answer.text


async def test_everyday_words_that_are_also_a_name_name_nobody_where_somebody_is_described(talk: TalkAs) -> None:
    answer = await talk("luca").ask("Chi è quello che si è messo a fare i conti dietro lo scontrino?")

    assert "Agnese Conti" not in answer.text


async def test_who_told_us_asks_where_it_comes_from_and_not_what_was_bought(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("Is it true Peggy's writing a book about her school?")

    answer = await amara.ask("who did we get that from? she never said a word to me")

    assert "purchases" not in answer.text


async def test_how_often_somebody_comes_is_told_by_what_they_said_and_not_by_their_receipts(talk: TalkAs) -> None:
    answer = await talk("weiling").ask("how often does Mr Watanabe come to london roughly")

    assert "once a month" in answer.text


async def test_a_question_that_names_no_piece_is_about_whom_the_talk_is_of(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("Is Dr Okafor in tomorrow?")

    answer = await amara.ask("oh dear. what were the two ways round it that Wei Ling suggested?")

    assert "catalogue" not in answer.text


async def test_a_word_of_the_language_is_no_slip_in_one_of_ours(talk: TalkAs) -> None:
    answer = await talk("ines").ask("Ioana Lupu - which booths does she work in?")

    assert "Greek booths" in answer.text


async def test_where_something_comes_from_is_asked_of_what_stands_before_it(talk: TalkAs) -> None:
    answer = await talk("tom").ask("19 and a half for Farhan Qureshi's wrist, where have we got that from?")

    assert "service" in answer.text and "19.5" in answer.text


@pytest.mark.parametrize(
    ("user", "question", "kind"),
    [
        ("margaux", "quelles réclamations sont encore ouvertes à Paris ?", "case"),
        ("margaux", "Que me reste-t-il à tenir, à moi, comme promesses dont la date est passée ? Qui attend ?", "promise"),
        ("tom", "Of everything I said I'd see to, which one has been overdue the longest?", "promise"),
    ],
)
async def test_what_is_open_is_listed_however_it_is_asked(talk: TalkAs, user: str, question: str, kind: str) -> None:
    answer = await talk(user).ask(question)

    assert answer.text.count(f"[{kind} ") > 1


async def test_an_appointment_of_this_afternoon_is_told_with_what_is_owed(talk: TalkAs) -> None:
    answer = await talk("amara").ask("bridie mcallister in this aft!! time, what for, and anything I still owe her")

    assert "[appointment" in answer.text and "[promise" in answer.text


@pytest.mark.parametrize(
    ("user", "turns", "expected"),
    [
        ("tom", ["who have I got in over the next three days"], "Marcus Joseph"),
        ("ines", ["¿quiénes de los míos NO quieren que les escribamos?"], "Mehdi Belkacem"),
        ("weiling", ["Which watch did Mr Zhao leave with us?", "By when was it promised?"], "[case "),
        ("luca", ["cosa avevo promesso alla Papadaki che non ho fatto?", "e entro quando dovevo?"], "[promise "),
    ],
)
async def test_ordinary_questions_and_what_follows_on_them(talk: TalkAs, user: str, turns: list[str], expected: str) -> None:
    somebody = talk(user)

    answers = [await somebody.ask(turn) for turn in turns]

    assert expected in answers[-1].text


@pytest.mark.parametrize(
    ("user", "question"),
    [
        ("tom", "what is Siobhan Brennan's ring size, do we have it"),
        ("weiling", "Good morning, could you tell me Mr Watanabe's date of birth?"),
        ("camille", "Mme Haddad fait quelle pointure ?"),
    ],
)
async def test_what_is_not_known_is_refused_and_nothing_else_said_instead(talk: TalkAs, user: str, question: str) -> None:
    answer = await talk(user).ask(question)

    assert answer.refused


async def test_two_colours_of_one_piece_are_compared(talk: TalkAs) -> None:
    answer = await talk("weiling").ask(
        "Which is dearer with us in London, the Fourvière 25 in black or in chalk, and by how much?"
    )

    assert "Noir costs more" in answer.text and "Craie" in answer.text


async def test_who_has_been_a_client_longer_is_told_with_both_days(talk: TalkAs) -> None:
    answer = await talk("luca").ask("chi viene da noi da più tempo, la Bellini o Mathilde Laurent?")

    assert "da più tempo" in answer.text and len({source.client_id for source in answer.sources}) == 2
