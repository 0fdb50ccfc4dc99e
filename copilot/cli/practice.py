"""`copilot practice ...`: how long the words of practice are kept, what was erased, and one person's removed at once."""

from typing import Annotated

import typer

practice = typer.Typer(no_args_is_help=True, help="The words of practice: how long they are kept, and who wants theirs removed.")


@practice.command()
def words(
    erase: Annotated[bool, typer.Option("--erase", help="Erase now what is due; else it happens by itself.")] = False,
) -> None:
    """Show how long words are kept, how many there are, and each time that some were erased."""
    from copilot.cli.users import records
    from copilot.policies import PolicyInForce
    from copilot.records.columns import now
    from copilot.records.practice_words import erase_old_words, erasures, kept_in_words

    days = PolicyInForce().now().practice_days
    with records() as session:
        if erase:
            typer.echo(f"Erased the words of {erase_old_words(session, days, now())} conversations.")
        kept = kept_in_words(session)
        since = f", the oldest of {kept.oldest:%Y-%m-%d}" if kept.oldest else ""
        typer.echo(f"Words are kept for {days} days (knowledge/policy.yaml, practice: words_days). Marks stay, as figures.")
        typer.echo(f"In words are kept {kept.conversations} conversations and {kept.groups} groups{since}.")
        for line in erasures(session):
            typer.echo(f"{line.at:%Y-%m-%d %H:%M} UTC  {f'{line.subject}: ' if line.subject else ''}{line.detail}")


@practice.command()
def forget(name: Annotated[str, typer.Argument(help="The name they sign in with.")]) -> None:
    """Remove everything that one person practised, their marks too."""
    from copilot.cli.users import records
    from copilot.records.columns import now
    from copilot.records.practice_words import forget_practice
    from copilot.records.sign_in import find_user

    with records() as session:
        count = forget_practice(session, find_user(session, name), now())
    typer.echo(f"{count} conversations of {name} are removed, and what they answered in groups.")
