"""Every command of the README is run as it stands there, with the settings that stand beside it."""

import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from copilot.outreach.trial.far_end import FarEnd, opened
from copilot.outreach.trial.mailbox import mail_server
from tests.models.wire import says, wire
from tests.setup.running import TOP, copy_of_the_checkout, free_port, run, served, surroundings, tool

README = (TOP / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL))
PASSWORD = "orange tram violin"  # noqa: S105  # made for this test


def blocks(section: str, language: str) -> list[list[str]]:
    """The lines of each fenced block of this language."""
    found = re.findall(rf"^```{language}\n(.*?)^```", SECTIONS[section], re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in found]


def settings(lines: list[str]) -> dict[str, str]:
    return dict(line.split("=", 1) for line in lines)


@dataclass
class Reader:
    """Somebody who types in what the README says, in one folder."""

    folder: Path
    port: int = field(default_factory=free_port)
    given: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)  #: by command, what it asks for
    replaced: dict[str, str] = field(default_factory=dict)  #: what only stands for something of one's own
    said: list[str] = field(default_factory=list)
    lasting: ExitStack = field(default_factory=ExitStack)  #: what is left running until the end

    def type(self, lines: list[str]) -> "Reader":
        """Run these lines one after the other; a page that one of them opened is closed after the last."""
        with ExitStack() as pages:
            for line in lines:
                self._run(line, pages)
        return self

    def _run(self, line: str, pages: ExitStack) -> None:
        for stands, own in self.replaced.items():
            line = line.replace(stands, own)
        command = shlex.split(line)
        if command[0] in ("copilot", "chroma"):
            command[0] = tool(command[0])
        environment = surroundings(COPILOT_PORT=str(self.port), **self.given)
        if line.startswith("chroma run"):
            heartbeat = f"http://localhost:{command[-1]}/api/v2/heartbeat"
            self.lasting.enter_context(served(command, self.folder, environment, heartbeat))
        elif line in ("make demo", "copilot demo", "copilot serve"):
            page = f"http://127.0.0.1:{self.port}"
            said = pages.enter_context(served(command, self.folder, environment, f"{page}/healthz"))
            if self.typed:
                httpx.post(f"{page}/login", data={"username": "ada", "password": PASSWORD}).raise_for_status()
            self.said += said
        else:
            self.said.append(run(command, self.folder, environment, self.typed.get(line, "")))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """In an empty folder."""
    folder = tmp_path / "shop"
    folder.mkdir()
    reader = Reader(folder)
    with reader.lasting:
        yield reader


def test_every_block_of_commands_is_run_by_a_test_below() -> None:
    run_here = {"Look around": 2, "Bring your own data": 1, "Run it in production": 2, "Sending": 1}
    run_here["Have messages checked"] = 1  # in tests/api/test_check.py, against a page that is open anyway

    assert {name: len(blocks(name, "sh")) for name in SECTIONS if blocks(name, "sh")} == run_here
    assert len(re.findall(r"^```(?!sh$|ini$|$)", README, re.MULTILINE)) == 0


def test_a_checkout_shows_the_demo_and_runs_the_tests(reader: Reader) -> None:
    """What the commands install is what these tests run with: `.ci/run` has had it installed, into a bare checkout."""
    copy_of_the_checkout(reader.folder)
    (reader.folder / ".venv").symlink_to(sys.prefix)
    reader.given["MAKEFLAGS"] = "--assume-old=.venv/.installed --assume-old=.venv/.installed-dev"
    demo, test = blocks("Look around", "sh")

    reader.type(demo)
    # One short test stands for all of them: they run right now.
    reader.given["PYTEST_ARGS"] = "tests/setup/test_settings.py"
    reader.type(test)

    assert any("orsel-" in line for line in reader.said)
    assert re.search(r"\d+ passed", reader.said[-1])


def test_ones_own_data_is_brought_in_and_served(reader: Reader) -> None:
    (lines,) = blocks("Bring your own data", "sh")
    templates, *rest = lines
    reader.given = {"COPILOT_EMBEDDING": "hash"}  # quick; the demo above is served with the real model
    reader.typed = {line: f"{PASSWORD}\n{PASSWORD}\n" for line in lines if line.startswith("copilot user add ada")}

    reader.type([templates])
    for file, row in (
        ("stores.csv", {"store_id": "s1", "name": "Via Condotti", "city": "Rome", "timezone": "Europe/Rome", "currency": "EUR"}),
        ("clients.csv", {"client_id": "c1", "given_name": "Elena", "family_name": "Conti", "store_id": "s1"}),
    ):
        path = reader.folder / "my-house" / file
        header = path.read_text(encoding="utf-8").strip().split(",")
        with path.open("a", encoding="utf-8") as csv:
            csv.write(",".join(row.get(column, "") for column in header) + "\n")
    reader.type(rest)

    said = "\n".join(reader.said)
    assert "1 stores, 1 clients" in said and "1 manager may sign in" in said and "All is well." in said


def test_other_chat_models_are_reached_with_the_settings_shown(reader: Reader) -> None:
    shown = [settings(lines) for lines in blocks("Use OpenAI, or another endpoint", "ini")]

    for given in shown:
        with wire(says("Yes.")) as endpoint:
            reader.given = given | {"COPILOT_CHAT_BASE_URL": endpoint.url}
            reader.type(["copilot doctor"])

            assert endpoint.asked[0].body["model"] == given["COPILOT_CHAT_MODEL"].removeprefix("openai:")
            assert endpoint.asked[0].key == given.get("OPENAI_API_KEY", "none")
    assert len(shown) == 3 and "It was reached." in reader.said[0]


def test_production_runs_on_servers_and_comes_back_from_a_backup(reader: Reader, postgres_database: str) -> None:
    given, mail = blocks("Run it in production", "ini")
    start, backup = blocks("Run it in production", "sh")
    reader.replaced = {"8001": str(free_port())}
    reader.given = settings("\n".join(given).replace("8001", reader.replaced["8001"]).splitlines())
    reader.given |= settings(mail)
    reader.given |= {"COPILOT_DATABASE_URL": postgres_database, "COPILOT_EMBEDDING": "hash"}

    reader.type(start).type(backup)

    said = "\n".join(reader.said)
    assert "All is well." in said and "https only" in said
    assert "Restored" in said and "Index and rows agree" in said


def test_channels_that_are_set_up_as_shown_are_reached_and_the_outbox_runs(reader: Reader) -> None:
    ((given,), (lines,)) = blocks("Sending", "ini"), blocks("Sending", "sh")
    reader.replaced = {"copilot outbox": "copilot outbox --once"}
    with opened(FarEnd()) as far_end, mail_server(far_end) as port:
        server = {"COPILOT_SMTP_HOST": "127.0.0.1", "COPILOT_SMTP_PORT": str(port), "COPILOT_SMTP_TLS": "none"}
        own = {"COPILOT_PUBLIC_URL": "https://copilot.example.com", "COPILOT_TWILIO_URL": far_end.url}
        reader.given = settings(given) | server | own

        reader.type(lines)

    assert "email: smtp" in reader.said[0] and "sms: twilio" in reader.said[0]


def test_every_setting_that_the_readme_names_is_one() -> None:
    example = (TOP / ".env.example").read_text(encoding="utf-8")

    unknown = {name for name in re.findall(r"\b(?:COPILOT|OPENAI)_[A-Z_]+\b", README) if f"#{name}=" not in example}

    assert unknown == set()


def test_every_file_that_the_readme_names_is_there() -> None:
    named = re.findall(r"`([\w./-]+/|\.env\.example|[\w/]+\.(?:yaml|md))`|!\[[^]]*\]\(([^)]+)\)", README)

    missing = {one for pair in named for one in pair if one and one not in ("data/",) and not (TOP / one).exists()}

    assert missing == set()
