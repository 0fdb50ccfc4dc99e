"""`copilot duplicates` and `copilot merge`: two records of one person."""

from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli.users import records

if TYPE_CHECKING:
    from sqlmodel import Session

    from copilot.records.people import Client


def duplicates() -> None:
    """List clients who may be one person, for you to look at."""
    from rich.console import Console
    from rich.table import Table

    from copilot.records.duplicates import possible_duplicates
    from copilot.records.people import Client

    table = Table("client", "name", "may be", "name", "why", box=None, pad_edge=False)
    with records() as session:
        pairs = possible_duplicates(session)
        for pair in pairs:
            first, second = session.get_one(Client, pair.first_id), session.get_one(Client, pair.second_id)
            table.add_row(first.source_id, first.name, second.source_id, second.name, ", ".join(pair.reasons))
    if not pairs:
        typer.echo("No two clients look like one person.")
        return
    Console().print(table)
    typer.echo("To make two of them one: copilot merge KEEP MERGED, with their client ids. It can be undone.")


def merge(
    keep: Annotated[str, typer.Argument(help="The id of the client to keep.")] = "",
    merged: Annotated[str, typer.Argument(help="The id of the client that becomes part of it.")] = "",
    undo: Annotated[int | None, typer.Option(help="Part them again: the number that the merge printed.")] = None,
) -> None:
    """Make two records of one person one, or part them again."""
    from copilot.records.merging import merge as make_one
    from copilot.records.merging import undo_merge

    if (undo is None) != bool(keep and merged):
        raise typer.BadParameter("name the client to keep and the one to merge, or --undo with a number.")
    with records() as session:
        if undo is not None:
            undo_merge(session, undo)
            typer.echo(f"Merge number {undo} is undone.")
            return
        done = make_one(session, _client(session, keep).id or 0, _client(session, merged).id or 0)
        typer.echo(f"{merged} is now part of {keep}. To part them again: copilot merge --undo {done.id}")


def _client(session: "Session", source_id: str) -> "Client":
    from sqlmodel import select

    from copilot.records.merging import MergeRefused
    from copilot.records.people import Client

    client = session.exec(select(Client).where(Client.source_id == source_id)).first()
    if client is None:
        raise MergeRefused(f"There is no client {source_id!r}.")
    return client
