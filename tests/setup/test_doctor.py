"""`copilot doctor` names what is well, what is missing and what to do; it changes nothing and tells nobody's secrets."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.api.house import auth_secret
from copilot.cli.examining import Finding, examine
from copilot.cli.served import chat_model_as_served
from copilot.records.database import connect, migrate
from copilot.records.people import Client, Store
from copilot.records.sign_in import add_user
from copilot.retrieval import open_index
from copilot.settings import Settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder, and none of the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.upper().startswith(("COPILOT_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COPILOT_EMBEDDING", "hash")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        monkeypatch.setenv("COPILOT_PORT", str(nobody.getsockname()[1]))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder


def about(name: str) -> Finding:
    found = [finding for finding in examine() if finding.about == name]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def furnish(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    with Session(engine) as session:
        session.add(Store(id=1, source_id="paris", name="Paris"))
        session.flush()
        session.add(Client(source_id="c1", family_name="Secretname", store_id=1))
        add_user(session, "ines", "a long password", role="associate", store="paris")
        add_user(session, "max", "a long password", role="manager")
        session.commit()
    engine.dispose()


def test_in_an_empty_folder_all_is_well_and_nothing_is_made(empty_folder: Path) -> None:
    findings = examine()

    assert [finding for finding in findings if finding.well is False] == []
    assert list(empty_folder.iterdir()) == []


def test_a_furnished_house_is_counted_without_naming_anybody(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish(database_url)
    monkeypatch.setenv("COPILOT_DATABASE_URL", database_url)

    findings = examine()

    words = {finding.about: finding.words for finding in findings}
    assert "up to date" in words["Database"]
    assert "1 stores, 1 clients" in words["Rows"]
    assert words["Accounts"] == "1 associate, 1 manager may sign in."
    assert "Secretname" not in str(findings) and "long password" not in str(findings)


def test_older_and_newer_tables_are_told_apart(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_DATABASE_URL", database_url)
    engine = connect(database_url)
    migrate(engine, "0001")
    older = about("Database")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

    newer = about("Database")

    assert older.well is None and "the next start brings them to" in older.words
    assert newer.well is False and "newer than this copilot" in newer.words


def test_a_database_that_does_not_answer_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_DATABASE_URL", "postgresql+psycopg://shop:hushhush@127.0.0.1:1/copilot")

    found = about("Database")

    assert found.well is False and "127.0.0.1:1" in found.words and "hushhush" not in found.words


def test_settings_that_cannot_be_used_are_named_without_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_PORT", "hushhush")

    found = about("Settings")

    assert found.well is False and "COPILOT_PORT" in found.words and "hushhush" not in found.words


def test_a_misspelt_setting_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_CHATMODEL", "openai:gpt")

    words = [finding.words for finding in examine() if finding.about == "Settings"]

    assert any("not used: COPILOT_CHATMODEL" in one for one in words)


def test_a_data_folder_that_cannot_be_made_is_found(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "file").write_text("")
    monkeypatch.setenv("COPILOT_DATA_DIR", str(empty_folder / "file" / "data"))

    assert about("Data folder").well is False


def test_an_index_is_counted_and_one_in_use_is_no_fault() -> None:
    settings = Settings()
    furnish(settings.database)
    engine = connect(settings.database)
    index = open_index(settings)
    index.drain(engine)

    in_use = about("Search index")
    index.close()
    engine.dispose()
    closed = about("Search index")

    assert in_use.well is None and "in use by the copilot that is running" in in_use.words
    assert closed.well is True and "entries" in closed.words


def test_an_index_server_that_does_not_answer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_CHROMA_URL", "http://127.0.0.1:1")

    found = about("Search index")

    assert found.well is False and "COPILOT_CHROMA_URL" in found.words


def test_a_chat_model_without_its_key_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_CHAT_MODEL", "openai:gpt-5")

    found = about("Chat model")

    assert found.well is False and "OPENAI_API_KEY" in found.words


@pytest.mark.parametrize(
    ("state", "well", "words"),
    [
        ("answers", True, "uses it"),
        ("key refused", False, "leaves it alone for a while (key refused)"),
        ("builtin", None, "built-in"),
    ],
)
def test_how_the_chat_model_fares_on_the_page_that_runs_is_said(
    monkeypatch: pytest.MonkeyPatch, state: str, well: bool | None, words: str
) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"status": "ok", "chat_model": state}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    page = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=page.handle_request, daemon=True).start()
    monkeypatch.setenv("COPILOT_PORT", str(page.server_port))

    found = chat_model_as_served(Settings())
    page.server_close()

    assert found[0] is well
    assert words in found[1]


def test_where_no_page_runs_doctor_says_so() -> None:
    found = about("Chat model in use")

    assert found.well is None and "No page answers" in found.words


def test_secrets_that_others_may_read_are_found(empty_folder: Path) -> None:
    auth_secret(Settings())
    kept = about("Sign-in secret")
    (empty_folder / "data" / "auth_secret").chmod(0o644)
    (empty_folder / ".env").write_text("COPILOT_EMBEDDING=hash\nOPENAI_API_KEY=sk-hushhush\n")
    (empty_folder / ".env").chmod(0o644)

    findings = {finding.about: finding for finding in examine()}

    assert kept.well is True
    assert findings["Sign-in secret"].well is False and "chmod 600" in findings["Sign-in secret"].words
    assert findings[".env"].well is False and "hushhush" not in str(findings)


def test_an_env_file_without_secrets_may_be_read_by_all(empty_folder: Path) -> None:
    (empty_folder / ".env").write_text("COPILOT_HOUSE_NAME=Orsel\nOPENAI_API_KEY=\n#OPENAI_API_KEY=sk-old\n")
    (empty_folder / ".env").chmod(0o644)

    assert [finding for finding in examine() if finding.about == ".env"] == []


@pytest.mark.parametrize(
    ("host", "public_url", "well"),
    [
        ("127.0.0.1", "", None),
        ("127.0.0.1", "https://copilot.example", True),
        ("0.0.0.0", "", False),  # noqa: S104  # what is warned of
        ("127.0.0.1", "http://copilot.example", False),
    ],
)
def test_passwords_that_travel_unencrypted_are_found(
    host: str, public_url: str, well: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPILOT_HOST", host)
    monkeypatch.setenv("COPILOT_PUBLIC_URL", public_url)

    assert about("Encryption").well is well


def test_another_program_on_the_port_is_not_taken_for_the_copilot(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("COPILOT_PORT", str(other.getsockname()[1]))

        assert about("Page").well is not True


def test_the_command_ends_with_1_when_something_must_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    well = CliRunner().invoke(app, ["doctor"])
    monkeypatch.setenv("COPILOT_CHAT_MODEL", "nonsense")
    unwell = CliRunner().invoke(app, ["doctor", "--json"])

    assert well.exit_code == 0 and "✓ Python" in well.output
    report = json.loads(unwell.output)
    assert unwell.exit_code == 1 and report["well"] is False
    assert {"about", "well", "words"} == set(report["findings"][0])


def test_backup_and_restore_from_the_command_line(empty_folder: Path) -> None:
    furnish(Settings().database)

    made = CliRunner().invoke(app, ["backup", "b.tar.gz"])
    refused = CliRunner().invoke(app, ["restore", "b.tar.gz"])
    restored = CliRunner().invoke(app, ["restore", "b.tar.gz", "--replace"])

    assert made.exit_code == 0 and "b.tar.gz holds" in made.output
    assert refused.exit_code == 1 and "--replace" in refused.output
    assert restored.exit_code == 0 and "made anew when the copilot starts" in restored.output
    assert "1 associate, 1 manager" in about("Accounts").words
