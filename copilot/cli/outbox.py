"""`copilot outbox`: the process that sends what was approved. It opens the database and the channels, never the index."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from copilot.domain.policy import Policy
    from copilot.outreach.checking import Guard
    from copilot.outreach.sending import Chore, Outbox
    from copilot.settings import Settings

Once = Annotated[bool, typer.Option(help="Send what is due now, and end.")]
UntilClosed = Annotated[bool, typer.Option(help="End when standard input is closed: with the process that started it.")]


def outbox(once: Once = False, until_closed: UntilClosed = False) -> None:
    """Send approved messages when their time has come. Ctrl+C or SIGTERM ends it once the message in hand is settled."""
    with plain_errors():
        from copilot.settings import Settings

        settings = Settings()
        logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        # What some say of a request holds its address, and in it a client's; others say what nobody asked.
        for talkative in ("httpx", "httpcore", "alembic"):
            logging.getLogger(talkative).setLevel("WARNING")
        ended = threading.Event()
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: ended.set())
        worker = open_outbox(settings)
        if until_closed:
            threading.Thread(target=_until_closed, args=(ended,), daemon=True).start()
        if once:
            worker.turn(ended)
        else:
            typer.echo(f"The outbox of {settings.house_name} is open.")
            worker.run(ended)


def open_outbox(settings: "Settings") -> "Outbox":
    """The outbox that the settings name."""
    from copilot.api.house import auth_secret
    from copilot.channels import open_ways
    from copilot.guard.found import rules_found
    from copilot.outreach.letters import House
    from copilot.outreach.overtaken import withdraw_overtaken
    from copilot.outreach.sending import Outbox
    from copilot.outreach.time_passing import sweep
    from copilot.policies import PolicyInForce
    from copilot.records.columns import now
    from copilot.records.database import connect, migrate

    ways = open_ways(settings)
    engine = connect(settings.database)
    migrate(engine)
    policy = PolicyInForce(rules=frozenset(rule.id for rule in rules_found()))
    url = settings.public_url or f"http://localhost:{settings.port}"
    house = House(settings.house_name, url, auth_secret(settings))
    return Outbox(
        engine, ways, _guard_of(settings), policy.now, house, now, chores=(sweep, withdraw_overtaken, *_digests(settings))
    )


def _digests(settings: "Settings") -> "tuple[Chore, ...]":
    """People are told by e-mail what is new, where there is a mail server to tell them by."""
    from copilot.cli.digest import open_digest

    send = open_digest(settings)
    if send is None:
        return ()

    def chore(engine: "Engine", _policy: "Policy", now: "datetime") -> None:
        send(engine, now)

    return (chore,)


def _guard_of(settings: "Settings") -> "Callable[[], Guard]":
    """Read when the first message is due, for most of the time none is. A model has read the words before they were allowed."""

    @cache
    def guard() -> "Guard":
        from copilot.bootstrap import open_guard

        return open_guard(settings.model_copy(update={"guard_model": ""}))

    return guard


def _until_closed(ended: threading.Event) -> None:
    """Whoever started us holds the other end: it closes however they end."""
    while os.read(sys.stdin.fileno(), 1024):  # not through Python's buffer, which would be waited for when it ends
        pass
    ended.set()
