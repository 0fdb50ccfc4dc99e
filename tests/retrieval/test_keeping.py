"""The index stays true to the rows, whatever is killed on the way."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from copilot.errors import IndexUnavailable, ModelError
from copilot.records.knowledge import Fact, Note
from copilot.records.queueing import enqueue
from copilot.records.upkeep import IndexTask
from copilot.retrieval import Index
from copilot.retrieval.embedding import Embedder, Vectors
from copilot.retrieval.embedding.hashing import hashing
from copilot.retrieval.shelf import store_collection
from copilot.settings import Settings
from tests.retrieval.conftest import Shop, Write

DAY = date(2026, 3, 1)


def queued(engine: Engine) -> list[tuple[str, int]]:
    with Session(engine) as session:
        return [(task.kind, task.row_id) for task in session.exec(select(IndexTask).order_by(col(IndexTask.id)))]


def held(index: Index, shop: Shop) -> set[str]:
    return set(index.shelf.held(store_collection(shop.london, index.embedder.model_id)))


def test_a_change_and_its_task_are_one_transaction(engine: Engine, shop: Shop) -> None:
    with Session(engine) as session:
        session.add(Note(client_id=shop.maya, author_id=1, written_on=DAY, text="Likes tea."))
        session.flush()
        session.rollback()

    assert queued(engine) == []


def test_adding_changing_and_deleting_queue_themselves(engine: Engine, shop: Shop, write: Write) -> None:
    note_id = write(shop.maya, "Likes tea.")
    with Session(engine) as session:
        session.get_one(Note, note_id).text = "Likes coffee."
        session.commit()
    with Session(engine) as session:
        session.delete(session.get_one(Note, note_id))
        session.commit()

    assert queued(engine) == [("note", note_id)] * 3


def test_a_look_at_a_note_queues_nothing(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    note_id = write(shop.maya, "Likes tea.")
    index.drain(engine)
    with Session(engine) as session:
        session.get_one(Note, note_id).text = "Likes tea."
        session.commit()

    assert queued(engine) == []


def test_a_changed_note_queues_the_facts_read_from_it(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    note_id = write(shop.maya, "Likes tea.")
    with Session(engine) as session:
        fact = Fact(client_id=shop.maya, text="tea", provenance="told_us", learned_on=DAY, note_id=note_id)
        session.add(fact)
        session.commit()
        fact_id = fact.id
    index.drain(engine)
    with Session(engine) as session:
        session.get_one(Note, note_id).visibility = "author"
        session.commit()

    assert set(queued(engine)) == {("note", note_id), ("fact", fact_id)}


def test_draining_makes_the_index_say_what_the_rows_say(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    kept, gone = write(shop.maya, "Likes tea."), write(shop.maya, "Likes coffee.")
    index.drain(engine)
    with Session(engine) as session:
        session.delete(session.get_one(Note, gone))
        session.commit()

    done = index.drain(engine)

    assert (done.removed, done.left, queued(engine)) == (1, 0, [])
    assert held(index, shop) == {f"note:{kept}"}


def test_the_queue_is_drained_in_portions(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    index.drain(engine)
    for day in range(1, 6):
        write(shop.maya, f"Visit {day}.", day=day)

    turns = [index.drain(engine, limit=2) for _ in range(3)]

    assert [(turn.written, turn.left) for turn in turns] == [(2, 3), (2, 1), (1, 0)]


def test_what_is_queued_twice_is_embedded_once(
    engine: Engine, settings: Settings, knowledge: Path, shop: Shop, write: Write
) -> None:
    seen: list[str] = []
    index = Index(settings, knowledge, lambda _settings: watched(seen))
    note_id = write(shop.maya, "Likes tea.")
    index.drain(engine)
    with Session(engine) as session:
        enqueue(session, "note", [note_id, note_id])
        session.commit()

    index.drain(engine)
    index.close()

    assert len(seen) == 1


def test_a_text_that_cannot_be_embedded_holds_nothing_else_up(
    engine: Engine, settings: Settings, knowledge: Path, shop: Shop, write: Write
) -> None:
    index = Index(settings, knowledge, lambda _settings: watched([], refuse="poison"))
    write(shop.maya, "Likes tea.")
    bad = write(shop.maya, "Likes poison.")
    write(shop.maya, "Likes coffee.")

    first, again = index.drain(engine), index.drain(engine)
    index.close()

    with Session(engine) as session:
        task = session.exec(select(IndexTask)).one()
    assert (first.written, first.failed, first.left) == (2, 1, 0)
    assert again.failed == 1
    assert (task.row_id, task.attempts, task.error) == (bad, 2, "No vector for this.")


@pytest.mark.parametrize("moment", ["before the index", "after the index"])
def test_a_process_killed_in_between_loses_nothing(
    engine: Engine, settings: Settings, shop: Shop, write: Write, knowledge: Path, moment: str
) -> None:
    note_id = write(shop.maya, "Broke the clasp of her ring.")
    killed = subprocess.run(  # noqa: S603  our own interpreter and program
        [sys.executable, "-c", KILLED, engine.url.render_as_string(hide_password=False), str(settings.data_dir), moment],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "COPILOT_EMBEDDING": "hash"},
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert queued(engine) == [("note", note_id)]

    index = Index(settings, knowledge, lambda _settings: hashing())
    index.drain(engine)
    verified = index.verify(engine)
    index.close()

    assert queued(engine) == []
    assert verified.agreed
    assert verified.rows == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from copilot.records.database import connect
from copilot.retrieval import open_index
from copilot.settings import Settings

url, data, moment = sys.argv[1:]
index = open_index(Settings(data_dir=Path(data), database_url=url, chroma_url=""))
put = index.shelf.put

def die(*given):
    if moment == "after the index":
        put(*given)
    os.kill(os.getpid(), signal.SIGKILL)

index.shelf.put = die
index.drain(connect(url))
"""


def test_verify_finds_and_repairs_every_kind_of_difference(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    missing, outdated, right = (write(shop.maya, f"Visit {day}.", day=day) for day in (1, 2, 3))
    index.drain(engine)
    name = store_collection(shop.london, index.embedder.model_id)
    vector = index.embedder.embed_passages(["x"])
    index.shelf.drop(name, [f"note:{missing}"])
    index.shelf.put(name, [f"note:{outdated}"], vector, [{"digest": "another"}])
    index.shelf.put(name, ["note:99999"], vector, [{"digest": "of nothing"}])
    index.shelf.put(store_collection(shop.paris, index.embedder.model_id), [f"note:{right}"], vector, [{"digest": "x"}])

    found, after = index.verify(engine), index.verify(engine)

    assert found.missing == (f"note:{missing}",)
    assert found.outdated == (f"note:{outdated}",)
    assert sorted(found.surplus) == sorted(["note:99999", f"note:{right}"])
    assert after.agreed
    assert after.rows == 3


def test_another_model_makes_the_index_anew_and_vectors_are_never_mixed(
    engine: Engine, settings: Settings, knowledge: Path, shop: Shop, write: Write, embedder: Embedder
) -> None:
    write(shop.maya, "Likes tea.")
    before = Index(settings, knowledge, lambda _settings: hashing())
    before.drain(engine)
    before.close()

    after = Index(settings, knowledge, lambda _settings: embedder)
    done, names = after.drain(engine), after.shelf.names()
    after.close()

    assert done.written == 1
    assert names == [store_collection(shop.london, embedder.model_id)]


def test_a_lost_index_is_made_anew_from_the_rows(
    engine: Engine, settings: Settings, knowledge: Path, shop: Shop, write: Write
) -> None:
    write(shop.maya, "Likes tea.")
    before = Index(settings, knowledge, lambda _settings: hashing())
    before.drain(engine)
    before.close()

    elsewhere = settings.model_copy(update={"data_dir": settings.data_dir / "new"})
    after = Index(elsewhere, knowledge, lambda _settings: hashing())
    done = after.drain(engine)
    after.close()

    assert done.written == 1


def test_starting_anew_empties_and_queues_everything(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    note_id = write(shop.maya, "Likes tea.")
    index.drain(engine)

    index.start_anew(engine)

    assert held(index, shop) == set()
    assert queued(engine) == [("note", note_id)]


def test_a_second_process_on_the_same_folder_is_sent_away(index: Index, settings: Settings) -> None:
    index.shelf.names()
    second = subprocess.run(
        [sys.executable, "-m", "copilot", "index"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "COPILOT_DATA_DIR": str(settings.data_dir), "COPILOT_EMBEDDING": "hash"},
    )

    assert second.returncode == 1
    assert f"in use by another copilot (process {os.getpid()})" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_folder_is_free_again_once_closed(engine: Engine, settings: Settings, knowledge: Path, index: Index) -> None:
    index.shelf.names()
    second = Index(settings, knowledge, lambda _settings: hashing())
    with pytest.raises(IndexUnavailable):
        second.drain(engine)

    index.close()

    assert second.drain(engine).left == 0
    second.close()


def watched(seen: list[str], refuse: str = "") -> Embedder:
    """Hashed words, telling which passages were embedded, and refusing some."""
    plain = hashing()

    def passages(texts: list[str]) -> Vectors:
        if refuse and any(refuse in text for text in texts):
            raise ModelError("No vector for this.")
        seen.extend(texts)
        return plain.passages(texts)

    return replace(plain, passages=passages)


def test_many_threads_open_the_index_once(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Likes tea.")

    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(lambda _: index.shelf.names(), range(16)))

    assert names == [[]] * 16
