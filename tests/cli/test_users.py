"""`copilot user link`: an administrator at the server hands somebody a link to a new password."""

import re
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.records.columns import now
from copilot.records.database import connect
from copilot.records.resetting import use_link
from copilot.records.sign_in import check_password, find_user


def test_a_link_from_the_command_line_gives_a_new_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_DATABASE_URL", f"sqlite:///{tmp_path / 'copilot.db'}")
    monkeypatch.setenv("COPILOT_PUBLIC_URL", "https://copilot.maison.example")
    run = CliRunner().invoke
    run(app, ["user", "add", "amara", "--password", "orange tram violin"])

    weak = run(app, ["user", "password", "amara", "--password", "amara1234567"])
    nobody = run(app, ["user", "link", "nobody"])
    made = run(app, ["user", "link", "amara"])

    secret = re.search(r"https://copilot\.maison\.example/reset/([\w-]+)", made.output)
    assert (weak.exit_code, "first that are guessed" in weak.output) == (1, True)
    assert (nobody.exit_code, "There is no user 'nobody'" in nobody.output) == (1, True)
    assert secret
    with Session(connect(f"sqlite:///{tmp_path / 'copilot.db'}")) as session:
        use_link(session, secret.group(1), "violet boat cello", now())
        assert check_password(find_user(session, "amara"), "violet boat cello")
