"""A backup is one moment of a house, and comes back whole or not at all."""

import io
import json
import stat
import tarfile
import threading
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, inspect, text
from sqlmodel import Session, SQLModel, col, select

from copilot.records.archive import BackupRefused
from copilot.records.backup import back_up, restore
from copilot.records.database import connect, migrate
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, Store, User
from copilot.records.transcript import ChatElement, ChatThread
from copilot.records.upkeep import AuditLine, IndexTask

LATER = datetime(2026, 3, 31, 14, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture
def other_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> str:
    """A second, empty database of the other kind: a backup may move house."""
    if database_url.startswith("postgresql"):
        return f"sqlite:///{tmp_path / 'other' / 'copilot.db'}"
    return str(request.getfixturevalue("postgres_database"))


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> Engine:
    """A small house with every kind of value in its rows, and two files."""
    with Session(engine) as session:
        session.add(Store(id=7, source_id="paris", name="Rue Cambon – “Orsel”", timezone="Europe/Paris"))
        session.flush()
        session.add(User(id=3, source_id="ines", name="Inès", store_id=7, sessions_valid_from=LATER, active=False))
        session.flush()
        session.add(Client(id=11, source_id="c11", family_name="O'Neill\n\t\\", store_id=7, since=date(2019, 2, 28)))
        session.add(Client(id=12, source_id="c12", family_name="王", store_id=7))
        session.flush()
        session.add(Note(id=90005, client_id=11, author_id=3, written_on=date(2026, 1, 2), text="Her sister’s birthday 🎂"))
        session.flush()
        session.add(Fact(id=1, client_id=11, text="old", provenance="told_us", learned_on=date(2025, 1, 1), note_id=90005))
        session.add(Fact(id=2, client_id=11, text="new", provenance="told_us", learned_on=date(2026, 1, 1)))
        session.add(ChatThread(id="t1", user_id=3, created_at=LATER, details={"a": [1, None, {"ü": True}]}))
        session.flush()
        session.add(ChatElement(id="e1", thread_id="t1", content=bytes(range(256)), body={}))
        session.get_one(Fact, 1).superseded_by_id = 2  # points at a row that comes after it
        session.get_one(Client, 11).merged_into_id = 12
        session.commit()
    files = tmp_path / "data" / "files"
    (files / "deep").mkdir(parents=True)
    (files / "ring.png").write_bytes(b"\x89PNG\x00\xff")
    (files / "deep" / "été.txt").write_text("sapphire")
    return engine


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name != "index_task"]
        return {table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables}


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_a_backup_comes_back_whole_in_the_other_kind_of_database(house: Engine, other_url: str, tmp_path: Path) -> None:
    before = everything(house)

    back_up(house, tmp_path / "data" / "files", tmp_path / "b.tar.gz")
    kept = restore(tmp_path / "b.tar.gz", other_url, tmp_path / "new" / "files")

    other = connect(other_url)
    assert everything(other) == before
    assert kept.files == 2 and kept.rows["client"] == 2
    assert (tmp_path / "new" / "files" / "ring.png").read_bytes() == b"\x89PNG\x00\xff"
    assert (tmp_path / "new" / "files" / "deep" / "été.txt").read_text() == "sapphire"
    with Session(other) as session:
        assert session.get_one(User, 3).sessions_valid_from == LATER
        queued = session.exec(select(IndexTask.kind, IndexTask.row_id)).all()
    assert sorted(queued) == [("fact", 1), ("fact", 2), ("note", 90005)]
    other.dispose()


def test_new_rows_can_be_added_after_a_restore(house: Engine, tmp_path: Path) -> None:
    back_up(house, tmp_path / "files", tmp_path / "b.tar.gz")
    house.dispose()

    restore(tmp_path / "b.tar.gz", url_of(house), tmp_path / "files", replace=True)

    with Session(house) as session:
        session.add(Client(source_id="c13", store_id=7))
        session.commit()
        assert session.exec(select(func.max(Client.id))).one() == 13


def test_only_its_owner_may_read_a_backup_and_none_is_overwritten(house: Engine, tmp_path: Path) -> None:
    back_up(house, tmp_path / "files", tmp_path / "b.tar.gz")

    assert stat.S_IMODE((tmp_path / "b.tar.gz").stat().st_mode) == 0o600
    with pytest.raises(BackupRefused, match="there already"):
        back_up(house, tmp_path / "files", tmp_path / "b.tar.gz")
    assert [path.name for path in tmp_path.glob(".*part")] == []


def test_a_backup_is_one_moment_although_somebody_writes_meanwhile(house: Engine, tmp_path: Path) -> None:
    done, begun = threading.Event(), threading.Event()

    def write() -> None:
        pair = 0
        while not done.is_set():
            pair += 1
            # The two tables are read at different times, and the second one of the pair is read first.
            with Session(house) as session:
                session.add(AuditLine(action=f"pair {pair}"))
                session.add(Note(client_id=12, written_on=date(2026, 1, 3), text=f"pair {pair}"))
                session.commit()
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        begun.wait(timeout=30)
        for number in range(3):
            back_up(house, tmp_path / "files", tmp_path / f"{number}.tar.gz")
    finally:
        done.set()
        writer.join()

    for number in range(3):
        url = f"sqlite:///{tmp_path / str(number) / 'copilot.db'}"
        restore(tmp_path / f"{number}.tar.gz", url, tmp_path / str(number) / "files")
        other = connect(url)
        with Session(other) as session:
            lines = session.exec(select(AuditLine.action)).all()
            notes = session.exec(select(Note.text).where(col(Note.text).startswith("pair"))).all()
        other.dispose()
        assert lines and sorted(lines) == sorted(notes)


def test_what_is_there_is_not_replaced_unasked(house: Engine, tmp_path: Path) -> None:
    back_up(house, tmp_path / "files", tmp_path / "b.tar.gz")
    before = everything(house)

    with pytest.raises(BackupRefused, match="--replace"):
        restore(tmp_path / "b.tar.gz", url_of(house), tmp_path / "files")
    with pytest.raises(BackupRefused, match="--replace"):
        restore(tmp_path / "b.tar.gz", f"sqlite:///{tmp_path / 'n.db'}", tmp_path / "data" / "files")

    assert everything(house) == before


def test_a_restore_puts_the_backup_in_place_of_rows_and_files(house: Engine, tmp_path: Path) -> None:
    files = tmp_path / "data" / "files"
    before = everything(house)
    back_up(house, files, tmp_path / "b.tar.gz")
    with Session(house) as session:
        session.add(Client(source_id="later", store_id=7))
        session.commit()
    (files / "later.txt").write_text("later")
    house.dispose()

    restore(tmp_path / "b.tar.gz", url_of(house), files, replace=True)

    assert everything(house) == before
    assert sorted(path.name for path in files.iterdir()) == ["deep", "ring.png"]
    assert [path.name for path in files.parent.iterdir()] == ["files"]


def test_a_backup_of_older_tables_is_brought_up_to_date(database_url: str, tmp_path: Path) -> None:
    engine = connect(database_url)
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO account (id, source_id, kind, name) VALUES (4, 'a', 'company', 'Atelier')"))

    back_up(engine, tmp_path / "files", tmp_path / "b.tar.gz")
    engine.dispose()
    restore(tmp_path / "b.tar.gz", database_url, tmp_path / "files", replace=True)

    assert set(SQLModel.metadata.tables) <= set(inspect(engine).get_table_names())
    assert everything(engine)["account"] == [(4, "a", "company", "Atelier")]
    engine.dispose()


def test_tables_of_other_programs_are_named_and_left_alone(house: Engine, tmp_path: Path) -> None:
    with house.begin() as connection:
        connection.execute(text("CREATE TABLE till (id INTEGER)"))

    kept = back_up(house, tmp_path / "files", tmp_path / "b.tar.gz")

    assert kept.left_out == ("till",)


def test_a_database_without_tables_has_nothing_to_back_up(database_url: str, tmp_path: Path) -> None:
    engine = connect(database_url)

    with pytest.raises(BackupRefused, match="nothing to back up"):
        back_up(engine, tmp_path / "files", tmp_path / "b.tar.gz")

    assert not (tmp_path / "b.tar.gz").exists()
    engine.dispose()


def test_a_database_that_somebody_uses_is_not_replaced_under_them(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'copilot.db'}"
    running = connect(url)
    migrate(running)
    back_up(running, tmp_path / "files", tmp_path / "b.tar.gz")

    with pytest.raises(BackupRefused, match="Stop the copilot"):
        restore(tmp_path / "b.tar.gz", url, tmp_path / "files", replace=True)

    migrate(running)
    running.dispose()


def test_a_damaged_database_can_be_replaced(house: Engine, tmp_path: Path) -> None:
    back_up(house, tmp_path / "files", tmp_path / "b.tar.gz")
    target = tmp_path / "damaged" / "copilot.db"
    target.parent.mkdir()
    target.write_bytes(b"no database at all" * 500)
    target.with_name("copilot.db-wal").write_bytes(b"left over")

    restore(tmp_path / "b.tar.gz", f"sqlite:///{target}", tmp_path / "damaged" / "files", replace=True)

    other = connect(f"sqlite:///{target}")
    assert everything(other) == everything(house)
    other.dispose()


# ----- archives that are not as they should be: refused in a sentence, and nothing changes


@pytest.fixture
def good(house: Engine, tmp_path: Path) -> Path:
    back_up(house, tmp_path / "data" / "files", tmp_path / "b.tar.gz")
    return tmp_path / "b.tar.gz"


def refused(path: Path, house: Engine, tmp_path: Path) -> str:
    """What a restore says; rows and files must be as they were."""
    house.dispose()
    before, there = everything(house), sorted((tmp_path / "data").rglob("*"))
    house.dispose()
    with pytest.raises(BackupRefused) as said:
        restore(path, url_of(house), tmp_path / "data" / "files", replace=True)
    assert everything(house) == before
    assert sorted((tmp_path / "data").rglob("*")) == there
    return str(said.value)


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def write(path: Path, contents: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, whole in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(whole)
            tar.addfile(info, io.BytesIO(whole))
    return path


def with_manifest(contents: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    about = json.loads(contents["manifest.json"]) | changes
    return {**contents, "manifest.json": json.dumps(about).encode()}


def test_a_cut_or_spoilt_archive_is_refused(good: Path, house: Engine, tmp_path: Path) -> None:
    whole = good.read_bytes()
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2] ^= 0xFF
    for number, wrong in enumerate((b"", b"PK\x03\x04 a zip", whole[:100], whole[: len(whole) // 2], whole[:-8], bytes(spoilt))):
        path = tmp_path / f"wrong{number}.tar.gz"
        path.write_bytes(wrong)

        assert "Take another" in refused(path, house, tmp_path)


def test_an_archive_that_was_altered_is_refused(good: Path, house: Engine, tmp_path: Path) -> None:
    contents = members(good)
    altered = {**contents, "database/client.jsonl": contents["database/client.jsonl"].replace(b"c11", b"c99")}
    lacking = {name: whole for name, whole in contents.items() if name != "database/fact.jsonl"}
    surplus = {**contents, "files/more.txt": b"more"}

    for wrong in (altered, lacking, surplus):
        said = refused(write(tmp_path / "wrong.tar.gz", wrong), house, tmp_path)

        assert "damaged or was altered" in said


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/../../evil", "files//evil", "files/./evil", "elsewhere/evil"])
def test_names_that_lead_out_of_the_archive_are_refused(name: str, good: Path, house: Engine, tmp_path: Path) -> None:
    wrong = write(tmp_path / "wrong.tar.gz", {**members(good), name: b"evil"})

    assert "left alone" in refused(wrong, house, tmp_path)


def test_links_are_refused(good: Path, house: Engine, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "wrong.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)

    assert "left alone" in refused(tmp_path / "wrong.tar.gz", house, tmp_path)


def test_archives_of_newer_versions_are_refused(good: Path, house: Engine, tmp_path: Path) -> None:
    contents = members(good)

    for wrong in (with_manifest(contents, format=2), with_manifest(contents, revision="9999")):
        said = refused(write(tmp_path / "wrong.tar.gz", wrong), house, tmp_path)

        assert "Install that version, or a newer one" in said


def test_rows_that_cannot_be_read_leave_everything_as_it_was(good: Path, house: Engine, tmp_path: Path) -> None:
    contents = members(good)
    orphan = contents["database/note.jsonl"].replace(b"[90005,null,11,", b"[90005,null,99,")
    wrong_rows = {
        "database/fact.jsonl": b"no lines of ours\n",
        "database/client.jsonl": b'["no","such","columns"]\n',
        "database/store.jsonl": contents["database/store.jsonl"].splitlines(keepends=True)[0],
        "database/note.jsonl": orphan,
    }
    for name, lines in wrong_rows.items():
        about = json.loads(contents["manifest.json"])
        about["members"][name] = {"sha256": sha256(lines).hexdigest(), "bytes": len(lines)}
        wrong = write(tmp_path / "wrong.tar.gz", with_manifest({**contents, name: lines}, members=about["members"]))

        assert refused(wrong, house, tmp_path)
