"""The page over real sockets: asked, answered, kept, and there again after a restart."""

from pathlib import Path

from tests.chat.served import Served, chatting, says


async def test_an_answer_streams_names_its_steps_and_brings_its_sources(page: Served) -> None:
    amara = page.sign_in("amara")

    async with chatting(page, amara) as chat:
        answer = await chat.ask("What does Ms Laurent like?")

        assert "[note 1]" in answer["output"]
        assert "".join(chat.tokens).strip().startswith("- Loves rose gold")
        assert answer["metadata"].items() >= {"client_ids": [1], "model": "builtin", "refused": False}.items()
        steps = [m for m in chat.messages if m["type"] == "tool"]
        runs = [m for m in chat.messages if m["type"] == "run"]
        assert [s["name"] for s in steps] == ["Looking through Ms Laurent's notes"]
        assert {s["parentId"] for s in (*steps, answer)} == {runs[-1]["id"]}
        beside = chat.element("Beside")["props"]
        assert beside["questions"] == ["What did we promise her?", "What has she bought?"]
        assert beside["sources"]["[note 1]"]["author"] == "Amara Osei"
        opened = amara.get(chat.element("[note 1]")["url"])
        assert opened.text.startswith("### Note about Ms Camille Laurent")
        assert opened.headers["content-type"] == "text/plain; charset=utf-8"


async def test_a_follow_up_knows_whom_it_is_about_even_after_a_restart(tmp_path: Path) -> None:
    page = Served(tmp_path / "data").start()
    try:
        amara = page.sign_in("amara")
        async with chatting(page, amara) as chat:
            asked = await chat.ask("What does her sister like?")
            await chat.ask("What does Ms Laurent like?")
            thread_id = chat.thread_id
        page.stop()
        page.start()

        async with chatting(page, amara, thread_id) as chat:
            again = await chat.ask("And her latest notes?")
            shown = [s["output"] for s in (chat.resumed or {})["steps"] if s["type"].endswith("message")]
            open_source = next(e for e in (chat.resumed or {})["elements"] if e["name"] == "[note 1]")

        assert asked["output"] == "Whom do you mean?"
        assert "[note 2]" in again["output"]
        assert shown[0] == "What does her sister like?"
        assert "[note 1]" in shown[3]
        assert amara.get(open_source["url"]).status_code == 200
    finally:
        page.stop()


async def test_an_error_is_said_with_a_number_and_logged_without_words(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        said = await chat.ask("please break")

    assert said["isError"]
    assert "Laurent" not in said["output"]
    number = said["output"].rstrip(".").rsplit(" ", 1)[1]
    assert f"Incident {number}: RuntimeError at scripted.py" in page.log()
    assert "a secret that only the log" not in page.log()


async def test_empty_and_endless_messages_get_a_sentence(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        empty = await chat.ask("   ")
        endless = await chat.ask("a" * 20_000)

    assert empty["output"].startswith("That was empty.")
    assert endless["output"].startswith("That is 20,000 characters long")


async def test_when_another_model_takes_over_its_words_stand_alone(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        answer = await chat.ask("restart, please")

    assert "The first model" not in answer["output"]
    assert "The chat model is not answering; the built-in one continues." in [m["name"] for m in chat.messages]


async def test_a_stopped_answer_keeps_the_words_already_shown(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        chat.socket.on("stream_start", lambda _: chat.socket.start_background_task(chat.socket.emit, "stop"))
        await chat.ask("wait for it")
        kept = await chat.kept(says("I begin to say something that takes a while and "))

    assert "wait for it" in [step["output"] for step in kept["steps"]]


async def test_a_note_is_kept_with_the_edited_words_and_found_at_once(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("Note: tried the tan holdall; her sister called")
        proposal = chat.element("NoteProposal")["props"]

        kept = chat.act("keep_note", id=proposal["id"], text="Tried the tan holdall, loved it").json()
        twice = chat.act("keep_note", id=proposal["id"], text="Something else").json()
        found = await chat.ask("the latest")

        assert [f["provenance"] for f in proposal["facts"]] == ["told_us", "third_party"]
        assert (kept["response"], twice["response"]) == ({"ok": True, "state": "kept"}, {"ok": True, "state": "kept"})
        assert found["output"].count("Tried the tan holdall, loved it") == 1
        assert "Something else" not in found["output"]

        undone = chat.act("undo_note", id=proposal["id"]).json()["response"]
        gone = await chat.ask("the latest")

    assert undone == {"ok": True, "state": "proposed"}
    assert "holdall" not in gone["output"]


async def test_a_browser_cannot_choose_the_client_or_anothers_note(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("Note: mine")
        proposal = chat.element("NoteProposal")["props"]
        async with chatting(page, page.sign_in("luca")) as other:
            await other.ask("hello")
            stolen = other.act("keep_note", id=proposal["id"], text="stolen").json()["response"]
            unknown = other.act("keep_note", id="nothing", client_id=1, text="x").json()["response"]
        in_my_name = chat.client.post(
            "/project/action",
            json={"action": {"name": "keep_note", "payload": {"id": proposal["id"]}}, "sessionId": other.session_id},
        )

    assert not stolen["ok"]
    assert stolen["words"] == unknown["words"] == "This note is no longer open. Ask me to log it again."
    assert in_my_name.status_code >= 400


async def test_a_note_for_a_client_out_of_scope_is_not_kept(page: Served) -> None:
    async with chatting(page, page.sign_in("luca")) as chat:
        await chat.ask("Note: a client of the other store")
        proposal = chat.element("NoteProposal")["props"]

        answer = chat.act("keep_note", id=proposal["id"], text="x").json()["response"]

    assert answer == {"ok": False, "words": "I find nothing like that here."}
