"""`copilot index`: the search index, brought up to date, proved or made anew."""

from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from copilot.retrieval import Index


def index(
    verify: Annotated[bool, typer.Option("--verify", help="Compare every row with the index and repair it.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Empty the index and make it anew.")] = False,
) -> None:
    """Index what is queued. An index in the data folder must not be in use: stop the copilot first."""
    from copilot.records.database import connect, migrate
    from copilot.retrieval import open_index
    from copilot.settings import Settings

    with plain_errors():
        settings = Settings()
        engine = connect(settings.database)
        migrate(engine)
        opened = open_index(settings)
        try:
            if rebuild:
                opened.start_anew(engine)
            _drain(opened, engine)
            if verify:
                _verify(opened, engine)
            opened.warm()
            for remark in opened.remarks():
                typer.echo(remark, err=True)
        finally:
            opened.close()
            engine.dispose()


def _drain(opened: "Index", engine: "Engine") -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    written = removed = failed = 0
    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Indexing", total=None)
        while True:
            turn = opened.drain(engine, limit=64)
            written, removed, failed = written + turn.written, removed + turn.removed, failed + turn.failed
            done = written + removed + failed
            progress.update(bar, completed=done, total=done + turn.left)
            if not turn.left:
                break
    typer.echo(f"Indexed {written:,} rows; {removed:,} taken out.")
    if failed:
        typer.echo(f"{failed:,} rows could not be indexed and stay in the queue; the log says why.", err=True)


def _verify(opened: "Index", engine: "Engine") -> None:
    found = opened.verify(engine)
    if found.agreed:
        typer.echo(f"Index and rows agree: {found.rows:,} rows, by name and by content.")
        return
    typer.echo(f"Of {found.rows:,} rows, repaired:")
    for keys, what in (
        (found.missing, "missing from the index"),
        (found.outdated, "indexed with other content than they have"),
        (found.surplus, "in the index without a row, or for the wrong store"),
    ):
        if keys:
            named = ", ".join(keys[:20]) + (f" and {len(keys) - 20:,} more" if len(keys) > 20 else "")
            typer.echo(f"  {len(keys):,} {what}: {named}")
