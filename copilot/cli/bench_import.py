"""`copilot bench import`: how fast the records are read in, and at what cost."""

import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from copilot.cli import plain_errors
from copilot.errors import ImportRefused


def bench_import(
    households: Annotated[int | None, typer.Option(min=1, help="Only the first so many households.")] = None,
    database_url: Annotated[str, typer.Option(help="An empty database; empty: a temporary SQLite file.")] = "",
) -> None:
    """Load the real transactions into an empty database, in a process of its own, and measure."""
    with plain_errors(), TemporaryDirectory() as temporary:
        ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
        url = database_url or f"sqlite:///{Path(temporary) / 'bench.db'}"
        child = multiprocessing.get_context("spawn").Process(target=_measure, args=(theirs, url, Path(temporary), households))
        child.start()
        theirs.close()
        try:
            figures: dict[str, str] = ours.recv()
        except EOFError as died:
            raise ImportRefused("The measured import stopped early; its error stands above.") from died
        finally:
            child.join()
    for name, value in figures.items():
        typer.echo(f"{name:<24}{value:>14}")


def _measure(to: Connection, url: str, temporary: Path, households: int | None) -> None:
    import resource

    from sqlalchemy import text

    from copilot.records.database import connect, migrate
    from copilot.records.imports import import_folder
    from copilot.records.imports.completejourney import write_folder

    folder = temporary / "exports"
    folder.mkdir()
    began = time.perf_counter()
    write_folder(folder, households=households)
    unpacked = time.perf_counter()
    engine = connect(url)
    migrate(engine)
    ready = time.perf_counter()
    report = import_folder(engine, folder, rejects=temporary / "rejected.csv")
    seconds = time.perf_counter() - ready
    with engine.connect() as connection:
        size = "SELECT pg_database_size(current_database())"
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        stored = connection.execute(text(size)).scalar_one()
    engine.dispose()
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    to.send(
        {
            "rows": f"{report.rows:,}",
            "purchase lines": f"{report.count('purchase_lines').new:,}",
            "rejected": f"{report.rejected:,}",
            "unpacking": f"{unpacked - began:,.1f} s",
            "import": f"{seconds:,.1f} s",
            "rows per second": f"{report.rows / seconds:,.0f}",
            "peak memory": f"{peak / 1e6:,.0f} MB",
            "database": f"{stored / 1e6:,.0f} MB",
        }
    )
    to.close()
