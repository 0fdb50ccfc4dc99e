"""What the command line offers: one file an area; `copilot.__main__` registers them."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from copilot.errors import CopilotError


@contextmanager
def plain_errors(code: int = 1) -> Iterator[None]:
    """An error that a person can mend is shown as its sentence, without a traceback."""
    try:
        yield
    except CopilotError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code) from error
