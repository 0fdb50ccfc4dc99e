"""`copilot mailbox`: the process that files what clients answer by e-mail."""

import logging
import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from copilot.outreach.replies import Hear
    from copilot.policies import PolicyInForce
    from copilot.settings import Settings

log = logging.getLogger(__name__)
PAUSE = 30.0  #: seconds between two looks
Once = Annotated[bool, typer.Option(help="File what is there now, and end.")]


def mailbox(once: Once = False) -> None:
    """File new letters of the mailbox, every half minute until Ctrl+C or SIGTERM."""
    with plain_errors():
        from copilot.bootstrap import open_ear
        from copilot.errors import ChannelError
        from copilot.guard.found import rules_found
        from copilot.policies import PolicyInForce
        from copilot.records.database import connect, migrate
        from copilot.settings import Settings

        settings = Settings()
        logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        ended = threading.Event()
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: ended.set())
        engine = connect(settings.database)
        migrate(engine)
        policy = PolicyInForce(rules=frozenset(rule.id for rule in rules_found()))
        hear = open_ear(settings)
        while not ended.is_set():
            try:
                filed = file_new(settings, engine, policy, hear)
            except ChannelError as away:
                if once or away.permanent:
                    raise
                log.warning("%s Tried again in %.0f seconds.", away, PAUSE)
                filed = 0
            if once:
                typer.echo(f"{filed} letter{'' if filed == 1 else 's'} filed.")
                return
            ended.wait(PAUSE)


def file_new(settings: "Settings", engine: "Engine", policy: "PolicyInForce", hear: "Hear") -> int:
    """File every new letter, each in a transaction of its own; how many. One that cannot be filed keeps no other back."""
    from sqlalchemy.exc import OperationalError
    from sqlmodel import Session

    from copilot.channels.mailbox import open_mailbox
    from copilot.outreach.mail_in import take_letter
    from copilot.records.columns import now

    filed = 0
    with open_mailbox(settings) as box:
        for uid in box.new():
            raw = box.letter(uid)
            try:
                with Session(engine) as session:
                    take_letter(session, raw, policy.now(), now(), hear)
                    session.commit()
            except OperationalError as away:  # the letter stays new, and is filed at the next look
                log.warning("The database does not answer (%s); tried again soon.", type(away.orig).__name__)
                return filed
            except Exception as broken:  # noqa: BLE001 - one letter's edge: it stays new, so that a person finds it in the mailbox
                log.error("Letter %s could not be filed: %s. It stays unread in the mailbox.", uid, type(broken).__name__)
                continue
            box.filed(uid)
            filed += 1
    return filed
