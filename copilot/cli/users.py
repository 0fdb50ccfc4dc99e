"""`copilot user ...`: who may sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from sqlmodel import Session

users = typer.Typer(no_args_is_help=True, help="Who may sign in.")

Name = Annotated[str, typer.Argument(help="The name they sign in with.")]
Password = Annotated[
    str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when it is not given.")
]


@users.command()
def add(
    name: Name,
    password: Password,
    full_name: Annotated[str, typer.Option("--name", help="Given and family name.")] = "",
    role: Annotated[str, typer.Option(help="associate, manager, trainer or administrator.")] = "associate",
    store: Annotated[str, typer.Option(help="The id of their store.")] = "",
) -> None:
    """Make an account."""
    from copilot.records.sign_in import add_user

    with records() as session:
        add_user(session, name, password, full_name=full_name, role=role, store=store)
    typer.echo(f"{name} can sign in now.")


@users.command("list")
def list_() -> None:
    """Show all accounts."""
    from rich.console import Console
    from rich.table import Table
    from sqlmodel import select

    from copilot.records.people import Store, User

    table = Table("user", "name", "role", "store", "may sign in", box=None, pad_edge=False)
    with records() as session:
        stores = {store.id: store.source_id for store in session.exec(select(Store))}
        for user in session.exec(select(User).order_by(User.source_id)):
            may = "no, disabled" if not user.active else "yes" if user.password_hash else "no password yet"
            table.add_row(user.source_id, user.name, user.role, stores.get(user.store_id, "all"), may)
    Console().print(table)


@users.command()
def password(name: Name, password: Password) -> None:
    """Give somebody a new password; they are signed out everywhere."""
    from copilot.records.sign_in import set_password

    with records() as session:
        set_password(session, name, password)
    typer.echo(f"{name} has a new password.")


@users.command()
def link(name: Name) -> None:
    """Make a link with which somebody chooses a new password, once; the old one and their sign-ins stay until then."""
    from copilot.records.columns import now
    from copilot.records.resetting import BY_HAND, make_link
    from copilot.records.sign_in import find_user
    from copilot.settings import Settings

    with records() as session:
        secret = make_link(session, find_user(session, name), now(), lasts=BY_HAND)
    settings = Settings()
    home = settings.public_url or f"http://localhost:{settings.port}"
    typer.echo(f"For {name} alone, once, within {BY_HAND.days * 24} hours: {home}/reset/{secret}")


@users.command()
def disable(name: Name) -> None:
    """Nobody signs in with this name any more; what they wrote stays."""
    from copilot.records.sign_in import set_active

    with records() as session:
        set_active(session, name, active=False)
    typer.echo(f"{name} can no longer sign in.")


@users.command()
def enable(name: Name) -> None:
    """Let somebody sign in again."""
    from copilot.records.sign_in import set_active

    with records() as session:
        set_active(session, name, active=True)
    typer.echo(f"{name} can sign in again.")


@contextmanager
def records() -> Iterator["Session"]:
    """A session on the records that the settings name; kept when nothing went wrong."""
    from sqlmodel import Session

    from copilot.records.database import connect, migrate
    from copilot.settings import Settings

    with plain_errors():
        engine = connect(Settings().database)
        try:
            migrate(engine)
            with Session(engine) as session:
                yield session
                session.commit()
        finally:
            engine.dispose()
