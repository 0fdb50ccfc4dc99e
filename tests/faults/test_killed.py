"""A server that is killed in the middle of a note."""

import signal
import subprocess
import sys
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.domain.desk import Desk, Role
from copilot.reading.notes import facts_in
from copilot.records.care import Promise
from copilot.records.knowledge import Fact, Note
from copilot.records.notes import keep_note
from copilot.records.people import Client, Store, User
from copilot.records.upkeep import AuditLine
from tests.chat.served import TOP

TODAY = date(2026, 3, 18)
TOLD = "Told us she wears a size 39 shoe. I promised to ring her on Friday."


def test_a_note_is_whole_or_absent_when_the_server_is_killed_while_keeping_it(engine: Engine, database_url: str) -> None:
    with Session(engine) as session:
        store = Store(source_id="LON", name="London")
        session.add(store)
        session.flush()
        session.add_all([User(source_id="amara", name="Amara", store_id=store.id), Client(source_id="c", store_id=store.id or 0)])
        session.commit()

    killed = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", KILLED, database_url, TOLD], cwd=TOP, check=False, capture_output=True, text=True
    )
    with Session(engine) as session:
        after = [session.exec(select(table)).all() for table in (Note, Fact, Promise, AuditLine)]
        keep_note(session, Desk(1, "Amara", Role.ASSOCIATE, 1, TODAY), 1, TOLD, facts_in, TODAY, once="chat:1")
        again = [len(session.exec(select(table)).all()) for table in (Note, Fact, Promise, AuditLine)]

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert after == [[], [], [], []]
    assert again == [1, 2, 1, 1]


#: The first fact of the note is with the database, the second is just being read.
KILLED = """
import os, signal, sys
from datetime import date
from sqlmodel import Session
from copilot.domain.desk import Desk, Role
from copilot.reading.notes import facts_in
from copilot.records.database import connect
from copilot.records.notes import keep_note

def read(text, **given):
    for number, fact in enumerate(facts_in(text, **given)):
        session.flush()
        if number:
            os.kill(os.getpid(), signal.SIGKILL)
        yield fact

with Session(connect(sys.argv[1])) as session:
    desk = Desk(1, "Amara", Role.ASSOCIATE, 1, date(2026, 3, 18))
    keep_note(session, desk, 1, sys.argv[2], read, date(2026, 3, 18), once="chat:1")
"""
