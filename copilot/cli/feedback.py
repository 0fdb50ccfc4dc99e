"""`copilot feedback ...`: answers that people reported as bad."""

import json
from pathlib import Path
from typing import Annotated

import typer

feedback = typer.Typer(no_args_is_help=True, help="Answers that people reported as bad.")


@feedback.callback()
def _area() -> None:
    """Answers that people reported as bad."""


@feedback.command()
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to; one JSON object a line, as `copilot bench ask` reads.")],
    with_names: Annotated[
        bool, typer.Option("--with-names", help="As they were asked, to ask them again here. Not for anybody outside.")
    ] = False,
    waiting: Annotated[bool, typer.Option("--open", help="Only those that nobody has looked at.")] = False,
) -> None:
    """Write reported answers as questions; names, numbers and addresses in them are replaced. Fill in what is expected."""
    from copilot.cli.users import records
    from copilot.records.questions import Names, as_question
    from copilot.records.reported import all_reported

    written = 0
    with records() as session:
        names = None if with_names else Names(session)
        with file.open("w", encoding="utf-8") as into:
            for report in all_reported(session, done=False if waiting else None):
                into.write(json.dumps(as_question(report, names), ensure_ascii=False) + "\n")
                written += 1
    typer.echo(f"Questions written to {file}: {written}. Fill in what is expected of each.")
