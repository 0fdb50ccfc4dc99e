"""Slash commands and the client card over real sockets: who has which, what they do, and what a browser cannot reach by them."""

import asyncio
from typing import Any

import pytest
from sqlmodel import Session, select

from copilot.records.database import connect
from copilot.records.people import Client
from tests.chat.served import Chat, Served, chatting, says, shows


def card_of(chat: Chat, client_id: object, name: str = "client_card", **more: Any) -> dict[str, Any]:
    """What a tap on a card brings."""
    return chat.act(name, client_id=client_id, **more).json()["response"]


async def test_commands_are_offered_by_role_and_again_when_a_conversation_is_resumed(page: Served) -> None:
    async with chatting(page, page.sign_in("david")) as trainer, chatting(page, page.sign_in("amara")) as chat:
        offered = {command["id"] for command in chat.commands or []}
        said = {command["id"] for command in trainer.commands or []}
        refused = await trainer.ask("/client laurent")
        await chat.ask("/help")
        thread_id = chat.thread_id

    async with chatting(page, page.sign_in("amara"), thread_id) as again:
        resumed = {command["id"] for command in again.commands or []}

    assert {"client", "note", "help"} <= offered
    assert said == {"help"}
    assert refused["output"] == "/client is not part of your work here. You can use: /help."
    assert resumed == offered


@pytest.mark.parametrize(("text", "command"), [("/client camille", None), ("camille", "client"), ("/fiche Camille", None)])
async def test_a_card_opens_by_its_command_and_the_conversation_is_called_by_the_client(
    page: Served, text: str, command: str | None
) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        said = await chat.ask(text, command=command)
        kept = await chat.kept(lambda it: shows("ClientCard")(it) and it["name"] == "Camille Laurent")

    assert said["output"] == "Here is Camille Laurent’s card."
    assert said["metadata"]["client_ids"] == [1]
    card = next(e for e in kept["elements"] if e["name"] == "ClientCard")
    assert set(card["props"]) == {"client_id", "words"}
    assert card["props"]["client_id"] == 1


async def test_a_follow_up_after_a_card_is_about_that_client(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/client camille")
        answer = await chat.ask("What about her notes?")

    assert "[note 1]" in answer["output"]


async def test_several_of_a_name_are_offered_with_one_fact_each_and_strangers_are_nobody(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        asked = await chat.ask("/client laurent")
        choices = chat.element("Beside")["props"]["choices"]
        elsewhere = await chat.ask("/client Paul Girard")
        nowhere = await chat.ask("/client Paul Nobody")
        unknown = await chat.ask("/banana split")
        question = await chat.ask("/2 of the price?")

    assert asked["output"] == "2 clients answer to “laurent”. Which one?"
    assert [(c["name"], bool(c["hint"])) for c in choices] == [("Camille Laurent", True), ("Hélène Laurent", True)]
    assert elsewhere["output"].replace("Girard", "Nobody") == nowhere["output"]
    assert unknown["output"].startswith("There is no command /banana. These exist: /client, /note")
    assert "[note 1]" in question["output"]


async def test_a_note_is_proposed_for_whom_it_names_and_kept_by_nobody_yet(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/note Camille Laurent: tried the tan holdall; her sister called")
        proposal = chat.element("NoteProposal")["props"]
        which = await chat.ask("/note laurent tried the tan holdall")
        choice = chat.element("Beside")["props"]["choices"][1]
        chosen = chat.act("note_for", **choice["payload"]).json()["response"]
        kept = (await chat.kept(shows("NoteProposal", client_id=2)))["elements"]
        stranger = chat.act("note_for", client_id=3, text="x").json()["response"]

    for_helene = next(e["props"] for e in kept if e["name"] == "NoteProposal" and e["props"]["client_id"] == 2)
    assert (proposal["client_id"], proposal["text"]) == (1, "tried the tan holdall; her sister called")
    assert [f["provenance"] for f in proposal["facts"]] == ["told_us", "third_party"]
    assert which["output"] == "2 clients answer to “laurent”. Which one?"
    assert (chosen, for_helene["text"]) == ({"ok": True}, "tried the tan holdall")
    assert stranger["words"] == "I find nothing like that here."


async def test_help_names_people_of_the_house_and_every_command(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        said = await chat.ask("", command="help")
        questions = chat.element("Beside")["props"]["questions"]
        await chat.kept(lambda it: it["name"] == "What I can ask")

    assert all(f"`/{command['id']}" in said["output"] for command in chat.commands or [])
    assert "What is open for Camille Laurent?" in questions


async def test_a_card_brings_what_may_be_seen_and_what_is_for_staff_only_on_its_own_tap(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/client camille")
        told = card_of(chat, 1)
        staff = card_of(chat, 1, "client_card_staff")
        promise = next(s for s in told["card"]["sections"] if s["key"] == "open")["rows"][0]
        opened = card_of(chat, 1, "client_card_row", kind=promise["kind"], id=promise["id"])

    assert told["card"]["title"] == "Ms Camille Laurent"
    assert told["card"]["staff"] == "1 not to be mentioned · 0 to handle with care"
    assert "plans a surprise" not in str(told)
    assert [row["text"] for row in staff["hushed"]] == ["Her sister plans a surprise."]
    assert opened["source"]["head"] == "Promised on 2 Sept 2026 · by Amara Osei"


async def test_a_card_of_somebody_elses_store_is_as_one_of_nobody(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/help")
        answers = [card_of(chat, whom) for whom in (3, 999, "1 OR 1", None, -1, True, 10**30)]
        taps = [
            card_of(chat, 3, name, kind="promise", id=1, shown=6)
            for name in ("client_card_staff", "client_card_more", "client_card_row")
        ]

    gone = {"ok": False, "gone": True, "words": "This card is not available any more."}
    assert answers + taps == [gone] * 10


async def test_a_client_who_moves_while_the_card_is_open_is_no_longer_there(page: Served) -> None:
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/client helene")
        before = card_of(chat, 2)
        try:
            _move(engine, "c2", 2)
            after = card_of(chat, 2)
        finally:
            _move(engine, "c2", 1)
            engine.dispose()

    assert before["ok"]
    assert after == {"ok": False, "gone": True, "words": "This card is not available any more."}


def _move(engine: Any, source_id: str, store_id: int) -> None:
    with Session(engine) as session:
        client = session.exec(select(Client).where(Client.source_id == source_id)).one()
        client.store_id = store_id
        session.add(client)
        session.commit()


async def test_a_client_whom_an_answer_names_is_linked_by_id_and_only_from_ones_own_store(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        answer = await chat.ask("Who comes today?")
        shown = await chat.ask("Show me her card")
        card = chat.element("ClientCard")["props"]

    assert answer["output"] == "[Camille Laurent](#client-1) comes at three, and Paul Girard does not [client 1]."
    assert shown["metadata"]["client_ids"] == [1]
    assert card["client_id"] == 1


async def test_an_answer_is_stopped_in_the_askers_words_and_the_next_question_is_answered(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        stopped = asyncio.Event()
        chat.socket.on(
            "new_message", lambda step: (chat.messages.append(step), step["type"] == "system_message" and stopped.set())
        )
        chat.socket.on("stream_start", lambda _: chat.socket.start_background_task(chat.socket.emit, "stop"))
        await chat.ask("wait for it")
        await asyncio.wait_for(stopped.wait(), 20)
        answer = await chat.ask("What does Ms Laurent like?")
        kept = [step["output"] for step in (await chat.kept(says(answer["output"])))["steps"]]

    assert "[note 1]" in answer["output"]
    assert "I begin to say something that takes a while and " in kept
    assert "Stopped. What was already said stays; ask again whenever you like." in kept
    assert not [said for said in kept if "manually stopped" in said]
