"""A server that speaks OpenAI's wire format over a real socket and answers by script, badly where the script says so."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Exchange"], None]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    key: str
    body: dict[str, Any]

    @property
    def tools(self) -> list[str]:
        """The tools that were offered."""
        return [tool["function"]["name"] for tool in self.body.get("tools", [])]


@dataclass
class Wire:
    """The endpoint: replies in the order of the script, the last one again and again; keeps what it was asked."""

    url: str
    script: list[Reply]
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_reply(self, asked: Asked) -> Reply:
        """What this request is answered with."""
        with self.lock:
            self.asked.append(asked)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


class Exchange(BaseHTTPRequestHandler):
    """One request and its reply."""

    disable_nagle_algorithm = True  #: each word leaves at once
    wire: Wire
    asked: Asked

    def do_POST(self) -> None:
        """Take the request down, and answer by script."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        key = self.headers.get("authorization", "").removeprefix("Bearer ")
        self.asked = Asked(self.path, key, body)
        if self.path.endswith("/embeddings"):
            self.whole(200, _embeddings(body))
        else:
            self.wire.next_reply(self.asked)(self)

    def whole(self, status: int, body: object, headers: dict[str, str] | None = None, kind: str = "application/json") -> None:
        """A reply in one piece."""
        raw = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(raw)), "connection": "close"}.items():
            self.send_header(name, value)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
        self.close_connection = True

    def events(self, *events: object) -> None:
        """Pieces of a streamed reply; the first call sends the headers too."""
        if not getattr(self, "streaming", False):
            self.streaming = True
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()
            self.close_connection = True
        for event in events:
            self.wfile.write(f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n".encode())
        self.wfile.flush()

    def reset(self) -> None:
        """Tear the connection down, as when a cable is pulled; what was sent has a moment to be read before."""
        time.sleep(0.2)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def finish(self) -> None:
        """End the exchange, also one that was torn down."""
        if self.connection.fileno() != -1:
            super().finish()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def wire(*script: Reply) -> Iterator[Wire]:
    """A server that runs for as long as the block does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Exchange)
    server.daemon_threads = True
    there = Wire(f"http://127.0.0.1:{server.server_port}/v1", list(script))
    server.RequestHandlerClass = type("Exchange", (Exchange,), {"wire": there})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        there.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


def says(text: str, *, prompt: int = 11, completion: int = 7) -> Reply:
    """The text word by word, then the usage."""

    def reply(exchange: Exchange) -> None:
        exchange.events(*_words(text), _chunk({}, finish="stop"), _usage(prompt, completion), "[DONE]")

    return reply


def calls(tool: str, arguments: dict[str, Any] | str, *, remark: str = "", id: str = "call_1") -> Reply:
    """A tool call whose arguments come in fragments, as they do; a string is sent as it is."""
    raw = arguments if isinstance(arguments, str) else json.dumps(arguments)

    def reply(exchange: Exchange) -> None:
        head = {"index": 0, "id": id, "type": "function", "function": {"name": tool, "arguments": ""}}
        exchange.events(*_words(remark), _chunk({"role": "assistant", "tool_calls": [head]}))
        for at in range(0, len(raw), 3):
            exchange.events(_chunk({"tool_calls": [{"index": 0, "function": {"arguments": raw[at : at + 3]}}]}))
        exchange.events(_chunk({}, finish="tool_calls"), _usage(20, 5), "[DONE]")

    return reply


def refuses(status: int, message: str = "no", *, code: str = "", headers: dict[str, str] | None = None) -> Reply:
    """An error in OpenAI's form."""
    error = {"error": {"message": message, "type": "error", "param": None, "code": code or None}}
    return lambda exchange: exchange.whole(status, error, headers)


def hangs(partial: str = "") -> Reply:
    """Nothing, or the beginning of an answer, and then nothing for as long as the server lives."""

    def reply(exchange: Exchange) -> None:
        if partial:
            exchange.events(*_words(partial))
        exchange.wire.closing.wait()

    return reply


def tears_off(partial: str) -> Reply:
    """The beginning of an answer; then the connection is reset."""

    def reply(exchange: Exchange) -> None:
        exchange.events(*_words(partial))
        exchange.reset()

    return reply


def stops_short(partial: str) -> Reply:
    """The beginning of an answer; then the stream ends politely, without a last word."""
    return lambda exchange: exchange.events(*_words(partial))


def is_cut(partial: str, reason: str = "length") -> Reply:
    """The beginning of an answer, and an honest word on why there is no more."""
    return lambda exchange: exchange.events(*_words(partial), _chunk({}, finish=reason), "[DONE]")


def sends(*events: object) -> Reply:
    """These very events, whatever they are."""
    return lambda exchange: exchange.events(*events)


def shows(page: str, kind: str = "text/html") -> Reply:
    """A page with status 200, as a proxy or a sign-in wall would."""
    return lambda exchange: exchange.whole(200, page, kind=kind)


def _words(text: str) -> list[dict[str, Any]]:
    pieces = [word + " " for word in text.split(" ")]
    return [_chunk({"role": "assistant", "content": p}) for p in [*pieces[:-1], pieces[-1].rstrip()]] if text else []


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}


def _usage(prompt: int, completion: int) -> dict[str, Any]:
    counted = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return {**_chunk({}), "choices": [], "usage": counted}


def _embeddings(body: dict[str, Any]) -> dict[str, Any]:
    texts: Sequence[str] = [body["input"]] if isinstance(body["input"], str) else body["input"]
    vectors = [[float(text.count(letter)) for letter in "aeiounrst"] for text in texts]
    data = [{"object": "embedding", "index": at, "embedding": vector} for at, vector in enumerate(vectors)]
    return {"object": "list", "data": data, "model": "scripted", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
