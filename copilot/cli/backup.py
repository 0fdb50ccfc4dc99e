"""`copilot backup` and `copilot restore`: everything in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from copilot.cli import plain_errors

File = Annotated[Path, typer.Argument(help="The backup, for example copilot-2026-03-31.tar.gz.", show_default=False)]
Replace = Annotated[bool, typer.Option("--replace", help="Put the backup in place of what is there.")]


def backup(file: File) -> None:
    """Write database and files into one new file; the copilot may go on working meanwhile."""
    from copilot.records.backup import back_up
    from copilot.records.database import connect
    from copilot.settings import Settings

    settings = Settings()
    engine = connect(settings.database)
    try:
        with plain_errors():
            kept = back_up(engine, settings.files_dir, file, embedding=settings.embedding)
    finally:
        engine.dispose()
    typer.echo(f"{file} holds {sum(kept.rows.values()):,} rows of {len(kept.rows)} tables and {kept.files:,} files.")
    if kept.left_out:
        typer.echo(f"Left out, for these tables are not the copilot's: {', '.join(kept.left_out)}.")


def restore(file: File, replace: Replace = False) -> None:
    """Put a backup in place. Stop the copilot first; the search index is made anew when it starts."""
    from copilot.errors import IndexUnavailable
    from copilot.records.backup import restore
    from copilot.records.database import connect
    from copilot.retrieval import open_index
    from copilot.settings import Settings

    settings = Settings()
    with plain_errors():
        kept = restore(file, settings.database, settings.files_dir, replace=replace)
    typer.echo(f"Restored {sum(kept.rows.values()):,} rows and {kept.files:,} files of {kept.created_at[:16]} UTC.")
    engine, index = connect(settings.database), open_index(settings)
    try:
        index.start_anew(engine)
        typer.echo("The search index is made anew when the copilot starts.")
    except IndexUnavailable as lost:
        typer.echo(f"The search index still shows what was there before. {lost}\nThen run: copilot index --rebuild", err=True)
    finally:
        index.close()
        engine.dispose()
