"""The review desk over real sockets: whose it is, how it opens, and that a decision reaches the associate's open chat."""

import asyncio

from tests.chat.served import Served, chatting, shows
from tests.chat.waiting_drafts import waiting_draft

TEXT = "The navy strap that you asked for has arrived. Last chance, do not let me down."


async def test_the_desk_opens_for_who_leads_and_its_actions_answer_nobody_else(page: Served) -> None:
    draft_id, _, _ = waiting_draft(page, TEXT)
    async with chatting(page, page.sign_in("margaux")) as manager, chatting(page, page.sign_in("amara")) as associate:
        asked = await manager.ask("What waits for me?")
        desk = manager.element("ReviewDesk")["props"]
        queue = manager.act("review_queue").json()["response"]
        other = await associate.ask("Open the review desk")
        refused = [
            associate.act(name, id=draft_id, version=1, step="approve", items=[], text="x").json()["response"]
            for name in (
                "review_queue",
                "review_show",
                "review_decide",
                "review_decide_several",
                "review_rules",
                "review_practice",
            )
        ]

    assert asked["output"] == "Here is the review desk."
    assert set(desk) == {"thread_id", "takes_focus", "channels", "card_words", "card_title", "words"}
    assert draft_id in [row["id"] for row in queue["queue"]]
    assert "[note 1]" in other["output"]
    assert {answer["words"] for answer in refused} == {"The review desk is for managers."}


async def test_a_decision_is_said_in_the_associates_open_chat_and_kept_there_by_its_id_alone(page: Served) -> None:
    draft_id, name, client = waiting_draft(page, TEXT)
    async with chatting(page, page.sign_in("margaux")) as manager, chatting(page, page.sign_in(name)) as associate:
        arrived = asyncio.Event()
        associate.socket.on("element", lambda element: element["name"] == "ReviewOutcome" and arrived.set())
        shown = manager.act("review_show", id=draft_id).json()["response"]["message"]
        manager.act("review_decide", id=draft_id, version=shown["version"], step="send_back", comment="Softer, please.")
        await asyncio.wait_for(arrived.wait(), 20)
        read = associate.act("review_outcome", id=draft_id).json()["response"]
        kept = await associate.kept(shows("ReviewOutcome"))

    said = [message["output"] for message in associate.messages if message["type"] == "assistant_message"]
    assert said == [f"Your message to {client} came back, with a comment."]
    assert read["comment"] == "Softer, please."
    assert [set(one["props"]) for one in kept["elements"] if one["name"] == "ReviewOutcome"] == [
        {"draft_id", "thread_id", "words"}
    ]


async def test_what_was_decided_while_somebody_was_away_waits_in_the_next_conversation_they_open(page: Served) -> None:
    draft_id, name, client = waiting_draft(page, TEXT)
    async with chatting(page, page.sign_in("margaux")) as manager:
        shown = manager.act("review_show", id=draft_id).json()["response"]["message"]
        manager.act("review_decide", id=draft_id, version=shown["version"], step="reject", comment="Not this month.")

    async with chatting(page, page.sign_in(name)) as first:
        told = [message["output"] for message in first.messages if message["type"] == "assistant_message"]
        first.act("review_outcome", id=draft_id)
    async with chatting(page, page.sign_in(name)) as second:
        again = [message["output"] for message in second.messages if message["type"] == "assistant_message"]

    assert told == [f"Your message to {client} was rejected."]
    assert again == []
