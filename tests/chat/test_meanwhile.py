"""What happens elsewhere while a page is open: a client deleted, merged or moved, a role taken, a second tab, a second server."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from copilot.records.database import connect
from copilot.records.knowledge import Note
from copilot.records.merging import merge
from copilot.records.people import Client, Store, User
from tests.chat.served import TOP, Served, chatting, says

SCRIPT = "<script>alert(1)</script> [tap](https://evil.example)"
GONE = {"ok": False, "gone": True, "words": "This card is not available any more."}
NOTHING = {"ok": False, "words": "I find nothing like that here."}


def _deleted(session: Session, client: Client) -> None:
    session.delete(client)


def _merged(session: Session, client: Client) -> None:
    merge(session, 1, client.id or 0)


def _moved(session: Session, client: Client) -> None:
    client.store_id = session.exec(select(Store.id).where(Store.source_id == "PAR")).one() or 0
    session.add(client)


@pytest.fixture
def passing(page: Served) -> Iterator[tuple[Session, int]]:
    """A client of the store who will not stay, and the rows."""
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    with Session(engine) as session:
        london = session.exec(select(Store.id).where(Store.source_id == "LON")).one()
        given = {"given_name": SCRIPT, "family_name": "Ostrander", "store_id": london or 0}
        client = Client(source_id=str(uuid4()), **given)
        session.add(client)
        session.commit()
        yield session, client.id or 0
    engine.dispose()


@pytest.mark.parametrize("goes", [_deleted, _merged, _moved])
async def test_a_client_who_goes_while_card_form_and_note_are_open_is_not_there_any_more(
    page: Served, passing: tuple[Session, int], goes: Callable[[Session, Client], None]
) -> None:
    session, client_id = passing
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/client ostrander")
        before = chat.act("client_card", client_id=client_id).json()["response"]
        await chat.ask("/note ostrander: likes green")
        note = chat.element("NoteProposal")["props"]
        await chat.ask("/wish ostrander")
        said = [one for one in chat.messages if one["type"] == "assistant_message"]
        form = chat.element("CounterForm")["props"]
        goes(session, session.get_one(Client, client_id))
        session.commit()
        card = chat.act("client_card", client_id=client_id).json()["response"]
        kept = chat.act("keep_note", id=note["id"], text="likes green").json()["response"]
        sent = chat.act("counter_send", id=form["id"], values={"which": "new", "text": "a tote"}).json()["response"]
        by_pronoun = await chat.ask("/wish")
        notes = session.exec(select(Note).where(Note.text == "likes green")).all()

    assert before["card"]["name"] == f"{SCRIPT} Ostrander"  # a word like any other
    assert [one["output"] for one in said if "](" in one["output"] or "<script" in one["output"].replace("\\<", "")] == []
    assert card == GONE
    assert (kept, sent) == (NOTHING, NOTHING)
    assert "Ostrander" not in by_pronoun["output"]
    assert notes == []


async def test_a_role_taken_away_holds_at_the_next_tap_of_an_open_page(page: Served) -> None:
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")

    def now_is(role: str) -> None:
        with Session(engine) as session:
            amara = session.exec(select(User).where(User.source_id == "amara")).one()
            amara.role = role
            session.add(amara)
            session.commit()

    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/wish camille")
        form = chat.element("CounterForm")["props"]
        now_is("trainer")
        try:
            card = chat.act("client_card", client_id=1).json()["response"]
            sent = chat.act("counter_send", id=form["id"], values={"which": "new", "text": "a tote"}).json()["response"]
            told = await chat.ask("/client camille")
        finally:
            now_is("associate")
            engine.dispose()

    assert card == GONE
    assert not sent["ok"]
    assert "Camille" not in told["output"]


async def test_a_conversation_open_twice_keeps_what_is_said_in_both(page: Served) -> None:
    amara = page.sign_in("amara")
    async with chatting(page, amara) as one:
        await one.ask("What does Ms Laurent like?")
        async with chatting(page, amara, one.thread_id) as two:
            await one.ask("And her latest notes?")
            last = await two.ask("And her latest again?")
        said = (await one.kept(says(last["output"])))["steps"]

    asked = [step["output"] for step in said if step["type"] == "user_message"]
    answers = [step for step in said if step["type"] == "assistant_message" and "[note" in step["output"]]
    assert asked == ["What does Ms Laurent like?", "And her latest notes?", "And her latest again?"]
    assert len(answers) == 3


def test_a_second_server_on_the_same_folder_is_sent_away_and_the_first_goes_on(page: Served) -> None:
    refused = second_server(COPILOT_DATA_DIR=str(page.folder))

    assert_sent_away(refused, page)


def test_a_second_server_on_the_same_sqlite_file_is_sent_away_from_another_folder_too(page: Served, tmp_path: Path) -> None:
    database = tmp_path / "the-same.db"
    database.symlink_to(page.folder / "copilot.db")

    refused = second_server(COPILOT_DATA_DIR=str(tmp_path / "other"), COPILOT_DATABASE_URL=f"sqlite:///{database}")

    assert_sent_away(refused, page)


def second_server(**told: str) -> subprocess.CompletedProcess[str]:
    given = {k: v for k, v in os.environ.items() if not k.startswith(("COPILOT_", "CHAINLIT_"))}
    return subprocess.run(
        [sys.executable, "-m", "copilot", "serve", "--port", "0"],
        cwd=TOP, env=given | told, capture_output=True, text=True, check=False,
    )  # fmt: skip


def assert_sent_away(refused: subprocess.CompletedProcess[str], page: Served) -> None:
    """With a sentence that names the first one; that one goes on."""
    assert page.process is not None
    assert refused.returncode == 1
    assert f"is served by another copilot already (process {page.process.pid}). Stop that one first" in refused.stderr
    assert page.visitor().get("/public/page.css").status_code == 200
    assert page.sign_in("amara").get("/user").status_code == 200
