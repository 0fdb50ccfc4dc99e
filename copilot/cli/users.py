"""`copilot user ...`: who may sign in."""

import typer

users = typer.Typer(no_args_is_help=True, help="Who may sign in.")
