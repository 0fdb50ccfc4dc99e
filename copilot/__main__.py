"""The command line. Every area has its file in `copilot.cli`; here they are only registered."""

import typer

from copilot.cli import collect_seldom
from copilot.cli.backup import backup, restore
from copilot.cli.bench import bench
from copilot.cli.channels import channels
from copilot.cli.check import check, policy, rules
from copilot.cli.digest import digest
from copilot.cli.doctor import doctor
from copilot.cli.feedback import feedback
from copilot.cli.imports import import_
from copilot.cli.index import index
from copilot.cli.mailbox import mailbox
from copilot.cli.merging import duplicates, merge
from copilot.cli.outbox import outbox
from copilot.cli.practice import practice
from copilot.cli.rehearse import rehearse
from copilot.cli.serve import demo, serve
from copilot.cli.tokens import tokens
from copilot.cli.users import users

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The copilot for store associates.")
app.command()(serve)
app.command()(demo)
app.command()(outbox)
app.command()(mailbox)
app.command()(digest)
app.command()(rehearse)
app.command("import")(import_)
app.command("duplicates")(duplicates)
app.command("merge")(merge)
app.command("index")(index)
app.command("doctor")(doctor)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("check")(check)
app.command("rules")(rules)
app.add_typer(policy, name="policy")
app.add_typer(channels, name="channels")
app.add_typer(practice, name="practice")
app.add_typer(users, name="user")
app.add_typer(tokens, name="token")
app.add_typer(feedback, name="feedback")
app.add_typer(bench, name="bench")


def main() -> None:
    """Run what was typed."""
    collect_seldom()
    app()


if __name__ == "__main__":
    main()
