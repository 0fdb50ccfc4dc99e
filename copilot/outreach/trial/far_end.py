"""The far end of the channels, over real sockets: it counts what it accepted, and fails as gateways and mail servers do."""

import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from copilot.channels.twilio import STATUS

#: How an exchange goes wrong: before anything was taken, or after.
BEFORE, AFTER = ("busy", "unavailable", "hangs_up_before"), ("hangs_up_after", "rubbish_after", "fails_after")


@dataclass
class FarEnd:
    """What it accepted, by channel and by our key; and how often it goes wrong."""

    faults: float = 0.0  #: the share of exchanges that go wrong
    slow: float = 0.0  #: seconds that an exchange takes at most
    dice: random.Random = field(default_factory=random.Random)
    accepted: dict[str, Counter[str]] = field(
        default_factory=lambda: {"smtp": Counter(), "twilio": Counter(), "gateway": Counter()}
    )
    repeated: Counter[str] = field(default_factory=Counter)  #: keys that the gateway was given again, and sent once
    messages: list[dict[str, Any]] = field(default_factory=list)  #: as Twilio lists them, the newest first
    went_wrong: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def fate(self) -> str:
        """How this exchange goes; empty: well. It takes its time."""
        time.sleep(self.dice.random() * self.slow)
        with self.lock:
            fate = self.dice.choice(BEFORE + AFTER) if self.dice.random() < self.faults else ""
            self.went_wrong[fate] += bool(fate)
        return fate

    def accept(self, way: str, key: str) -> int:
        """Count it; how often it was accepted now."""
        with self.lock:
            self.accepted[way][key] += 1
            return self.accepted[way][key]


class Exchange(BaseHTTPRequestHandler):
    """One request in Twilio's form, or in that of a gateway that honours Idempotency-Key."""

    far_end: FarEnd

    def do_POST(self) -> None:
        """Take a message."""
        raw = self.rfile.read(int(self.headers["content-length"]))
        fate = self.far_end.fate()
        if fate in BEFORE:
            self._wrong(fate)
            return
        answer = self._twilio(raw) if self.path.endswith("/Messages.json") else self._gateway(json.loads(raw))
        if fate:
            self._wrong(fate)
        else:
            self._say(201, json.dumps(answer))

    def do_GET(self) -> None:
        """List what was taken for a number."""
        to = parse_qs(urlsplit(self.path).query).get("To", [""])[0]
        with self.far_end.lock:
            listed = [one for one in self.far_end.messages if one["to"] == to]
        self._say(200, json.dumps({"messages": listed, "page_size": 100}))

    def _twilio(self, raw: bytes) -> dict[str, Any]:
        form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        key = parse_qs(urlsplit(form["StatusCallback"]).query)["reference"][0]
        if urlsplit(form["StatusCallback"]).path != STATUS:
            raise ValueError("Another place is told what became of it.")
        number = self.far_end.accept("twilio", key)
        message = {
            "sid": f"SM{key}{number if number > 1 else ''}",
            "to": form["To"],
            "body": form["Body"],
            "direction": "outbound-api",
            "status": "queued",
            "date_created": format_datetime(datetime.now(UTC)),
        }
        with self.far_end.lock:
            self.far_end.messages.insert(0, message)
        return message

    def _gateway(self, told: dict[str, Any]) -> dict[str, Any]:
        key = self.headers["idempotency-key"]
        with self.far_end.lock:
            known = key in self.far_end.accepted["gateway"]
            self.far_end.repeated[key] += known
        if not known:
            self.far_end.accept("gateway", key)
        return {"id": f"g-{told['reference']}"}

    def _wrong(self, fate: str) -> None:
        if fate.startswith("hangs_up"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fate == "rubbish_after":
            self._say(200, "<html>Welcome to the hotel's wireless network</html>")
        else:
            status = {"busy": 429, "unavailable": 503}.get(fate, 500)
            self._say(status, json.dumps({"code": 20429, "message": "no", "status": status}))

    def _say(self, status: int, body: str) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def finish(self) -> None:
        """End the exchange, also one that was torn down by either side."""
        try:
            if self.connection.fileno() != -1:
                super().finish()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A worker that is killed hangs up in the middle: nobody need hear of it."""


@contextmanager
def opened(far_end: FarEnd) -> Iterator[FarEnd]:
    """A gateway that runs for as long as the block does."""
    server = _Server(("127.0.0.1", 0), type("Exchange", (Exchange,), {"far_end": far_end}))
    far_end.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield far_end
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
