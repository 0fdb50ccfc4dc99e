"""The demo boutique as a house of its own: its letters leave by a real mail server, and clients' answers come in signed."""

import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.controller import Controller

from copilot.records.columns import now
from copilot.records.database import connect, migrate
from copilot.records.demo import load_demo
from tests.chat.served import TOP, Demo
from tests.setup.running import free_port

SECRET = "what-only-the-gateway-and-we-know-of"  # noqa: S105 - of a house that exists only here


class Letters:
    """What a mail server keeps of the letters that it took: to whom, and the letter as a mail program reads it."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take it."""
        letter = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=default)
        assert isinstance(letter, EmailMessage)
        self.taken.append((envelope.rcpt_tos, letter))
        return "250 OK"


class PostingHouse(Demo):
    """The page without demo mode: what is approved leaves the machine."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        super().__init__(folder)
        self.mail_port = mail_port

    def command(self) -> list[str]:
        """What is run."""
        return [sys.executable, "-m", "copilot", "serve"]

    def settings(self) -> dict[str, str]:
        """A mail server, and a gateway that tells us what comes in."""
        given = {
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "PUBLIC_URL": self.address,
            "EMBEDDING": "hash",  # what is looked at here finds nothing by its meaning, and a real model reads for minutes
            "EMAIL_BY": "smtp",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.mail_port),
            "SMTP_TLS": "none",
            "SMTP_FROM": "copilot@maison-orsel.example",
            "LETTERS_FROM": "boutique@maison-orsel.example",
            "GATEWAY_SECRET": SECRET,
        }
        return {f"COPILOT_{name}": value for name, value in given.items()}

    def send_what_is_due(self) -> None:
        """The outbox in a process of its own, once through."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COPILOT_")}
        command = [sys.executable, "-m", "copilot", "outbox", "--once"]
        subprocess.run(command, cwd=TOP, env=environment | self.settings(), check=True, timeout=120)  # noqa: S603 - our own module

    def client_writes(self, name: str, sender: str, text: str, *, answers: str = "") -> None:
        """An e-mail of a client's, as the gateway brings it."""
        told = {"type": "message", "id": name, "channel": "email", "from": sender, "text": text, "in_reply_to": answers}
        body, stamp = json.dumps(told).encode(), str(int(time.time()))
        signature = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
        headers = {"x-timestamp": stamp, "x-signature": signature}
        httpx.post(f"{self.address}/inbound/gateway", content=body, headers=headers, timeout=20).raise_for_status()


@contextmanager
def posting_house(folder: Path) -> Iterator[tuple[PostingHouse, Letters]]:
    """Furnished and open, with its mail server, for as long as the block runs."""
    letters, port = Letters(), free_port()
    house = PostingHouse(folder, port)
    folder.mkdir(parents=True)
    engine = connect(f"sqlite:///{folder / 'copilot.db'}")
    migrate(engine)
    load_demo(engine, now().date())
    engine.dispose()
    server = Controller(letters, hostname="127.0.0.1", port=port)
    server.start()
    try:
        house.start()
        yield house, letters
    finally:
        house.stop()
        server.stop()
