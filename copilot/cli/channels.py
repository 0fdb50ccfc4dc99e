"""`copilot channels test`: whether the ways in which messages leave are reached. Nothing is sent."""

from typing import Annotated

import typer

from copilot.cli import plain_errors

channels = typer.Typer(no_args_is_help=True, help="How messages to clients leave.")

Only = Annotated[str, typer.Option("--channel", help="Only this one: email, sms, whatsapp or post.")]


@channels.callback()
def _channels() -> None:
    """A group with one command stays a group."""


@channels.command("test")
def test(channel: Only = "") -> None:
    """Reach each channel, sign in where it asks, and say how it is. Ends with 1 where one does not work."""
    with plain_errors():
        from copilot.channels import WRITTEN
        from copilot.channels.testing import tested
        from copilot.errors import SettingsError
        from copilot.settings import Settings

        if channel and channel not in {one.value for one in WRITTEN}:
            raise SettingsError(f"There is no channel {channel!r} here: {', '.join(one.value for one in WRITTEN)}.")
        found = [one for one in tested(Settings()) if channel in ("", one.channel)]
    for one in found:
        typer.echo(f"{one.channel}: {one.words}")
    raise typer.Exit(1 if any(one.well is False for one in found) else 0)
