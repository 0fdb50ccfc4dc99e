"""`copilot outbox` and `copilot channels test` as processes of their own, as a person runs them."""

import signal
import subprocess
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.domain.message import Channel, Purpose
from copilot.outreach.trial.people import approved, furnish
from copilot.records.columns import now
from copilot.records.database import connect, migrate
from copilot.records.drafts import Draft
from tests.setup.running import PATIENCE, run, surroundings, tool

ELSEWHERE = {"COPILOT_EMAIL_BY": "gateway", "COPILOT_GATEWAY_URL": "https://gateway.invalid/send", "COPILOT_SMS_BY": "gateway"}


def test_in_the_demo_an_approved_letter_becomes_a_file_whatever_is_configured(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'copilot.db'}")
    migrate(engine)
    with Session(engine) as session:
        (client_id,) = furnish(engine, 1, now())
        draft = approved(client_id, Channel.EMAIL, Purpose.SERVICE, now())
        draft.text = "Good morning. Thank you for your message."
        draft.approved_digest = draft.letter.digest
        session.add(draft)
        session.commit()

    said = run([tool("copilot"), "outbox", "--once"], tmp_path, surroundings(COPILOT_DEMO="true", **ELSEWHERE))

    with Session(engine) as session:
        draft = session.get_one(Draft, 1)
    engine.dispose()
    (file,) = (tmp_path / "data" / "letters" / "email").iterdir()
    assert (draft.status, draft.gateway_id, said) == ("sent", draft.key, "")
    assert message_from_bytes(file.read_bytes(), policy=default)["Subject"] == draft.subject
    assert not (tmp_path / "data" / "index").exists()  # it is the page's alone


@pytest.mark.parametrize("end", [lambda process: process.send_signal(signal.SIGTERM), lambda process: process.stdin.close()])
def test_it_ends_well_when_it_is_told_to_and_with_whoever_started_it(
    end: Callable[["subprocess.Popen[str]"], None], tmp_path: Path
) -> None:
    command = [tool("copilot"), "outbox", "--until-closed"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=tmp_path, env=surroundings(), text=True, **pipes)  # type: ignore[call-overload]  # noqa: S603
    opened = process.stdout.readline()

    end(process)

    assert process.wait(PATIENCE) == 0
    assert "is open" in opened and process.stderr.read() == ""
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


def test_channels_are_named_with_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPILOT_EMAIL_BY", "smtp")

    tested = CliRunner().invoke(app, ["channels", "test"])
    alone = CliRunner().invoke(app, ["channels", "test", "--channel", "post"])
    unknown = CliRunner().invoke(app, ["channels", "test", "--channel", "pigeon"])

    assert tested.exit_code == 1 and "email: COPILOT_EMAIL_BY is smtp, but COPILOT_SMTP_HOST" in tested.output
    assert "sms: Not set up" in tested.output
    assert alone.exit_code == 0 and alone.output.startswith("post: paper") and "email" not in alone.output
    assert unknown.exit_code == 1 and "pigeon" in unknown.output
