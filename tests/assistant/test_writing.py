"""A message is proposed for each client who is meant, never for several at once; nothing is kept or sent by a sentence."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session, func, select

from copilot.assistant.events import Answer
from copilot.bootstrap import Shop, open_shop
from copilot.domain.message import Purpose
from copilot.outreach.letters import House, outgoing
from copilot.outreach.writing_again import begin_composed
from copilot.policies import PolicyInForce
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft
from copilot.records.people import Client, ContactPoint
from tests.assistant.conftest import TalkAs
from tests.assistant.talk import NOW, Talk


async def ask(talk: Talk, question: str) -> Answer:
    """The answer, remembered with whether a draft came with it."""
    answer = await talk.ask(question)
    talk.history[-1] = replace(talk.history[-1], drafted=bool(answer.drafts))
    return answer


def written(shop: Shop) -> list[int]:
    with Session(shop.engine) as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in (Draft, Contact)]


async def test_a_message_is_proposed_from_what_may_be_said_and_nothing_is_written_down(talk: TalkAs) -> None:
    amara = talk("amara")
    before = written(amara.shop)

    answer = await ask(amara, "Write to Dr Okafor about the new bracelets")

    made = answer.drafts[0].made
    assert [draft.client for draft in answer.drafts] == ["Ngozi Okafor"]
    assert (made.occasion, made.language, made.channel) == ("arrival", "en", "whatsapp")
    assert "Bracelet" in made.text
    assert "It leaves only when you say so." in answer.text
    assert not answer.refused
    assert written(amara.shop) == before


async def test_whom_and_what_about_are_asked_where_they_are_not_said(talk: TalkAs) -> None:
    amara = talk("amara")

    whom = await ask(amara, "Write to her about the scarf")
    named = await ask(amara, "Dr Okafor")
    what = await ask(amara, "write to Folake Balogun about the parking")
    event = await ask(amara, "invite Folake Balogun to the trunk show")
    day = await ask(amara, "the trunk show on Friday")
    nobody = await ask(amara, "écris à Mme Zorblax à propos des sacs")

    assert whom.text == "A message to whom? Say it with the name."
    assert [draft.client for draft in named.drafts] == ["Ngozi Okafor"]
    assert what.text.startswith("What should I write to Folake Balogun about?")
    assert event.text == "What is planned, and on which day? Then I invite Folake Balogun."
    assert "Friday 20 March" in day.drafts[0].made.text
    assert (nobody.drafts, "zorblax" in nobody.text) == ((), True)


async def test_a_list_gets_one_message_each_all_different_and_who_is_left_is_named(talk: TalkAs) -> None:
    answer = await ask(talk("amara"), "something for the ones who bought a tote")

    texts = [draft.made.text for draft in answer.drafts]
    assert len(set(texts)) == len(texts) == len({draft.client_id for draft in answer.drafts}) == 5
    assert "I prepare at most 5 at once" in answer.text
    assert "Eleanor Whitcombe" in answer.text


async def test_who_cannot_be_written_to_is_named_and_the_others_get_theirs(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    with Session(own_copy.engine) as session:
        gone = session.exec(select(Client).where(Client.id == amara.client("a-okafor"))).one()
        gone.status = "left"
        session.add(gone)
        session.commit()

    answer = await ask(amara, "write to Ngozi Okafor and Folake Balogun about the new totes")

    assert [draft.client for draft in answer.drafts] == ["Folake Balogun"]
    assert answer.text.endswith("Nothing written, for lack of a reason or of a channel they allow: Ngozi Okafor.")


async def test_that_now_is_no_time_to_write_is_the_first_thing_said(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    with Session(own_copy.engine) as session:
        for days in (4, 8, 12):
            lately = own_copy.now() - timedelta(days=days)
            out = {"direction": "out", "channel": "email", "purpose": "marketing", "answered": True}
            session.add(Contact(client_id=amara.client("a-balogun"), at=lately, **out))
        session.commit()

    answer = await ask(amara, "write to Folake Balogun about the new totes")

    assert answer.text.startswith("Best not to write to Folake Balogun now: the card says why")
    assert [draft.client for draft in answer.drafts] == ["Folake Balogun"]


async def test_the_last_draft_is_changed_by_a_word(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    first = (await ask(amara, "Write to Dr Okafor about the new bracelets")).drafts[0]
    with Session(own_copy.engine) as session:
        draft = begin_composed(session, amara.desk, first.client_id, first.made, first.wish, PolicyInForce().now(), NOW)
        session.commit()
        kept = (draft.id, draft.version)

    shorter = (await ask(amara, "shorter")).drafts[0]
    french = (await ask(amara, "in French")).drafts[0]
    asks = await ask(amara, "add a date")
    dated = (await ask(amara, "Friday")).drafts

    assert (shorter.of, shorter.change) == (kept, "shorter")
    assert len(shorter.made.text) < len(first.made.text)
    assert french.made.language == "fr"
    assert asks.text == "Which day shall I propose to Ngozi Okafor?"
    assert [one.change for one in dated] == ["date"]


async def test_own_words_stay_as_they_were_dictated(talk: TalkAs) -> None:
    answer = await ask(talk("amara"), 'write Folake Balogun: "The tote is here, come whenever you like."')

    assert (answer.drafts[0].made.text, answer.drafts[0].made.written_by) == (
        "The tote is here, come whenever you like.",
        "typed",
    )


async def test_a_dictated_e_mail_keeps_its_paragraphs_and_is_given_a_subject(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    words = "Dear Folake,\n\nYour tote is here and the strap is longer.\n\nCome whenever you like."

    proposed = (await ask(amara, f"Write to Folake Balogun by e-mail:\n{words}")).drafts[0]
    with Session(own_copy.engine) as session:
        draft = begin_composed(session, amara.desk, proposed.client_id, proposed.made, proposed.wish, PolicyInForce().now(), NOW)
        letter = outgoing(session, draft, Purpose.MARKETING, PolicyInForce().now(), House("Maison Orsel", "", "s"), NOW)

    assert (letter.subject, letter.text) == ("Your tote is here", words)


async def test_nobody_writes_to_a_client_of_another_store(talk: TalkAs) -> None:
    answer = await ask(talk("luca"), "Write to Ngozi Okafor about the new bracelets")

    assert answer.drafts == ()


async def test_a_language_that_is_not_written_is_never_replaced_silently(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    with Session(own_copy.engine) as session:
        okafor = session.get_one(Client, amara.client("a-okafor"))
        okafor.language = "de-CH"
        session.add(okafor)
        session.commit()

    theirs = await ask(amara, "Write to Dr Okafor about the new bracelets")
    asked = await ask(amara, "write to Folake Balogun about the new totes in Japanese")
    with Session(own_copy.engine) as session:
        one = asked.drafts[0]
        begin_composed(session, amara.desk, one.client_id, one.made, one.wish, PolicyInForce().now(), own_copy.now())
        session.commit()
    changed = await ask(amara, "in German")

    assert theirs.drafts[0].made.language == asked.drafts[0].made.language == "en"
    assert "I do not write in German: the message for Ngozi Okafor is in English." in theirs.text
    assert "I do not write in Japanese: the message for Folake Balogun is in English." in asked.text
    assert changed.drafts == () and "in English, French, Italian or Spanish" in changed.text


async def test_where_whatsapp_takes_only_approved_texts_that_is_said_beside_the_draft(own_copy: Shop) -> None:
    by_gateway = open_shop(own_copy.settings.model_copy(update={"whatsapp_by": "gateway"}))
    amara = Talk.of(by_gateway, "amara")

    no_way = await ask(amara, "Write to Dr Okafor about the new bracelets")
    with Session(own_copy.engine) as session:
        okafor = amara.client("a-okafor")
        session.add(ContactPoint(client_id=okafor, kind="email", value="n@okafor.example"))
        session.add(Consent(client_id=okafor, channel="email", status="granted", at=NOW - timedelta(days=9)))
        session.commit()
    other_way = await ask(amara, "Write to Dr Okafor about the new bracelets")
    as_asked = await ask(amara, "Write to Dr Okafor by WhatsApp about the new bracelets")

    by_gateway.close()
    assert "By WhatsApp only approved texts go to Ngozi Okafor now, and none of ours fits: the message goes by" in other_way.text
    assert "dictate it, and open it on your own telephone" in no_way.text
    assert other_way.drafts[0].made.channel == "email"
    assert as_asked.drafts == () and as_asked.text.endswith("There would be: by e-mail.")
