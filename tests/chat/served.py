"""A real server in its own process, and people who talk to it over HTTP and the websocket."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import socketio

from tests.chat.scripted import PASSWORD

TOP = Path(__file__).parents[2]


class Served:
    """The scripted page on a free port; it can be stopped and started again on the same data."""

    def __init__(self, folder: Path, database_url: str = "", public_url: str = "") -> None:
        self.folder, self.database_url, self.public_url = folder, database_url, public_url
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What is run."""
        given = [str(self.folder), str(self.port), self.database_url, self.public_url]
        return [sys.executable, "-m", "tests.chat.scripted", *given]

    def settings(self) -> dict[str, str]:
        """What it is told."""
        return {"COPILOT_DATA_DIR": str(self.folder)}

    def password_of(self, name: str) -> str:
        """What this person types."""
        return PASSWORD

    def start(self) -> "Served":
        """Returns once the page answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINLIT_", "COPILOT_"))}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                self.command(),
                cwd=TOP,
                env=environment | self.settings(),
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 180
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if httpx.get(f"{self.address}/healthz").status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "server.log").read_text())

    def stop(self) -> None:
        """Ends as it would on a machine that shuts down."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(90)  # what it computes at that moment, it ends
            self.process = None

    def visitor(self) -> httpx.Client:
        """Somebody who has not signed in."""
        return httpx.Client(base_url=self.address, timeout=20)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Client:
        """Somebody who has."""
        client = self.visitor()
        client.post("/login", data={"username": name, "password": password}).raise_for_status()
        return client

    def log(self) -> str:
        """What the server wrote."""
        return (self.folder / "server.log").read_text()


class Demo(Served):
    """`copilot demo`, as a visitor starts it: the made-up boutique and the built-in model."""

    def command(self) -> list[str]:
        """What is run."""
        return [sys.executable, "-m", "copilot", "demo", "--port", str(self.port)]

    def settings(self) -> dict[str, str]:
        """Found by words alone: a real model would read the whole boutique beside the tests."""
        return super().settings() | {"COPILOT_EMBEDDING": "hash"}

    def password_of(self, name: str) -> str:
        """As the demo prints it."""
        return f"orsel-{name}"


def says(words: str) -> Callable[[dict[str, Any]], bool]:
    """Whether a kept conversation has a line of these words."""
    return lambda thread: any(step["output"] == words for step in thread["steps"])


def shows(name: str, **props: Any) -> Callable[[dict[str, Any]], bool]:
    """Whether a kept conversation has an element of this name, with these among its properties."""
    return lambda thread: any(
        one["name"] == name and props.items() <= (one.get("props") or {}).items() for one in thread["elements"]
    )


class Chat:
    """One open page, as the browser sees it: what arrives is collected."""

    def __init__(self, page: Served, client: httpx.Client, thread_id: str | None = None) -> None:
        self.page, self.client, self.thread_id = page, client, thread_id
        self.session_id = str(uuid4())
        self.messages: list[dict[str, Any]] = []
        self.elements: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.resumed: dict[str, Any] | None = None
        self._done, self._ready, self._shown = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.socket = socketio.AsyncClient()
        self.told: list[dict[str, Any]] = []
        self.socket.on("window_message", self.told.append)
        self.socket.on("new_message", self.messages.append)
        self.socket.on("element", self._element)
        self.socket.on("stream_start", lambda step: self.tokens.append(step["output"]))
        self.socket.on("stream_token", lambda piece: self.tokens.append(piece["token"]))
        self.commands: list[dict[str, Any]] | None = None
        self.settings: list[dict[str, Any]] = []
        self.socket.on("set_commands", self._offered)
        self.socket.on("chat_settings", self._settable)
        self.socket.on("task_end", self._ended)
        self.socket.on("first_interaction", self._named)
        self.socket.on("resume_thread", self._resume)

    async def open(self) -> "Chat":
        """Connect with the cookie of the sign-in."""
        cookies = self.client.headers.get("cookie") or "; ".join(f"{n}={v}" for n, v in self.client.cookies.items())
        auth = {"sessionId": self.session_id, "clientType": "webapp", "userEnv": "{}", "threadId": self.thread_id or ""}
        await self.socket.connect(
            self.page.address,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Cookie": cookies},
            auth=auth,
            wait_timeout=20,
        )
        self._done.clear()
        await self.socket.emit("connection_successful")
        await asyncio.wait_for(self._ready.wait() if self.thread_id else self._done.wait(), 20)
        return self

    async def ask(self, question: str, *, files: Sequence[str] = (), **extra: Any) -> dict[str, Any]:
        """Send a question, with files dropped in before, and wait for its answer: the last message of the assistant."""
        self._done.clear()
        self.elements.clear()
        message = {
            "id": str(uuid4()),
            "name": "x",
            "type": "user_message",
            "output": question,
            "createdAt": "2026-01-01T00:00:00Z",
            "threadId": "",
            **extra,
        }
        await self.socket.emit("client_message", {"message": message, "fileReferences": [{"id": one} for one in files]})
        await asyncio.wait_for(self._done.wait(), 20)
        return [m for m in self.messages if m["type"] == "assistant_message"][-1]

    async def kept(self, there: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """This conversation as the house keeps it, once this is true of it: the page may be told a moment earlier."""
        async with asyncio.timeout(20):
            while not there(thread := self.thread()):  # noqa: ASYNC110 - another process keeps it
                await asyncio.sleep(0.05)
        return thread

    def thread(self) -> dict[str, Any]:
        """This conversation as the house keeps it by now."""
        return dict(self.client.get(f"/project/thread/{self.thread_id}").json())

    async def choose(self, **settings: str) -> None:
        """Confirm the settings."""
        self._done.clear()
        await self.socket.emit("chat_settings_change", settings)
        await asyncio.wait_for(self._done.wait(), 20)

    def drop(self, name: str, content: bytes, mime: str) -> httpx.Response:
        """Drop a file onto the page; its id is in the answer."""
        return self.client.post("/project/file", params={"session_id": self.session_id}, files={"file": (name, content, mime)})

    def act(self, name: str, **payload: Any) -> httpx.Response:
        """Press a button."""
        action = {"name": name, "payload": payload, "id": str(uuid4()), "label": "", "tooltip": ""}
        return self.client.post("/project/action", json={"action": action, "sessionId": self.session_id})

    def element(self, name: str) -> dict[str, Any]:
        """What was shown beside the last answer, by its name."""
        return next(e for e in reversed(self.elements) if e["name"] == name)

    async def shown(self, name: str) -> dict[str, Any]:
        """The same, once it has come."""
        async with asyncio.timeout(20):
            while all(e["name"] != name for e in self.elements):
                self._shown.clear()
                await self._shown.wait()
        return self.element(name)

    async def close(self) -> None:
        """Shut the page."""
        await self.socket.disconnect()

    def _element(self, element: dict[str, Any]) -> None:
        self.elements.append(element)
        self._shown.set()

    def _settable(self, settings: list[dict[str, Any]]) -> None:
        self.settings = settings

    def _offered(self, commands: list[dict[str, Any]]) -> None:
        self.commands = commands

    def _ended(self, _: Any) -> None:
        # A page is open once its commands are there; what ends before that is only the greeting of the two sides.
        if self.commands is not None:
            self._done.set()

    def _named(self, said: dict[str, Any]) -> None:
        self.thread_id = said["thread_id"]

    def _resume(self, thread: dict[str, Any]) -> None:
        self.resumed = thread
        self._ready.set()


@asynccontextmanager
async def chatting(page: Served, client: httpx.Client, thread_id: str | None = None) -> AsyncIterator[Chat]:
    """An open page for as long as the block lasts."""
    chat = await Chat(page, client, thread_id).open()
    try:
        yield chat
    finally:
        await chat.close()
