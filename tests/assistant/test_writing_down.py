"""A note: proposed, kept only when a person confirms, and then known."""

import pytest
from sqlmodel import Session, func, select

from copilot.bootstrap import Shop
from copilot.records.knowledge import Note
from tests.assistant.conftest import TalkAs
from tests.assistant.talk import Talk, kinds


def notes(shop: Shop) -> int:
    with Session(shop.engine) as session:
        return session.exec(select(func.count()).select_from(Note)).one()


async def test_a_note_is_proposed_with_what_was_read_from_it_and_not_kept(talk: TalkAs) -> None:
    amara = talk("amara")
    before = notes(amara.shop)

    answer = await amara.ask("Note for Ngozi Okafor: her sister mentioned that she moves to Lagos in May")

    assert answer.proposal is not None
    assert answer.proposal.client == "Ngozi Okafor"
    assert answer.proposal.client_id == amara.client("a-okafor")
    assert answer.proposal.text == "her sister mentioned that she moves to Lagos in May"
    assert [fact["provenance"] for fact in answer.proposal.facts] == ["third_party"]
    assert "Nothing is kept until you confirm." in answer.text
    assert not answer.refused
    assert notes(amara.shop) == before


async def test_a_confirmed_note_is_found_when_asked_about(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    proposal = (await amara.ask("Note for Ngozi Okafor: collects antique thimbles, told me at the till")).proposal
    assert proposal is not None

    note = own_copy.keep_note(amara.desk, proposal.client_id, proposal.text)
    own_copy.index.drain(own_copy.engine)
    answer = await amara.ask("Does she collect thimbles?")

    assert f"[note {note}]" in answer.text
    assert "collects antique thimbles" in answer.text
    assert kinds(answer) == {"note"}


async def test_a_note_taken_back_is_known_no_more(own_copy: Shop) -> None:
    amara = Talk.of(own_copy, "amara")
    ngozi = amara.client("a-okafor")
    note = own_copy.keep_note(amara.desk, ngozi, "collects antique thimbles")
    own_copy.index.drain(own_copy.engine)

    own_copy.drop_note(amara.desk, note)
    own_copy.index.drain(own_copy.engine)
    answer = await amara.ask("Does Ngozi Okafor collect thimbles?")

    assert answer.refused
    assert "thimbles" not in answer.text


async def test_the_client_of_the_conversation_is_meant(talk: TalkAs) -> None:
    amara = talk("amara")
    await amara.ask("Who is Ngozi Okafor?")

    answer = await amara.ask("Note: she prefers tea to champagne")

    assert answer.proposal is not None
    assert answer.proposal.client == "Ngozi Okafor"
    assert answer.proposal.text == "she prefers tea to champagne"


async def test_without_a_client_it_asks_for_whom(talk: TalkAs) -> None:
    answer = await talk("amara").ask("log a note")

    assert answer.text.startswith("For whom is the note?")
    assert answer.proposal is None


async def test_of_two_clients_of_the_name_nothing_is_proposed(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Note for Mensah: likes green")

    assert "There are 2 who could be meant" in answer.text
    assert answer.proposal is None


@pytest.mark.parametrize("user", ["amara", "david"])
async def test_no_note_is_proposed_for_a_client_whom_one_may_not_see(talk: TalkAs, user: str) -> None:
    answer = await talk(user).ask("Note for Isabelle Laurent: likes green")

    assert answer.proposal is None
    assert answer.client_ids == ()
