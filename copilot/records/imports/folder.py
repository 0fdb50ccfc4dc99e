"""Reading a whole folder of exports into the records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from sqlalchemy import Engine

from copilot.errors import ImportRefused
from copilot.records.imports.cells import Manner
from copilot.records.imports.files import MAX_BYTES, open_file
from copilot.records.imports.formats import TABLES, Table
from copilot.records.imports.loading import Count, FileLoader
from copilot.records.imports.rejects import Rejects
from copilot.records.imports.writing import ReadNote

REJECTED = "rejected.csv"
_NEARLY_CSV = (".xlsx", ".xls", ".ods", ".numbers", ".tsv", ".zip", ".gz")


@dataclass(frozen=True)
class Step:
    """How far an import has come."""

    file: str
    rows: int  #: of all files so far
    bytes_read: int
    bytes_total: int


@dataclass
class ImportReport:
    """What became of every file and every row."""

    counts: list[Count] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  #: file name to the sentence that says why
    rejects: Path | None = None  #: where the rejected rows stand, if there are any
    kept: bool = True  #: False after a dry run

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return sum(count.rows for count in self.counts)

    @property
    def rejected(self) -> int:
        """How many rows could not be loaded."""
        return sum(count.rejected for count in self.counts)

    @property
    def facts(self) -> int:
        """How many facts were read from notes."""
        return sum(count.facts for count in self.counts)

    def count(self, name: str) -> Count:
        """What became of one file; all zeros if it was not there."""
        return next((count for count in self.counts if count.file == f"{name}.csv"), Count(f"{name}.csv"))


def import_folder(
    engine: Engine,
    folder: Path,
    *,
    read_note: ReadNote | None = None,
    progress: Callable[[Step], None] | None = None,
    date_format: str | None = None,
    decimal: str = "point",
    rejects: Path | None = None,
    dry_run: bool = False,
    max_bytes: int = MAX_BYTES,
) -> ImportReport:
    """Load every row of every file that can be loaded, update what is there already, and account for the rest."""
    manner = Manner(date_format or "", decimal)
    report = ImportReport(kept=not dry_run)
    files = _files(folder, report)
    rejected = Rejects(rejects or folder / REJECTED)
    total = sum(path.stat().st_size for path, _ in files)
    done_bytes = done_rows = 0
    try:
        with engine.connect() as connection:
            for path, table in files:
                size = path.stat().st_size
                try:
                    file = open_file(path, table, max_bytes=max_bytes)
                except ImportRefused as refused:
                    report.refused[path.name] = str(refused)
                    done_bytes += size
                    continue
                loader = FileLoader(connection, file, manner=manner, rejects=rejected, read_note=read_note, keep=not dry_run)

                def tell(name: str = path.name) -> None:
                    if progress:
                        progress(Step(name, done_rows + loader.count.rows, done_bytes + file.bytes_read, total))  # noqa: B023

                try:
                    report.counts.append(loader.load(tell))
                finally:
                    file.close()
                done_bytes += size
                done_rows += loader.count.rows
            connection.rollback()
    finally:
        rejected.close()
    report.rejects = rejected.path if rejected.count else None
    return report


def known_files(folder: Path) -> list[tuple[Path, Table]]:
    """The files of a folder that bear one of our names, in the order in which they are read."""
    return _files(folder, ImportReport())


def _files(folder: Path, report: ImportReport) -> list[tuple[Path, Table]]:
    if not folder.is_dir():
        raise ImportRefused(f"{folder} is not a folder. Name the folder in which the CSV files lie.")
    known = {table.file: table for table in TABLES}
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = path.name.lower()
        if name == REJECTED or not path.is_file() or not name.endswith((".csv", *_NEARLY_CSV)):
            continue
        if name in found:
            report.refused[path.name] = f"{path.name} and {found[name].name} are the same file twice; take one out."
        elif name in known:
            found[name] = path
        else:
            near = get_close_matches(path.stem.lower() + ".csv", known, n=1, cutoff=0.7)
            if not name.endswith(".csv"):
                hint = f" as {near[0]}" if near else " under its name in the templates"
                report.refused[path.name] = f"{path.name} is not a CSV file; save it{hint}, as 'CSV UTF-8'."
            else:
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
                report.refused[path.name] = f"{path.name} is not a file that I know: {hint}"
    if not found and not report.refused:
        raise ImportRefused(f"There is no CSV file in {folder}. `copilot import --templates DIR` writes empty ones.")
    return [(found[table.file], table) for table in TABLES if table.file in found]
