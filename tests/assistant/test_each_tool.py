"""Each tool by a question that needs it: what the answer says, and what it is traced to."""

import pytest

from tests.assistant.conftest import TalkAs
from tests.assistant.talk import kinds, marks


async def test_who_somebody_is_comes_from_profile_purchases_matters_facts_and_consents(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Who is Ngozi Okafor?")

    assert "Ngozi Okafor is in your book, London" in answer.text
    assert "14 purchases, £21,890 in all" in answer.text
    assert "rose gold" in answer.text
    assert "messages on e-mail [consent " in answer.text
    assert {"client", "figure", "purchase", "appointment", "case", "promise", "fact", "consent"} <= kinds(answer)
    assert not answer.refused


async def test_what_we_know_says_how_and_since_when_and_what_replaced_what(talk: TalkAs) -> None:
    answer = await talk("amara").ask("What is Ngozi Okafor's ring size?")

    assert "54" in answer.text.split("Earlier:")[0]
    assert "noted during a service" in answer.text
    assert "Earlier: Right ring finger 52" in answer.text
    assert kinds(answer) == {"fact"}
    assert all(source.client_id == answer.client_ids[0] for source in answer.sources)


async def test_purchases_and_their_sums_name_the_receipts(talk: TalkAs) -> None:
    answer = await talk("amara").ask("What did Ngozi Okafor buy last?")

    assert "Aubrac Cardholder" in answer.text
    assert kinds(answer) == {"purchase"}
    assert "Aubrac Cardholder" in answer.sources[0].body


async def test_a_sum_opens_to_the_lines_that_it_adds_up(talk: TalkAs) -> None:
    answer = await talk("amara").ask("How much has Ngozi Okafor spent in all?")

    assert "£21,890, in 14 purchases" in answer.text
    assert kinds(answer) == {"figure"}
    assert answer.sources[0].body.count("\n") >= 14


async def test_the_latest_notes_are_quoted_with_day_and_author(talk: TalkAs) -> None:
    answer = await talk("amara").ask("What are the latest notes on Ngozi Okafor?")

    assert "17 March 2026, Wei Ling Tan" in answer.text
    assert kinds(answer) == {"note"}
    assert "Wei Ling Tan" in {source.author for source in answer.sources}


async def test_a_word_in_a_note_finds_the_note(talk: TalkAs) -> None:
    answer = await talk("tom").ask("Did Ngozi Okafor say anything about a locker?")

    assert "died in a locker" in answer.text
    assert kinds(answer) == {"note"}


@pytest.mark.parametrize(
    ("question", "said", "kind"),
    [
        ("Is there a repair open for Ngozi Okafor?", "Hinge of the rose gold bangle", "case"),
        ("What did we promise Ngozi Okafor?", "not to be shown to others", "promise"),
        ("What does Ngozi Okafor wish for?", "Black trench, size 42", "wish"),
        ("When is Ngozi Okafor coming in?", "Thursday 19 March 2026 at 15:00", "appointment"),
        ("May I e-mail Ngozi Okafor?", "No: Ngozi Okafor stopped e-mail", "consent"),
        ("May I WhatsApp Ngozi Okafor?", "Yes: WhatsApp for marketing was granted", "consent"),
        ("When did we last write to Ngozi Okafor?", "We last wrote to Ngozi Okafor on", "contact"),
        ("What is Ngozi Okafor's phone number?", "+44 7700 900118", "client"),
        ("Which language does Ngozi Okafor speak?", "English", "client"),
        ("Whose book is Ngozi Okafor in?", "in your own book", "client"),
        ("What should I not mention to Ngozi Okafor?", "Turns fifty on 14 May 2026", "fact"),
    ],
)
async def test_what_is_open_agreed_and_said(talk: TalkAs, question: str, said: str, kind: str) -> None:
    answer = await talk("amara").ask(question)

    assert said in answer.text
    assert kind in kinds(answer)
    assert f"[{kind} " in answer.text


async def test_products_with_price_and_stock_of_both_stores(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Do we have the Guignol Charm in stock?")

    assert "£1,250" in answer.text
    assert "in stock here" in answer.text
    assert "in Paris" in answer.text
    assert kinds(answer) == {"product"}


async def test_the_price_is_that_of_the_askers_store(talk: TalkAs) -> None:
    answer = await talk("camille").ask("How much is the Guignol Charm?")

    assert "€" in answer.text
    assert "£" not in answer.text


async def test_new_arrivals_come_with_their_days(talk: TalkAs) -> None:
    answer = await talk("amara").ask("What new pieces arrived this month?")

    assert "arrived on 15 March 2026" in answer.text
    assert kinds(answer) == {"product"}


async def test_the_house_documents_answer_with_their_own_words(talk: TalkAs) -> None:
    answer = await talk("amara").ask("How do I clean suede?")

    assert "brush" in answer.text
    assert kinds(answer) == {"house"}


async def test_the_book_counts_and_lists_by_what_is_known(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Who in my book is allergic to nickel?")

    assert "clients in your book of whom we know “allergic nickel”" in answer.text
    assert "Ngozi Okafor" in answer.text
    assert {"list", "client", "fact"} <= kinds(answer)


async def test_a_trainer_is_told_the_houses_rules_and_no_client(talk: TalkAs) -> None:
    trainer = talk("david")

    rule = await trainer.ask("How do I clean suede?")
    client = await trainer.ask("Who is Ngozi Okafor?")

    assert kinds(rule) == {"house"}
    assert client.refused
    assert "Ngozi" not in client.text


@pytest.mark.parametrize(
    "words", ["thanks", "hello", "what can you do?", "can you draft messages?", "tu peux écrire des messages ?"]
)
async def test_small_talk_is_no_refusal_and_cites_nothing(talk: TalkAs, words: str) -> None:
    answer = await talk("amara").ask(words)

    assert answer.text
    assert not answer.refused
    assert answer.sources == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is Giles Whitcombe's favourite opera?", "I find nothing about that for Giles Whitcombe."),
        ("What did Zorblax Quint buy last year?", "I know no client called “zorblax quint” here."),
        ("Who is Zorblax Quint?", "I know no client called “zorblax quint” here."),
        ("What is her ring size?", "Whom do you mean?"),
        ("flibbertigibbet wug snark", "I find nothing about that."),
    ],
)
async def test_without_support_it_says_so(talk: TalkAs, question: str, said: str) -> None:
    answer = await talk("amara").ask(question)

    assert said in answer.text
    assert answer.refused
    assert answer.sources == ()


async def test_every_mark_of_an_answer_is_one_of_its_sources(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Brief me on Eleanor Whitcombe")

    assert answer.sources
    assert all(f"[{mark}]" in answer.text for mark in marks(answer))
    assert len(set(marks(answer))) == len(answer.sources)
