"""Conversations: who "she" is, what "and last year?" asks, which of two is meant."""

from tests.assistant.conftest import TalkAs
from tests.assistant.talk import kinds


async def test_she_is_whom_the_last_answer_was_about(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("Who is Ngozi Okafor?")

    answer = await amara.ask("When did she last buy something?")

    assert "Ngozi Okafor last bought on" in answer.text
    assert answer.client_ids == (amara.client("a-okafor"),)


async def test_and_last_year_asks_the_same_of_another_time(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("How much did Ngozi Okafor spend this year?")

    answer = await amara.ask("And last year?")

    assert "Ngozi Okafor spent £" in answer.text
    assert "in 2025" in answer.text
    assert kinds(answer) == {"figure"}


async def test_and_another_name_asks_the_same_of_another_client(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("How much did Kofi Mensah spend in 2025?")

    sarah = await amara.ask("and Sarah Mensah?")
    later = await amara.ask("and in 2024?")

    assert "Sarah Mensah spent £" in sarah.text
    assert "in 2025" in sarah.text
    assert "Sarah Mensah spent" in later.text
    assert "in 2024" in later.text


async def test_and_his_mother_is_somebody_of_the_household(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("What is Giles Whitcombe's jacket size?")

    mother = await amara.ask("and his mother?")
    wife = await amara.ask("And what is the shoe size of Giles's wife?")

    assert "Rosamund Whitcombe" in mother.text
    assert "39" in wife.text
    assert "Eleanor" in str([source.title for source in wife.sources]) or "wide at the front" in wife.text


async def test_her_sister_who_is_no_client_is_looked_for_in_facts_and_notes(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("Who is Ngozi Okafor?")

    answer = await amara.ask("and her sister?")

    assert "ifeoma" in answer.text
    assert answer.client_ids == (amara.client("a-okafor"),)
    assert "note" in kinds(answer)


async def test_how_do_we_know_that_goes_on_from_the_answer(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("What is Ngozi Okafor's ring size?")

    answer = await amara.ask("How do we know that?")

    assert answer.text.startswith("Noted during a service")
    assert "Amara Osei" in answer.text


async def test_two_of_one_name_are_offered_with_what_tells_them_apart(talk: TalkAs) -> None:
    amara = talk("amara")

    answer = await amara.ask("What did Mensah buy last?")

    assert "There are 2 who could be meant by “Mensah”" in answer.text
    assert "Sarah Mensah (London, in Amara Osei's book, last purchase" in answer.text
    assert "Kofi Mensah (London, in Tom Ashby's book, last purchase" in answer.text
    assert answer.text.index("Sarah") < answer.text.index("Kofi")  # one's own book first
    assert kinds(answer) == {"client"}


async def test_a_first_name_answers_the_choice_and_the_question_is_still_the_same(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("What did Mensah buy last?")

    answer = await amara.ask("Kofi")

    assert "Kofi Mensah last bought" in answer.text
    assert answer.client_ids == (amara.client("a-mensah-kofi"),)


async def test_no_the_other_one_of_that_name(talk: TalkAs) -> None:
    luca = talk("luca")
    first = await luca.ask("What did Mathilde Laurent buy last?")

    other = await luca.ask("No, the other Laurent")

    assert "Mathilde Laurent last bought" in first.text
    assert "Isabelle Laurent last bought" in other.text
    assert other.client_ids == (luca.client("c-laurent"),)


async def test_the_name_alone_means_the_one_who_is_being_talked_about(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("Who is Kofi Mensah?")

    answer = await amara.ask("How much has Mensah spent?")

    assert answer.text.startswith("Kofi Mensah spent")


async def test_a_new_name_is_a_new_subject(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("Who is Ngozi Okafor?")

    answer = await amara.ask("What is Eleanor Whitcombe's shoe size?")

    assert "39" in answer.text
    assert answer.client_ids == (amara.client("a-whitcombe-eleanor"),)


async def test_a_question_about_the_house_between_two_leaves_the_client_in_hand(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("What is Ngozi Okafor's ring size?")
    await amara.ask("How do I clean suede?")

    answer = await amara.ask("What did she buy last?")

    assert "Ngozi Okafor last bought" in answer.text


async def test_what_was_cited_before_is_not_cited_again_without_being_looked_up(talk: TalkAs) -> None:
    amara = talk("amara")
    first = await amara.ask("What is Ngozi Okafor's ring size?")

    second = await amara.ask("What did she buy last?")

    assert not {s.mark for s in first.sources} & {s.mark for s in second.sources}
