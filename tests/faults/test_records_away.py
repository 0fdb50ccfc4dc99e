"""A full disk, a lock that lasts, a database server that drops everybody: said plainly, nothing lost, and soon well again."""

import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from copilot.chat.boundary import in_plain_words
from copilot.domain.desk import Desk, Role
from copilot.reading.notes import facts_in
from copilot.records.database import connect, migrate
from copilot.records.knowledge import Note
from copilot.records.notes import keep_note
from copilot.records.people import Client, Store, User
from tests.assistant.talk import TODAY
from tests.chat.served import Served, chatting

AWAY = "The records cannot be reached or written just now. What you just did was not kept."


async def test_a_full_disk_is_said_and_what_was_to_be_kept_can_be_kept_later(tmp_path: Path) -> None:
    page = Served(tmp_path / "data").start()
    try:
        async with chatting(page, page.sign_in("amara")) as chat:
            await chat.ask("Note: tried the tan holdall")
            proposal = chat.element("NoteProposal")["props"]
            _let_files_grow_to(page, 1024)
            full = chat.act("keep_note", id=proposal["id"], text="Tried the tan holdall").json()["response"]
            answer = await chat.ask("What does Ms Laurent like?")
            lost = page.visitor().get("/healthz").json()["lost_writes"]
            _let_files_grow_to(page, resource.RLIM_INFINITY)
            kept = chat.act("keep_note", id=proposal["id"], text="Tried the tan holdall").json()["response"]
            found = await chat.ask("the latest")
    finally:
        page.stop()

    assert not full["ok"]
    assert full["words"].startswith(AWAY)
    assert "[note 1]" in answer["output"]  # what is known can still be looked up
    assert lost > 0
    assert kept == {"ok": True, "state": "kept"}
    assert found["output"].count("Tried the tan holdall") == 1
    with closing(sqlite3.connect(tmp_path / "data" / "copilot.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _let_files_grow_to(page: Served, most: int) -> None:
    assert page.process is not None
    resource.prlimit(page.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def test_a_lock_that_lasts_is_said_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'copilot.db'}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50"))
    migrate(engine)
    with Session(engine) as session:
        store = Store(source_id="LON", name="London")
        session.add(store)
        session.flush()
        session.add_all([User(source_id="amara", name="Amara", store_id=store.id), Client(source_id="c", store_id=store.id or 0)])
        session.commit()
    desk = Desk(1, "Amara", Role.ASSOCIATE, 1, TODAY)

    with closing(sqlite3.connect(tmp_path / "copilot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Session(engine) as session, pytest.raises(OperationalError) as locked:
            keep_note(session, desk, 1, "Likes green.", facts_in, TODAY, once="chat:1")
        with Session(engine) as session:
            read = session.exec(select(Client)).all()
        other.execute("ROLLBACK")
    with Session(engine) as session:
        nothing = session.exec(select(Note)).all()
        note_id = keep_note(session, desk, 1, "Likes green.", facts_in, TODAY, once="chat:1")
    engine.dispose()

    assert in_plain_words(locked.value).startswith(AWAY)
    assert (len(read), nothing, note_id) == (1, [], 1)


async def test_a_database_server_that_drops_everybody_is_asked_anew(postgres_database: str, tmp_path: Path) -> None:
    page = Served(tmp_path / "data", postgres_database).start()
    engine = connect(postgres_database)
    try:
        async with chatting(page, page.sign_in("amara")) as chat:
            await chat.ask("Note: tried the tan holdall")
            proposal = chat.element("NoteProposal")["props"]
            _drop_everybody_else(engine)
            kept = chat.act("keep_note", id=proposal["id"], text="Tried the tan holdall").json()["response"]
            _drop_everybody_else(engine)
            found = await chat.ask("the latest")
            health = page.visitor().get("/healthz").json()
    finally:
        engine.dispose()
        page.stop()

    assert kept == {"ok": True, "state": "kept"}
    assert found["output"].count("Tried the tan holdall") == 1
    assert (health["status"], health["lost_writes"]) == ("ok", 0)


def _drop_everybody_else(engine: Engine) -> None:
    with engine.begin() as connection:
        mine = "pid <> pg_backend_pid() AND datname = current_database()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}"))  # noqa: S608 - ours
