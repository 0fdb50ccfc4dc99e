"""Letters to people who work here. They go to the mail server of the settings; in the demo they are files in a folder."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from uuid import uuid4

from copilot.errors import CopilotError, SettingsError
from copilot.settings import Settings

PATIENCE = 20.0  #: seconds
_HERE = ("localhost", "127.0.0.1", "::1")

#: Sends one letter, or raises NotSent.
Post = Callable[[EmailMessage], None]


class NotSent(CopilotError):
    """The mail server did not take a letter."""


def letter(settings: Settings, to: str, subject: str, text: str) -> EmailMessage:
    """A plain letter; the library refuses a line break in its head."""
    message = EmailMessage()
    message["From"] = settings.smtp_from or "copilot@localhost"
    message["To"], message["Subject"] = to, subject
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain="copilot.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def open_post(settings: Settings) -> Post | None:
    """How letters go out; None where none do. SettingsError when a link or a password would travel unprotected."""
    if settings.demo:
        return Folder(settings.data_dir / "mails").send
    if not settings.smtp_host:
        return None
    if not settings.smtp_from:
        raise SettingsError("COPILOT_SMTP_HOST is set, but COPILOT_SMTP_FROM does not say whom mails come from.")
    if not settings.public_url:
        raise SettingsError("COPILOT_SMTP_HOST is set, but links in mails need COPILOT_PUBLIC_URL, the address people type.")
    if settings.smtp_tls == "none" and settings.smtp_host not in _HERE:
        raise SettingsError("COPILOT_SMTP_TLS=none is only for a mail server on this machine. Use starttls or tls.")
    return Server(settings).send


@dataclass(frozen=True)
class Server:
    """The mail server of the settings. Its certificate is checked."""

    settings: Settings

    def send(self, message: EmailMessage) -> None:
        """Hand a letter over."""
        settings = self.settings
        try:
            with self._connected() as server:
                if settings.smtp_tls == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if settings.smtp_user:
                    server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as refused:
            # The server's own words may hold an address: only the kind is told.
            raise NotSent(f"The mail server did not take a letter: {type(refused).__name__}.") from refused

    def _connected(self) -> smtplib.SMTP:
        host, port = self.settings.smtp_host, self.settings.smtp_port
        if self.settings.smtp_tls == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=PATIENCE)


@dataclass(frozen=True)
class Folder:
    """Letters as files: nothing leaves the machine."""

    place: Path

    def send(self, message: EmailMessage) -> None:
        """Write a letter down, for its owner's eyes only."""
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.place / f"{uuid4().hex}.eml"
        file.touch(mode=0o600)
        file.write_bytes(bytes(message))
