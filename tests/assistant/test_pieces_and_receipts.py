"""One piece on the shelves, and what a client's receipts come to: asked in several ways, in the four languages."""

from tests.assistant.conftest import TalkAs


async def test_when_a_piece_comes_what_it_costs_and_who_waited_for_it_are_told_together(talk: TalkAs) -> None:
    answer = await talk("luca").ask("quando arriva il Quai 28, quanto costa da noi, e chi lo voleva per sua madre?")

    assert "9.800" in answer.text
    assert "in arrivo" in answer.text
    assert "Rafael Almeida" in answer.text


async def test_a_colour_is_understood_in_another_tongue_and_a_price_is_no_sale(talk: TalkAs) -> None:
    answer = await talk("ines").ask("¿Cuándo llega el vestido al bies rojo garance y a cuánto sale en París?")

    assert "1.890" in answer.text
    assert "se espera" in answer.text


async def test_it_is_the_piece_of_the_question_before(talk: TalkAs) -> None:
    conversation = talk("amara")
    await conversation.ask("did the fir green tote come to us, how many have we")

    answer = await conversation.ask("and who of mine wanted it and is sat there without an answer?")

    assert "Bridget McAllister" in answer.text
    assert "Morel" not in answer.text


async def test_a_visit_is_told_to_come_before_the_piece_does(talk: TalkAs) -> None:
    answer = await talk("tom").ask(
        "Bunny's booked to try the ink rucksack. Will there be one in the shop on the day he comes, and if not, when?"
    )

    assert "It will not be here" in answer.text


async def test_the_piece_that_a_client_waits_for_is_looked_for_on_the_shelves(talk: TalkAs) -> None:
    answer = await talk("tom").ask(
        "Did I ever ring Danny Abrahams about the one he really wanted, how many have we got here and what does it cost?"
    )

    assert "overdue" in answer.text
    assert "£3,960" in answer.text


async def test_a_sum_leaves_out_what_came_back(talk: TalkAs) -> None:
    conversation = talk("tom")
    await conversation.ask("What's Danny Abrahams bought off us over the years?")

    answer = await conversation.ask("And what does that add up to if you leave out what he brought back?")

    assert "£3,000" in answer.text


async def test_what_came_back_is_added_up(talk: TalkAs) -> None:
    answer = await talk("luca").ask("quanto valgono le cose che Nikos Stavrou ha riportato in tutto?")

    assert "6.590" in answer.text


async def test_presents_are_added_up_for_each_to_whom_they_went(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Leaving out everything that came back, what do Jonas Brandt's presents to her add up to?")

    assert "his wife Lena £10,660" in answer.text


async def test_what_was_taken_is_told_with_its_return(talk: TalkAs) -> None:
    answer = await talk("ines").ask("¿Qué se llevó Carmen Ibarra el mes pasado y se lo quedó?")

    assert "devolvió Soierie Pleated Skirt" in answer.text


async def test_her_own_bangle_is_asked_of_the_workshop_and_not_of_the_receipts(talk: TalkAs) -> None:
    answer = await talk("amara").ask("what time is Dr Okafor in tomorrow and will her own bangle be back by then?")

    assert "15:00" in answer.text
    assert "it will not be here" in answer.text
    assert "bought" not in answer.text
