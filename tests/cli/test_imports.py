"""The command line of importing, merging and accounts, run as a person would run it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from copilot.__main__ import app

Run = Callable[..., Result]

STORES = "store_id,name,timezone,currency\nLON,Marylebone,Europe/London,GBP\n"
CLIENTS = "client_id,given_name,family_name,postcode,store_id\nC1,Zoe,Bronte,NW1,LON\nC2,Zoë,Brontë,nw1,LON\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPILOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("COPILOT_DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words, **more: CliRunner().invoke(app, words, **more)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A folder with two sound files."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "stores.csv").write_text(STORES)
    (folder / "clients.csv").write_text(CLIENTS, encoding="utf-8")
    return folder


def test_an_import_shows_what_became_of_every_file(run: Run, exports: Path) -> None:
    first = run("import", str(exports))
    second = run("import", str(exports))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [line.split() for line in first.stdout.splitlines()] == [
        ["file", "new", "changed", "unchanged", "rejected"],
        ["stores.csv", "1", "0", "0", "0"],
        ["clients.csv", "2", "0", "0", "0"],
    ]
    assert ["clients.csv", "0", "0", "2", "0"] in [line.split() for line in second.stdout.splitlines()]


def test_rejected_rows_and_refused_files_end_with_3(run: Run, exports: Path) -> None:
    (exports / "clients.csv").write_text(CLIENTS + "C3,Ann,Lee,,NOWHERE\n", encoding="utf-8")
    (exports / "notes.csv").write_bytes(b"PK\x03\x04")

    result = run("import", str(exports), "--rejects", "bad.csv")

    assert result.exit_code == 3
    assert "1 rows were rejected; bad.csv says where each stands and why." in result.stdout
    assert "notes.csv is an Excel workbook" in result.stdout
    assert "there is no store 'NOWHERE'" in Path("bad.csv").read_text(encoding="utf-8-sig")


def test_where_nothing_can_be_read_it_ends_with_2_and_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("import", str(tmp_path / "nowhere"))
    without = run("import")

    assert (result.exit_code, without.exit_code) == (2, 2)
    assert "is not a folder. Name the folder in which the CSV files lie." in result.stderr
    assert "Traceback" not in result.output


def test_a_dry_run_changes_nothing(run: Run, exports: Path) -> None:
    result = run("import", str(exports), "--dry-run")

    assert "This was a dry run: nothing was changed." in result.stdout
    assert ["clients.csv", "2", "0", "0", "0"] in [line.split() for line in run("import", str(exports)).stdout.splitlines()]


def test_templates_are_written_into_a_new_folder(run: Run, tmp_path: Path) -> None:
    result = run("import", "--templates", str(tmp_path / "new" / "templates"))

    assert result.exit_code == 0
    assert (tmp_path / "new" / "templates" / "README.md").is_file()


def test_the_real_households_are_imported_by_name(run: Run, tmp_path: Path) -> None:
    result = run("import", "--from", "completejourney", "--households", "2")

    assert result.exit_code == 0
    assert ["clients.csv", "2", "0", "0", "0"] in [line.split() for line in result.stdout.splitlines()]


def test_the_measurement_of_the_import_prints_its_figures() -> None:
    measured = subprocess.run(
        [sys.executable, "-m", "copilot", "bench", "import", "--households", "1"], capture_output=True, text=True, check=True
    )

    figures = dict(line.split("  ", 1) for line in measured.stdout.splitlines())
    assert {"rows per second", "peak memory", "database"} <= set(figures)
    assert figures["rejected"].strip() == "0"


def test_duplicates_are_listed_merged_and_parted_again(run: Run, exports: Path) -> None:
    run("import", str(exports))

    listed, merged = run("duplicates"), run("merge", "C1", "C2")
    after, undone, again = run("duplicates"), run("merge", "--undo", "1"), run("duplicates")

    assert "near name and same postcode" in listed.stdout
    assert merged.stdout == "C2 is now part of C1. To part them again: copilot merge --undo 1\n"
    assert after.stdout == "No two clients look like one person.\n"
    assert (undone.exit_code, again.stdout) == (0, listed.stdout)


def test_a_merge_that_cannot_be_says_why(run: Run, exports: Path) -> None:
    run("import", str(exports))

    unknown, same, nothing = run("merge", "C1", "C9"), run("merge", "C1", "C1"), run("merge")

    assert (unknown.exit_code, unknown.stderr) == (1, "There is no client 'C9'.\n")
    assert (same.exit_code, same.stderr) == (1, "A client cannot be merged with itself.\n")
    assert nothing.exit_code == 2


def test_accounts_are_added_listed_and_disabled(run: Run, exports: Path) -> None:
    run("import", str(exports))

    added = run("user", "add", "amara", "--name", "Amara Osei", "--store", "LON", "--password", "a good password")
    again = run("user", "add", "amara", "--password", "a good password")
    run("user", "disable", "amara")

    assert added.stdout == "amara can sign in now.\n"
    assert (again.exit_code, "There is a user 'amara' already" in again.stderr) == (1, True)
    assert "amara  Amara Osei  associate  LON    no, disabled" in run("user", "list").stdout


def test_a_password_is_asked_for_twice_and_not_shown(run: Run, exports: Path) -> None:
    run("import", str(exports))

    result = run("user", "add", "tom", input="a good password\na good password\n")

    assert result.exit_code == 0
    assert "good" not in result.stdout
