"""`copilot serve` and `copilot demo` say in a sentence why they cannot."""

import socket
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.bootstrap import Shop
from copilot.cli.serve import address
from copilot.records.database import connect
from copilot.retrieval import Drained, Index
from copilot.settings import Settings
from tests.chat.scripted import Script, furnish, read_note


def test_a_taken_port_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_DATA_DIR", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = CliRunner().invoke(app, ["serve", "--port", str(port)])

    assert said.exit_code == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in said.output
    assert "--port" in said.output


def test_the_demo_is_never_mixed_into_somebodys_own_clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_DATA_DIR", str(tmp_path))
    furnish(Settings(data_dir=tmp_path))

    said = CliRunner().invoke(app, ["demo"])

    assert said.exit_code == 1
    assert "holds clients that are not the demo's" in said.output


def test_the_address_is_what_a_person_can_type() -> None:
    assert address(Settings(host="0.0.0.0"), 8000) == "http://localhost:8000"  # noqa: S104
    assert address(Settings(host="10.0.0.7"), 80) == "http://10.0.0.7:80"
    assert address(Settings(public_url="https://copilot.maison.example"), 8000) == "https://copilot.maison.example"


def test_indexing_goes_on_after_a_failure(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    furnish(settings)
    tried = threading.Semaphore(0)

    class Failing(Index):
        def drain(self, engine: Engine, *, limit: int = 256) -> Drained:
            tried.release()
            raise ValueError("a client's words")

    shop = Shop(settings, connect(settings.database), Failing(settings, tmp_path), Script(settings), read_note)
    shop.open()
    first = tried.acquire(timeout=20)

    shop.rows_changed()
    again = tried.acquire(timeout=20)
    shop.close()

    assert (first, again) == (True, True)
