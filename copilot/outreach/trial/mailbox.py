"""A real mail server on this machine, which counts each letter that it said yes to, and sometimes hangs up or is busy."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from copilot.errors import SettingsError
from copilot.outreach.trial.far_end import BEFORE, FarEnd


class _Counting:
    """What aiosmtpd asks for each letter."""

    def __init__(self, far_end: FarEnd) -> None:
        self._far_end = far_end

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the letter, or not."""
        fate = await asyncio.to_thread(self._far_end.fate)
        if fate in BEFORE and not fate.startswith("hangs_up"):
            return "451 Not now"
        if fate != "hangs_up_before":
            named = message_from_bytes(envelope.content)["Message-ID"]
            self._far_end.accept("smtp", named.strip("<>").partition("@")[0])
        if fate:
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_server(far_end: FarEnd) -> Iterator[int]:
    """Its port, for as long as the block runs."""
    try:
        from aiosmtpd.controller import Controller
    except ImportError as missing:
        raise SettingsError("This needs the mail server aiosmtpd: pip install 'clienteling-copilot[trial]'.") from missing

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(_Counting(far_end), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
