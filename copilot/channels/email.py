"""A letter as an e-mail, and the mail server that takes it."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import formatdate
from typing import Any

from copilot.channels.addresses import breaks_the_line, email_address, one_line
from copilot.channels.outgoing import Outgoing, Sent
from copilot.domain.message import Purpose
from copilot.errors import ChannelError
from copilot.settings import Settings

PATIENCE = 20.0  #: seconds for each word of the server's
LONGEST = 100_000  #: letters; a longer one to a client is a mistake
_THREAD = 10  #: so many of the letters before are named


def message_id(letter: Outgoing, sender: str) -> str:
    """The same for every try: answers name it, and a mailbox that gets it twice can tell."""
    return f"<{letter.key}@{sender.rpartition('@')[2]}>"


def refuses(letter: Outgoing) -> str:
    """Why this letter cannot be an e-mail."""
    if email_address(letter.to) is None:
        return "address_wrong"
    if breaks_the_line(letter.subject):
        return "subject_breaks_line"
    if not letter.subject.strip():
        return "subject_missing"
    if letter.purpose is Purpose.MARKETING and not (letter.footer and letter.unsubscribe):
        return "footer_missing"
    return "too_long" if len(letter.text) > LONGEST else ""


def as_email(letter: Outgoing, sender: str) -> EmailMessage:
    """The letter with its head: who, to whom, in which thread, and how to hear no more."""
    to = email_address(letter.to) or ""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(letter.from_name), addr_spec=sender)
    message["To"] = Address(one_line(letter.to_name), addr_spec=to)
    message["Subject"] = letter.subject
    message["Date"] = formatdate(letter.at.timestamp() if letter.at else None, localtime=False)
    message["Message-ID"] = message_id(letter, sender)
    if letter.answers:
        message["In-Reply-To"] = one_line(letter.answers)
        message["References"] = one_line(" ".join((*letter.thread[-_THREAD:], letter.answers)))
    text = letter.text.rstrip()
    if letter.purpose is Purpose.MARKETING:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text += f"\n\n-- \n{letter.footer}\n{letter.unsubscribe}"
    message["Content-Language"] = letter.language
    message.set_content(text + "\n", cte="quoted-printable")
    return message


class _LinkWhole(EmailPolicy):
    """The library folds a long link by spelling it otherwise, and nobody can follow it then: it stays on one line."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_ON_THE_WIRE = _LinkWhole(linesep="\r\n")


def on_the_wire(message: EmailMessage) -> bytes:
    """The letter as it travels."""
    return message.as_bytes(policy=_ON_THE_WIRE)


@dataclass(frozen=True)
class Smtp:
    """The mail server of the settings; its certificate is checked. It cannot be asked what it took."""

    settings: Settings
    name: str = "smtp"
    idempotent: bool = False

    def refuses(self, letter: Outgoing) -> str:
        return refuses(letter)

    def found(self, letter: Outgoing, since: datetime, others: frozenset[str]) -> Sent | None:
        return None

    def send(self, letter: Outgoing) -> Sent:
        sender = self.settings.letters_from
        message = as_email(letter, sender)
        server = self._signed_in()
        try:
            self._envelope(server, sender, email_address(letter.to) or "")
            self._content(server, on_the_wire(message))
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        return Sent(message_id(letter, sender))

    def test(self) -> str:
        server = self._signed_in()
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        return f"The mail server {self.settings.smtp_host} lets us in."

    def _signed_in(self) -> smtplib.SMTP:
        """Up to here nothing has left, so whatever goes wrong may be tried again."""
        given = self.settings
        secured = ssl.create_default_context()
        try:
            if given.smtp_tls == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(given.smtp_host, given.smtp_port, timeout=PATIENCE, context=secured)
            else:
                server = smtplib.SMTP(given.smtp_host, given.smtp_port, timeout=PATIENCE)
            try:
                if given.smtp_tls == "starttls":
                    server.starttls(context=secured)
                if given.smtp_user:
                    server.login(given.smtp_user, given.smtp_password.get_secret_value())
                server.ehlo_or_helo_if_needed()
            except (OSError, smtplib.SMTPException):
                server.close()
                raise
        except (OSError, smtplib.SMTPException) as lost:
            raise ChannelError(f"The mail server does not let us in ({type(lost).__name__}).", key="channel_away") from lost
        return server

    def _envelope(self, server: smtplib.SMTP, sender: str, to: str) -> None:
        try:
            for code, _ in (server.mail(sender), server.rcpt(to)):
                _accepted(code)
        except (OSError, smtplib.SMTPException) as lost:
            raise ChannelError("The mail server hung up before it had the letter.", key="channel_away") from lost

    def _content(self, server: smtplib.SMTP, raw: bytes) -> None:
        try:
            code, _ = server.data(raw)
        except smtplib.SMTPDataError as refused:
            _accepted(int(refused.smtp_code))
            raise ChannelError("The mail server did not want the letter.", key="channel_away") from refused
        except (OSError, smtplib.SMTPException) as lost:
            # The last word is missing: it may have the whole letter.
            raise ChannelError("The mail server hung up with the letter in hand.", key="channel_away", perhaps=True) from lost
        _accepted(code)


def _accepted(code: int) -> None:
    """The server's own words may hold an address: only its number is told."""
    if code >= 500:
        raise ChannelError(f"The mail server refused the letter ({code}).", key="refused", permanent=True, code=str(code))
    if code >= 400:
        raise ChannelError(f"The mail server cannot take the letter now ({code}).", key="channel_away", code=str(code))
