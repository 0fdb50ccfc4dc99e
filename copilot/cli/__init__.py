"""What the command line offers: one file an area; `copilot.__main__` registers them."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from copilot.errors import CopilotError


def collect_seldom() -> None:
    """A start makes half a million objects that stay: to look through them for what may go takes half a second of it, and
    one more second at the end. So it is done more seldom, and not at the end."""
    gc.set_threshold(10_000, 10, 10)
    atexit.register(gc.freeze)


@contextmanager
def plain_errors(code: int = 1) -> Iterator[None]:
    """An error that a person can mend is shown as its sentence, without a traceback."""
    try:
        yield
    except CopilotError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code) from error
