"""The index on a Chroma server of its own, which goes away and comes back."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.errors import IndexUnavailable
from copilot.retrieval import Index
from copilot.retrieval.embedding.hashing import hashing
from copilot.settings import Settings
from tests.retrieval.conftest import Shop, Write


class Server:
    """A real `chroma run` on this machine."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [Path(sys.executable).with_name("chroma"), "run", "--path", self._folder]
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [*map(str, command), "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5).is_success:
                    return
            except httpx.HTTPError:
                self._process.poll()
        raise AssertionError("The Chroma server did not start.")

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "chroma")
    yield server
    server.stop()


@pytest.fixture
def index(server: Server, settings: Settings, knowledge: Path) -> Iterator[Index]:
    at_server = settings.model_copy(update={"chroma_url": server.url})
    index = Index(at_server, knowledge, lambda _settings: hashing())
    index.shelf.pause = 0.0
    yield index
    index.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_that_goes_and_comes_back_costs_nothing_but_meaning(
    engine: Engine, server: Server, index: Index, shop: Shop, write: Write
) -> None:
    write(shop.maya, "Broke the clasp of her sapphire ring.")
    server.start()
    index.drain(engine)
    with Session(engine) as session:
        reached = index.search_client(session, shop.amelie, shop.maya, "sapphire")
        reached_in_store = index.search_store(session, shop.amelie, "sapphire")

    server.stop()
    write(shop.maya, "Wants a sapphire brooch too.", day=2)
    with Session(engine) as session:
        gone = index.search_client(session, shop.amelie, shop.maya, "sapphire")
        gone_in_store = index.search_store(session, shop.amelie, "sapphire")
    with pytest.raises(IndexUnavailable, match="does not answer"):
        index.drain(engine)
    kept = index.waiting(engine)

    server.start()
    done = index.drain(engine)
    with Session(engine) as session:
        back = index.search_store(session, shop.amelie, "sapphire")

    assert (reached.degraded, gone.degraded, back.degraded) == (False, True, False)
    assert (len(reached_in_store), len(gone), len(gone_in_store), len(back)) == (1, 2, 2, 2)
    assert (kept, done.written, index.waiting(engine)) == (1, 1, 0)
    assert index.verify(engine).agreed


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_that_was_never_there_degrades_the_search(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Broke the clasp of her sapphire ring.")

    with Session(engine) as session:
        passages = index.search_client(session, shop.amelie, shop.maya, "sapphire")

    assert passages.degraded
    assert len(passages) == 1
    assert any("does not answer" in remark for remark in index.remarks())
