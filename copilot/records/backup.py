"""Everything of a house in one file, and back: rows and files. The search index is made anew from the rows.

A backup is one moment of the database, however much is written meanwhile, and may be taken back into either kind of
database. What was there before a restore stays until all of the backup is in its place.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel

from copilot.records import archive
from copilot.records.archive import Archive, BackupRefused
from copilot.records.database import connect, revision, revisions, upgrade
from copilot.records.queueing import enqueue_all
from copilot.records.table_text import fill, lines

_VERSION = "alembic_version"


@dataclass(frozen=True)
class Kept:
    """What a backup holds."""

    made_by: str
    created_at: str
    rows: dict[str, int]
    files: int
    left_out: tuple[str, ...] = ()  #: tables in the same database that are not the copilot's


def back_up(engine: Engine, files: Path, path: Path, *, embedding: str = "") -> Kept:
    """Write everything into one new file; the copilot may go on working meanwhile."""
    with archive.writing(path) as into, _plainly("The database cannot be read"), _one_moment(engine) as connection:
        at = revision(connection)
        if at is None:
            raise BackupRefused("There is nothing to back up: the database has no tables of the copilot yet.")
        tables, others = _tables(connection)
        rows = {}
        for table in tables:
            rows[table.name] = -1  # the first line names the columns

            def counted(table: Table = table) -> Iterator[bytes]:
                for line in lines(connection, table):
                    rows[table.name] += 1
                    yield line

            into.add_table(table.name, counted())
        kept = _keep_files(into, files)
        made_by = f"clienteling-copilot {version('clienteling-copilot')}"
        into.about.update(made_by=made_by, revision=at, database=engine.dialect.name, embedding=embedding, rows=rows)
        return Kept(made_by, into.about["created_at"], rows, kept, tuple(others))


def restore(path: Path, database_url: str, files: Path, *, replace: bool = False) -> Kept:
    """Put a backup in place of an empty house, or of whatever is there; raises BackupRefused and changes nothing."""
    with archive.reading(path) as taken:
        if taken.about["revision"] not in revisions():
            raise BackupRefused(
                f"{path} was made by {taken.about.get('made_by', 'another copilot')}, whose tables are newer than this "
                "copilot's. Install that version, or a newer one, to take it back."
            )
        if not replace and (what := _in_the_way(database_url, files)):
            raise BackupRefused(f"{what} Add --replace to put the backup in its place.")
        files.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".restoring-", dir=files.parent))
        put = _into_sqlite if make_url(database_url).get_backend_name() == "sqlite" else _into_server
        try:
            count = taken.unpack_files(staged / "files")
            with _plainly("The database did not take the backup and is as it was"):
                put(taken, database_url, files, staged)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        about = taken.about
        return Kept(str(about.get("made_by", "")), str(about.get("created_at", "")), dict(about["rows"]), count)


def _into_sqlite(taken: Archive, database_url: str, files: Path, staged: Path) -> None:
    place = make_url(database_url).database
    if not place or place == ":memory:":
        raise BackupRefused("A database in memory cannot take a backup. Set COPILOT_DATABASE_URL to a file or a server.")
    target, made = Path(place), Path(place).with_name(f".{Path(place).name}.restoring")
    _let_go(target)
    try:
        made.unlink(missing_ok=True)
        engine = connect(f"sqlite:///{made}")
        try:
            with engine.begin() as connection:
                _load(connection, taken)
        finally:
            engine.dispose()
        made.chmod(0o600)
        with _files_swapped(files, staged):
            _let_go(target)
            made.replace(target)
    finally:
        for leftover in made.parent.glob(f"{made.name}*"):
            leftover.unlink()


def _into_server(taken: Archive, database_url: str, files: Path, staged: Path) -> None:
    engine = connect(database_url)
    try:
        with _files_swapped(files, staged), engine.begin() as connection:
            held = MetaData()
            ours = {*SQLModel.metadata.tables, *taken.tables(), _VERSION}
            held.reflect(connection, only=[name for name in inspect(connection).get_table_names() if name in ours])
            held.drop_all(connection)
            _load(connection, taken)
    finally:
        engine.dispose()


def _load(connection: Connection, taken: Archive) -> None:
    """Tables of the backup's own version, filled, then brought up to date."""
    upgrade(connection, taken.about["revision"])
    tables, _ = _tables(connection)
    if odd := {table.name for table in tables} ^ set(taken.tables()):
        raise BackupRefused(f"The backup does not have the tables of its version: {', '.join(sorted(odd))}. Take another.")
    for table in tables:
        try:
            count = fill(connection, table, taken.lines(table.name))
        except ValueError as garbled:
            raise BackupRefused(f"The backup's table {table.name} cannot be read: {garbled}. Take another.") from garbled
        if count != taken.about["rows"].get(table.name):
            raise BackupRefused(f"The backup's table {table.name} does not have the rows that it should. Take another.")
    upgrade(connection)
    connection.execute(SQLModel.metadata.tables["index_task"].delete())
    with Session(connection) as session:
        enqueue_all(session)


def _tables(connection: Connection) -> tuple[Sequence[Table], list[str]]:
    """The copilot's tables as they are, those that others point at first; and the names of tables that are not its own."""
    names = inspect(connection).get_table_names()
    ours = [name for name in names if name in SQLModel.metadata.tables]
    held = MetaData()
    held.reflect(connection, only=ours)
    return held.sorted_tables, sorted(set(names) - set(ours) - {_VERSION})


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it was at one moment, and changes nothing."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            # Python's SQLite begins a transaction only before writing; without one each table is read at another moment.
            connection.exec_driver_sql("BEGIN")
            yield connection
    else:
        still = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with still.connect() as connection:
            yield connection


def _keep_files(into: Archive, files: Path) -> int:
    count = 0
    for path in sorted(files.rglob("*")):
        if path.is_file() and not path.is_symlink():
            into.add_file(path, PurePosixPath(path.relative_to(files).as_posix()))
            count += 1
    return count


def _in_the_way(database_url: str, files: Path) -> str:
    if files.is_dir() and any(files.iterdir()):
        return f"There are files in {files} already."
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return ""
    engine = connect(database_url)
    try:
        with engine.connect() as connection:
            tables, _ = _tables(connection)
            filled = [table.name for table in tables if connection.execute(select(text("1")).select_from(table).limit(1)).first()]
        return f"The database has rows already ({', '.join(filled)})." if filled else ""
    except SQLAlchemyError as unread:
        return f"What is in the database cannot be seen ({_said(unread)})."
    finally:
        engine.dispose()


@contextmanager
def _plainly(what: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as failed:
        raise BackupRefused(f"{what}: {_said(failed)}") from failed


def _said(failed: SQLAlchemyError) -> str:
    """What the database itself said, without the rows that were being written."""
    said = str(getattr(failed, "orig", None) or type(failed).__name__).strip().splitlines()
    return said[0] if said else type(failed).__name__


def _let_go(target: Path) -> None:
    """Make sure that nobody has this SQLite file open, and fold what was written last into it."""
    if not target.is_file():
        return
    try:
        with closing(sqlite3.connect(target, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as busy:
        raise BackupRefused(f"{target} is in use ({busy}). Stop the copilot, then restore.") from busy
    except sqlite3.DatabaseError:
        # Damaged, which is why it is being replaced; what belongs to it must not be taken for the new one's.
        for suffix in ("-wal", "-shm", "-journal"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)


@contextmanager
def _files_swapped(files: Path, staged: Path) -> Iterator[None]:
    """The staged files stand in place of those that were there; if what follows fails, those come back."""
    aside = staged / "before"
    if files.exists():
        files.rename(aside)
    try:
        if (staged / "files").exists():
            (staged / "files").rename(files)
        yield
    except BaseException:  # whatever ended it: what was there comes back
        if files.exists():
            files.rename(staged / "files")
        if aside.exists():
            aside.rename(files)
        raise
