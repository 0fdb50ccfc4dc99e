"""`copilot digest`: e-mails to whoever has news and has not had the page open. Run it from cron, or let the outbox do it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from copilot.records.people import User
    from copilot.settings import Settings

log = logging.getLogger(__name__)


def digest() -> None:
    """Tell by e-mail, once, whoever has news and has not had the page open for half an hour."""
    with plain_errors():
        from copilot.errors import SettingsError
        from copilot.records.columns import now
        from copilot.records.database import connect, migrate
        from copilot.settings import Settings

        settings = Settings()
        send = open_digest(settings)
        if send is None:
            raise SettingsError("COPILOT_SMTP_HOST names no mail server, so nobody is told by e-mail.")
        engine = connect(settings.database)
        migrate(engine)
        sent = send(engine, now())
        engine.dispose()
        typer.echo(f"{sent} {'person was' if sent == 1 else 'people were'} told.")


def open_digest(settings: "Settings") -> "Callable[[Engine, datetime], int] | None":
    """How the digest goes out; None where no mail server is set up."""
    from sqlmodel import Session

    from copilot.api.mail import NotSent, letter, open_post
    from copilot.chat.words import say
    from copilot.outreach.digest import send_digests

    post = open_post(settings)
    if post is None:
        return None
    home = settings.public_url or f"http://localhost:{settings.port}"

    def write(user: "User", count: int) -> bool:
        language = user.language or "en"
        subject = say("alerts", "mail_subject", language, house=settings.house_name, count=count)
        text = say("alerts", "mail_text", language, name=user.name, count=count, link=home)
        try:
            post(letter(settings, user.email, subject, text))
        except (NotSent, ValueError) as failed:  # ValueError: an imported address that is none
            log.error("A digest was not sent: %s", failed if isinstance(failed, NotSent) else "bad address")
            return False
        return True

    def send(engine: "Engine", now: datetime) -> int:
        with Session(engine, expire_on_commit=False) as session:
            sent = send_digests(session, write, now)
            session.commit()
            return sent

    return send
