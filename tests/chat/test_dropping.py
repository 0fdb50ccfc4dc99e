"""A photo or a PDF dropped into the chat, over real sockets."""

from tests.chat.served import Chat, Served, chatting
from tests.reading.test_dropped import pdf, photo
from tests.reading.test_pdf_text import written


def dropped(chat: Chat, content: bytes, name: str = "strap.jpg", mime: str = "image/jpeg") -> str:
    return str(chat.drop(name, content, mime).raise_for_status().json()["id"])


async def test_a_photo_becomes_a_note_of_the_client_in_hand_and_stands_beside_it(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("What does Ms Laurent like?")
        answer = await chat.ask("", files=[dropped(chat, photo())])
        proposed = chat.element("NoteProposal")["props"]

        kept = chat.act("keep_note", id=proposed["id"], text="Her saffron strap, worn at the buckle").json()["response"]
        await chat.ask("And her latest notes?")
        files = [file for source in chat.element("Beside")["props"]["sources"].values() for file in source.get("files", [])]
        shown = chat.client.get(files[0]["url"])
        undone = chat.act("undo_note", id=proposed["id"]).json()["response"]

    assert "Camille Laurent" in answer["output"]
    assert (kept["ok"], kept["state"], undone["state"]) == (True, "kept", "proposed")
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"signs its pictures" not in shown.content
    assert {page.sign_in(name).get(files[0]["url"]).status_code for name in ("luca", "david", "margaux")} == {404}
    assert page.visitor().get(files[0]["url"]).status_code == 401


async def test_without_a_client_in_hand_it_asks_for_whom_and_a_day_is_caption_enough(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("", files=[dropped(chat, pdf(), "report.pdf", "application/pdf")])
        proposed = chat.element("NoteProposal")["props"]

        answers = [
            chat.act("keep_note", id=proposed["id"], text="", whom=whom).json()["response"]
            for whom in ("", "Somebody Else", "Laurent")
        ]
        chosen = next(one["id"] for one in answers[2]["choices"] if one["name"] == "Camille Laurent")
        kept = chat.act("keep_note", id=proposed["id"], text="", whom="Laurent", client_id=chosen).json()["response"]
        latest = await chat.ask("What are Ms Laurent's latest notes?")
        saved = chat.client.get(f"/attachments/{proposed['attachment_id']}")
        chat.act("undo_note", id=proposed["id"])

    assert proposed["client_id"] is None
    assert proposed["read"].startswith("It holds no text, only pictures")
    assert [answer["ok"] for answer in (*answers, kept)] == [False, False, False, True]
    assert answers[1]["words"] == "I find nobody of that name here."
    assert "- PDF, " in latest["output"]
    assert saved.headers["content-disposition"].startswith("attachment")


async def test_what_was_read_of_a_pdf_is_said_before_it_is_kept(page: Served) -> None:
    scan_and_words = written("", "The clasp was straightened.")
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("for Ms Laurent", files=[dropped(chat, scan_and_words, "repair.pdf", "application/pdf")])
        read = chat.element("NoteProposal")["props"]["read"]
        await chat.ask("for Ms Laurent", files=[dropped(chat, written(*["Page"] * 51), "long.pdf", "application/pdf")])
        long = chat.element("NoteProposal")["props"]["read"]

    assert read == "Its text was read (pages: 2). It is found and cited with this note."
    assert long.startswith("Only 50 of its 51 pages were read: at most 50 pages, 100,000 letters")


async def test_what_is_no_photo_is_refused_in_a_sentence_and_never_passed_over(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        program = chat.drop("strap.exe", b"MZ", "application/x-msdownload")
        apple = chat.drop("strap.heic", b"", "image/heic")
        large = chat.drop("strap.jpg", bytes(11 * 1024 * 1024), "image/jpeg")
        said = await chat.ask("for Ms Laurent", files=[dropped(chat, b"MZ\x90 not a photo")])
        shown = [element for element in chat.elements if element["name"] == "NoteProposal"]

    assert (program.status_code, large.status_code) == (415, 413)
    assert program.json()["detail"].startswith("That is neither a photo")
    assert apple.json()["detail"].startswith("That is a photo in Apple’s HEIC format")
    assert said["output"].startswith("strap.jpg was not kept. That is neither a photo")
    assert shown == []


async def test_trainers_keep_no_photos_of_clients(page: Served) -> None:
    async with chatting(page, page.sign_in("david")) as chat:
        said = await chat.ask("", files=[dropped(chat, photo())])

    assert said["output"] == "Trainers do not write notes about clients."
