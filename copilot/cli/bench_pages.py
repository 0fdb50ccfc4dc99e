"""Servers that a measurement starts and ends, and people who talk to them over the websocket. Only this machine is spoken to."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import socketio

from copilot.errors import CopilotError

_START = 180.0  #: seconds that a server may take to open
_END = 90.0  #: and to close


class MeasureFailed(CopilotError):
    """A measurement cannot go on; the sentence says why."""


class ServedPage:
    """A server in a process of its own on a free port, for as long as the block lasts."""

    def __init__(self, name: str, command: list[str], folder: Path, embedding: str = "auto") -> None:
        self.name, self.folder, self.embedding = name, folder, embedding
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", *(part.replace("{port}", str(self.port)) for part in command)]
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "ServedPage":
        given = {k: v for k, v in os.environ.items() if not k.startswith(("COPILOT_", "CHAINLIT_"))}
        given |= {"COPILOT_DATA_DIR": str(self.folder), "COPILOT_PORT": str(self.port), "CHAINLIT_APP_ROOT": str(self.folder)}
        given["COPILOT_EMBEDDING"] = self.embedding
        with self._log.open("wb") as log:
            # Not in the folder one works in: an .env there is for the copilot that is used, not for the one that is measured.
            self._process = subprocess.Popen(self._command, cwd=self.folder, env=given, stdout=log, stderr=log)  # noqa: S603
        until = time.monotonic() + _START
        while time.monotonic() < until and self._process.poll() is None:
            try:
                httpx.get(f"{self.address}/health", timeout=5)
                return self
            except httpx.TransportError:
                time.sleep(0.2)
        how = f"ended with {self._process.returncode}" if self._process.returncode is not None else "is not open yet"
        self.__exit__()
        said = self._log.read_text(encoding="utf-8", errors="replace")[-600:]
        raise MeasureFailed(f"The server {self.name!r} {how}. It said last: {said}")

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def settle(self) -> None:
        """Wait until it has loaded what it loads beside the page: a second in which it does next to nothing."""
        for _ in range(int(_START)):
            before = self.processor()
            time.sleep(1.0)
            if before is None or (self.processor() or before) - before < 0.1:
                return

    def memory(self) -> int | None:
        """Bytes of memory in use; None where the system does not tell."""
        status = self._proc("status")
        return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:")), None)

    def processor(self) -> float | None:
        """Seconds of processor time used so far; None where the system does not tell."""
        stat = self._proc("stat").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK") if stat else None

    def _proc(self, name: str) -> str:
        place = Path(f"/proc/{self._process.pid if self._process else 0}/{name}")
        return place.read_text() if place.is_file() else ""

    def sign_in(self, name: str, password: str) -> str:
        """The cookies of somebody who signed in."""
        with httpx.Client(base_url=self.address, timeout=30) as client:
            answer = client.post("/login", data={"username": name, "password": password})
            if answer.status_code != 200:
                raise MeasureFailed(f"{name} could not sign in: the page answered {answer.status_code}.")
            return "; ".join(f"{key}={value}" for key, value in client.cookies.items())


@dataclass
class Heard:
    """One question: when words first came and when the answer was whole, in seconds; why it failed, if it did."""

    first: float = 0.0
    whole: float = 0.0
    trouble: str = ""


@dataclass
class Conversation:
    """One open page, as the browser sees it."""

    address: str
    cookies: str = ""
    patience: float = 120.0
    lost: bool = False
    session: str = field(default_factory=lambda: str(uuid4()))

    def __post_init__(self) -> None:
        self._ready, self._done = asyncio.Event(), asyncio.Event()
        self._first, self._said, self._trouble = 0.0, False, ""
        self._socket = socketio.AsyncClient(reconnection=False)
        for event, act in (
            ("stream_start", self._words),
            ("stream_token", self._words),
            ("new_message", self._message),
            ("task_end", self._ended),
            ("disconnect", self._gone),
        ):
            self._socket.on(event, act)

    async def open(self) -> None:
        """Connect and wait for the page's greeting."""
        about = {"sessionId": self.session, "clientType": "webapp", "userEnv": "{}", "threadId": ""}
        await self._socket.connect(
            self.address,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Cookie": self.cookies} if self.cookies else {},
            auth=about,
            wait_timeout=int(self.patience),
        )
        # A call is answered when its handler has run: the page is open then, whatever a page does on opening.
        await self._socket.call("connection_successful", timeout=int(self.patience))

    async def ask(self, question: str) -> Heard:
        """Send a question and wait for the whole answer."""
        self._first, self._said, self._trouble = 0.0, False, ""
        self._done.clear()
        message = {"id": str(uuid4()), "name": "x", "type": "user_message", "output": question, "threadId": ""}
        message["createdAt"] = "2026-01-01T00:00:00Z"
        began = time.perf_counter()
        try:
            await self._socket.emit("client_message", {"message": message, "fileReferences": []})
            await asyncio.wait_for(self._done.wait(), self.patience)
        except TimeoutError:
            return Heard(trouble=f"no answer within {self.patience:.0f} seconds")
        except socketio.exceptions.SocketIOError as lost:
            return Heard(trouble=f"the connection was lost ({type(lost).__name__})")
        whole = time.perf_counter() - began
        if self.lost:
            return Heard(trouble="the connection was lost")
        return Heard((self._first or time.perf_counter()) - began, whole, self._trouble)

    async def close(self) -> None:
        """Shut the page."""
        await self._socket.disconnect()

    def _words(self, _: Any) -> None:
        self._first = self._first or time.perf_counter()

    def _message(self, message: dict[str, Any]) -> None:
        if message.get("type") == "assistant_message":
            self._words(message)
            self._said = True
            if message.get("isError"):
                self._trouble = "answered with an error"

    def _ended(self, _: Any) -> None:
        # The greeting of the two sides ends too, and may do so after a question was sent.
        if self._said:
            self._done.set()

    def _gone(self, *_: Any) -> None:
        self.lost = True
        self._done.set()
