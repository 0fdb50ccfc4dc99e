"""`copilot import`: from files of client data to records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from copilot.records.imports import ImportReport, Step

NOTHING_READ, SOME_REJECTED = 2, 3

Folder = Annotated[Path | None, typer.Argument(help="The folder in which the CSV files lie.", show_default=False)]
DateFormat = Annotated[str, typer.Option(help="How dates are written, if not as 2026-03-31: DD/MM/YYYY, %d.%m.%y...")]
Decimal = Annotated[str, typer.Option(help="The decimal sign of amounts: point or comma.")]
Rejects = Annotated[Path | None, typer.Option(help="Where rejected rows are written, if not in the folder.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")]
Templates = Annotated[Path | None, typer.Option(help="Write empty files and an explanation of their columns here.")]
From = Annotated[str, typer.Option("--from", help="completejourney: the real transactions of that package.")]
Households = Annotated[int | None, typer.Option(min=1, help="With --from: only the first so many households.")]


def import_(
    folder: Folder = None,
    date_format: DateFormat = "",
    decimal: Decimal = "point",
    rejects: Rejects = None,
    dry_run: DryRun = False,
    templates: Templates = None,
    from_: From = "",
    households: Households = None,
) -> None:
    """Read a folder of CSV files into the records; run it again to bring them up to date."""
    if templates is not None:
        from copilot.records.imports.templates import write_templates

        written = write_templates(templates)
        typer.echo(f"{len(written)} files written to {templates}; README.md says what belongs into each column.")
        return
    if from_ and from_ != "completejourney":
        raise typer.BadParameter("the one source with an adapter is completejourney.", param_hint="--from")
    if (folder is None) == (not from_):
        raise typer.BadParameter("name a folder, or a source with --from.", param_hint="FOLDER")
    with plain_errors(NOTHING_READ), _exports(folder, households) as source:
        if folder is None and rejects is None:
            rejects = Path("rejected.csv")
        report = _import(source, date_format, decimal, rejects, dry_run=dry_run)
    show(report)
    if not report.counts or (report.rows and report.rows == report.rejected):
        raise typer.Exit(NOTHING_READ)
    if report.rejected or report.refused:
        raise typer.Exit(SOME_REJECTED)


def show(report: "ImportReport") -> None:
    """The outcome, as a table and in sentences."""
    from rich.console import Console
    from rich.table import Table

    table = Table("file", box=None, pad_edge=False)
    for heading in ("new", "changed", "unchanged", "rejected"):
        table.add_column(heading, justify="right")
    for count in report.counts:
        numbers = (count.new, count.changed, count.unchanged, count.rejected)
        table.add_row(count.file, *(f"{number:,}" for number in numbers))
    if report.counts:
        Console().print(table)
    for sentence in report.refused.values():
        typer.echo(sentence)
    if report.facts:
        typer.echo(f"{report.facts:,} facts were read from the notes.")
    if report.rejects:
        typer.echo(f"{report.rejected:,} rows were rejected; {report.rejects} says where each stands and why.")
    if not report.kept:
        typer.echo("This was a dry run: nothing was changed.")


@contextmanager
def bar() -> Iterator[Callable[["Step"], None]]:
    """A progress bar by bytes read, with rows a second and the time that is left."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task("reading", total=None, rate="")

        def tell(step: "Step") -> None:
            elapsed = progress.tasks[task].elapsed or 0
            rate = f"{step.rows / elapsed:,.0f} rows/s" if elapsed else ""
            progress.update(task, description=step.file, completed=step.bytes_read, total=step.bytes_total, rate=rate)

        yield tell


@contextmanager
def _exports(folder: Path | None, households: int | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    from copilot.records.imports.completejourney import write_folder

    with TemporaryDirectory() as temporary:
        yield write_folder(Path(temporary), households=households)


def _import(source: Path, date_format: str, decimal: str, rejects: Path | None, *, dry_run: bool) -> "ImportReport":
    from sqlalchemy.exc import DBAPIError

    from copilot.errors import ImportRefused
    from copilot.reading.notes import facts_in
    from copilot.records.database import connect, migrate
    from copilot.records.imports import import_folder
    from copilot.settings import Settings

    engine = connect(Settings().database)
    try:
        migrate(engine)
        with bar() as progress:
            return import_folder(
                engine,
                source,
                read_note=facts_in,
                progress=progress,
                date_format=date_format,
                decimal=decimal,
                rejects=rejects,
                dry_run=dry_run,
            )
    except DBAPIError as wrong:
        # Only the first line: further ones can hold values from the rows.
        reason = str(wrong.orig).partition("\n")[0]
        raise ImportRefused(f"The database broke off: {reason}. Mend that and import again: nothing is loaded twice.") from wrong
    finally:
        engine.dispose()
