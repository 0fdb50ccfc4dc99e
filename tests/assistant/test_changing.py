"""A sentence that asks for a change becomes a proposal with the right values; nothing is written by the model."""

import pytest
from sqlmodel import Session, col, func, select

from copilot.bootstrap import Shop
from copilot.records.care import Appointment, Consent, Wish
from copilot.records.counter.correcting import replace_fact, withdraw_facts
from copilot.records.knowledge import Fact
from copilot.records.people import ContactPoint
from copilot.records.trade import Product
from tests.assistant.conftest import TalkAs
from tests.assistant.talk import Talk


def rows(shop: Shop) -> list[int]:
    with Session(shop.engine) as session:
        return [session.exec(select(func.count()).select_from(t)).one() for t in (Fact, ContactPoint, Appointment, Wish, Consent)]


def named(shop: Shop, table: type[Fact] | type[Appointment] | type[Wish], source_id: str) -> int:
    with Session(shop.engine) as session:
        return session.exec(select(table.id).where(table.source_id == source_id)).one() or 0


PROPOSED = [
    ("Her ring size is 55 now", {"what": "fact:{a-f003}", "now": "55"}),
    ("Dr Okafor's ring size is 55 now", {"what": "fact:{a-f003}", "now": "55"}),
    ("her favourite flower is mimosa now", {"what": "new_fact", "subject": "favourite flower", "now": "mimosa"}),
    ("new number for Ngozi Okafor 07700 900123", {"what": "new_phone", "contact": "+44 7700 900123"}),
    ("new WhatsApp number for Ngozi Okafor: 07700 900124", {"what": "point:", "contact": "+44 7700 900124"}),
    ("forget that she reacts to nickel, that is wrong", {"what": "fact:{a-f004}", "wrong": True}),
    ("book Ms Okafor on Friday at three for a fitting", {"day": "2026-03-20", "time": "15:00", "purpose": "fitting"}),
    ("move her appointment to Saturday at 11", {"which": "move:{a-a003}", "day": "2026-03-21", "time": "11:00"}),
    ("cancel her appointment", {"which": "cancel:{a-a003}"}),
    ("She would love the Aubrac tote in green", {"text": "the Aubrac tote in green", "product_id": "{P-AUB-TOTE-SAP}"}),
    ("she no longer wants the black trench", {"which": "not:{a-w002}"}),
    ("she does not want any more texts", {"what": "consent:sms", "status": "withdrawn"}),
    ("sa taille de bague est 55 maintenant", {"what": "fact:{a-f003}", "now": "55"}),
    ("elle ne veut plus de SMS", {"what": "consent:sms", "status": "withdrawn"}),
    ("fissa un appuntamento con la signora Okafor venerdì alle tre e mezza", {"day": "2026-03-20", "time": "15:30"}),
    ("le encantaría el tote Aubrac en verde", {"text": "el tote Aubrac en verde"}),
]


async def test_what_is_said_at_the_counter_is_proposed_and_not_written(talk: TalkAs) -> None:
    said: dict[str, object] = {}
    amara = talk("amara")
    before = rows(amara.shop)
    ids = {f"{{{name}}}": str(named(amara.shop, Fact, name)) for name in ("a-f003", "a-f004")}
    ids |= {"{a-a003}": str(named(amara.shop, Appointment, "a-a003")), "{a-w002}": str(named(amara.shop, Wish, "a-w002"))}
    with Session(amara.shop.engine) as session:
        green = session.exec(select(Product.id).where(Product.source_id == "P-AUB-TOTE-SAP")).one()
    ids["{P-AUB-TOTE-SAP}"] = str(green)

    for sentence, _ in PROPOSED:
        one = Talk.of(amara.shop, "amara")
        await one.ask("Who is Ngozi Okafor?")
        answer = await one.ask(sentence)
        assert answer.client_ids or answer.changes, sentence
        said[sentence] = dict(answer.changes[0].values) if answer.changes else answer.text

    for sentence, wanted in PROPOSED:
        values = said[sentence]
        assert isinstance(values, dict), (sentence, values)
        for key, value in wanted.items():
            expected = value
            for name, number in ids.items():
                expected = expected.replace(name, number) if isinstance(expected, str) else expected
            fits = str(values.get(key)).startswith(str(expected)) if expected == "point:" else values.get(key) == expected
            assert fits, (sentence, key, values)
    assert rows(amara.shop) == before


async def test_what_was_just_answered_is_corrected_by_its_source(talk: TalkAs) -> None:
    amara = talk("amara")
    ring = named(amara.shop, Fact, "a-f003")
    await amara.ask("What is Ngozi Okafor's ring size?")

    answer = await amara.ask("No, she is a 55 now")
    wrong = Talk.of(amara.shop, "amara")
    await wrong.ask("What is Ngozi Okafor's ring size?")
    withdrawn = await wrong.ask("that is wrong")

    assert answer.changes[0].values == {"what": f"fact:{ring}", "now": "55"}
    assert "Nothing is kept until you confirm." in answer.text
    assert withdrawn.changes[0].values == {"what": f"fact:{ring}", "wrong": True}


async def test_a_corrected_size_is_answered_at_once_with_what_it_was_before(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    ring = named(own_copy, Fact, "a-f003")
    with Session(own_copy.engine) as session:
        replace_fact(
            session, amara.desk, amara.client("a-okafor"), "ring size", "56", replaces=[ring], seen=[ring], once="counter:1"
        )
        session.commit()

    answer = await amara.ask("What is Ngozi Okafor's ring size?")

    first, _, before = answer.text.partition("Earlier:")
    assert "56" in first
    assert "54" not in first
    assert "54" in before or "52" in before


async def test_of_two_of_the_name_the_choice_is_asked_first_and_then_proposed(talk: TalkAs) -> None:
    amara = talk("amara")

    asked = await amara.ask("new number for Mensah 07700 900123")
    answer = await amara.ask("Kofi")

    assert "There are 2 who could be meant" in asked.text
    assert asked.changes == ()
    assert answer.changes[0].client == "Kofi Mensah"


@pytest.mark.parametrize("user", ["amara", "david"])
async def test_nothing_is_proposed_for_a_client_whom_one_may_not_see(talk: TalkAs, user: str) -> None:
    answer = await talk(user).ask("new number for Isabelle Laurent 07700 900123")

    assert answer.changes == ()
    assert answer.client_ids == ()


async def test_what_was_withdrawn_from_a_note_is_not_quoted_and_the_rest_of_it_is(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    ngozi = amara.client("a-okafor")
    note = own_copy.keep_note(amara.desk, ngozi, "She collects antique thimbles. She plays the theremin on Sundays.")
    with Session(own_copy.engine) as session:
        facts = session.exec(select(Fact).where(Fact.note_id == note, col(Fact.text).contains("thimbles"))).all()
        withdraw_facts(session, amara.desk, ngozi, [fact.id or 0 for fact in facts], "not so")
        session.commit()
    own_copy.index.drain(own_copy.engine)

    thimbles = await amara.ask("Does Ngozi Okafor collect thimbles?")
    theremin = await amara.ask("Does she play the theremin?")

    assert len(facts) == 1
    assert "thimbles" not in thimbles.text
    assert "theremin on Sundays" in theremin.text
    assert "thimbles" not in theremin.text
