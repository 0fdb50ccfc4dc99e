"""What an import would do, before it is done: what each file was taken for, its first rows, and what would become of all."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from copilot.errors import ImportRefused
from copilot.records.database import connect
from copilot.records.imports.files import open_file
from copilot.records.imports.folder import ImportReport, Step, import_folder, known_files
from copilot.records.imports.formats import Need

SHOWN = 5  #: rows of each file
_CELL = 200  #: characters of a cell


@dataclass(frozen=True)
class Recognised:
    """What one file was taken for."""

    file: str
    table: str
    columns: tuple[tuple[str, str], ...]  #: each header, and what belongs into it
    missing: tuple[str, ...]  #: columns that new rows will need
    first: tuple[tuple[str, ...], ...]  #: its first rows


def recognise(folder: Path) -> list[Recognised]:
    """Every file of a folder that can be read as one of ours."""
    found = []
    for path, table in known_files(folder):
        try:
            file = open_file(path, table)
        except ImportRefused:
            continue  # the trial says why
        try:
            first = tuple(tuple(cell[:_CELL] for cell in record.cells) for record in islice(file.records(), SHOWN))
        finally:
            file.close()
        missing = tuple(c.header for c in table.columns if c.need is Need.FOR_NEW_ROWS and c not in file.columns)
        columns = tuple((column.header, column.meaning) for column in file.columns)
        found.append(Recognised(path.name, table.name, columns, missing, first))
    return found


def try_folder(
    engine: Engine,
    folder: Path,
    *,
    progress: Callable[[Step], None] | None = None,
    date_format: str | None = None,
    decimal: str = "point",
    rejects: Path,
) -> ImportReport:
    """What importing this folder would do. The records stay as they are, and nobody waits for them meanwhile."""
    if engine.dialect.name != "sqlite":
        return import_folder(
            engine, folder, progress=progress, date_format=date_format, decimal=decimal, rejects=rejects, dry_run=True
        )
    # A trial in one transaction would keep everybody else from writing as long as it lasts: it gets a copy instead.
    copy = rejects.with_name("trial.db")
    try:
        with engine.connect() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            target = sqlite3.connect(copy)
            try:
                source.backup(target)
            finally:
                target.close()
        trial = connect(f"sqlite:///{copy}")
        try:
            report = import_folder(trial, folder, progress=progress, date_format=date_format, decimal=decimal, rejects=rejects)
        finally:
            trial.dispose()
        report.kept = False
        return report
    except sqlite3.Error as full:
        raise ImportRefused(f"There is no room to try the import first ({full}). Make room on the disk.") from full
    finally:
        for file in copy.parent.glob("trial.db*"):
            file.unlink()
