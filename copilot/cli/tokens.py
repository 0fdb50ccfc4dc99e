"""`copilot token ...`: keys with which other programs ask over HTTP."""

from typing import Annotated

import typer

from copilot.cli.users import records

tokens = typer.Typer(no_args_is_help=True, help="Keys for other programs, such as a CRM that has its messages checked.")


@tokens.command()
def add(
    user: Annotated[str, typer.Argument(help="In whose name it asks: their role and store bound what it sees.")],
    name: Annotated[str, typer.Option(help="What it is for, such as: our CRM.")],
) -> None:
    """Make a token. It is shown this once; only a digest of it is kept."""
    from copilot.records.api_tokens import make_token
    from copilot.records.columns import now
    from copilot.records.sign_in import find_user

    with records() as session:
        token, secret = make_token(session, find_user(session, user), name, now())
        number = token.id
    typer.echo(f"Token {number} asks as {user}. Keep it safe, it is not shown again:", err=True)
    typer.echo(secret)


@tokens.command("list")
def list_() -> None:
    """Show all tokens: for whom, what for, when last used. Never the secret."""
    from rich.console import Console
    from rich.table import Table

    from copilot.records import api_tokens

    table = Table("token", "user", "for", "made", "last used", "works", box=None, pad_edge=False)
    with records() as session:
        for token, user in api_tokens.tokens(session):
            used = f"{token.used_at:%Y-%m-%d %H:%M}" if token.used_at else "never"
            works = f"no, revoked on {token.revoked_at:%Y-%m-%d}" if token.revoked_at else "yes"
            works = works if user.active else "no, the user is disabled"
            table.add_row(str(token.id), user.source_id, token.name, f"{token.made_at:%Y-%m-%d}", used, works)
    Console().print(table)


@tokens.command()
def revoke(number: Annotated[int, typer.Argument(help="Its number, as `copilot token list` shows it.")]) -> None:
    """Take a token back: from now on it opens nothing."""
    from copilot.records.api_tokens import revoke_token
    from copilot.records.columns import now

    with records() as session:
        revoke_token(session, number, now())
    typer.echo(f"Token {number} opens nothing any more.")
