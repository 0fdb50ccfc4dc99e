"""What the Makefile and .ci/run say and do where something is missing. The commands they call are stood in for by scripts."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.setup.running import TOP, surroundings

FOUND = {
    name: shutil.which(name) for name in ("make", "bash", "sh", "sed", "test", "tee", "tail", "grep", "mktemp", "rm", "dirname")
}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout on a machine that has make, a shell and little else."""
    (tmp_path / "bin").mkdir()
    for name, path in FOUND.items():
        assert path
        (tmp_path / "bin" / name).symlink_to(path)
    shutil.copytree(TOP / ".ci", tmp_path / "shop" / ".ci")
    for name in ("Makefile", "constraints.txt", "pyproject.toml"):
        shutil.copy(TOP / name, tmp_path / "shop" / name)
    return tmp_path / "shop"


def stand_in(bare: Path, name: str, script: str) -> None:
    path = bare.parent / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def say(bare: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = surroundings(PATH=str(bare.parent / "bin"))
    return subprocess.run(  # noqa: S603  # our own commands
        command, cwd=bare, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False
    )


@pytest.mark.parametrize("there", ["exit 1", "echo 'SyntaxError'; exit 1"])
def test_a_python_that_is_too_old_is_named_in_a_sentence(bare: Path, there: str) -> None:
    stand_in(bare, "python3", there)

    said = say(bare, "make", "demo")

    assert said.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in said.stderr and "make demo PYTHON=" in said.stderr


def test_a_python_without_venv_is_told_where_to_get_it(bare: Path) -> None:
    stand_in(bare, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')

    said = say(bare, "make", "demo")

    assert said.returncode != 0 and "apt-get install python3-venv" in said.stderr


def test_chromium_is_asked_for_where_it_may_not_be_installed(bare: Path) -> None:
    stand_in(bare, "id", "echo 1000")
    stand_in(bare, "apt-get", "exit 100")
    stand_in(bare, "sudo", "exit 1")

    said = say(bare, "make", "chromium")

    assert said.returncode != 0 and "sudo apt-get install chromium" in said.stderr


def test_chromium_is_asked_for_where_there_is_no_apt(bare: Path) -> None:
    said = say(bare, "make", "chromium")

    assert said.returncode != 0 and "The tests need Chromium" in said.stderr


@pytest.mark.parametrize(("who", "sudo"), [(0, ""), (1000, "sudo ")])
def test_chromium_is_installed_where_that_is_allowed(bare: Path, who: int, sudo: str) -> None:
    stand_in(bare, "id", f"echo {who}")
    stand_in(bare, "env", 'shift; exec "$@"')
    stand_in(bare, "apt-get", 'echo "apt-get $@" >>did')
    stand_in(bare, "sudo", '[ "$2" = true ] && exit 0; shift; echo sudo >>did; exec "$@"')

    said = say(bare, "make", "chromium")

    assert said.returncode == 0
    did = (bare / "did").read_text().replace("sudo\n", "sudo ").splitlines()
    assert did[0] == f"{sudo}apt-get update -qq" and did[1].startswith(f"{sudo}apt-get install") and "chromium" in did[1]


def test_chromium_that_is_there_is_left_alone(bare: Path) -> None:
    stand_in(bare, "chromium", "exit 0")

    said = say(bare, "make", "chromium")

    assert (said.returncode, said.stdout) == (0, "")


@pytest.mark.parametrize(
    ("closing", "well"),
    [
        ("412 passed in 95.20s", True),
        ("412 passed, 3 warnings in 95.20s (0:01:35)", True),
        ("410 passed, 2 skipped in 95.20s", False),
        ("411 passed, 1 xfailed in 95.20s", False),
        ("411 passed, 1 xpassed in 95.20s", False),
        ("12 passed, 400 deselected in 3.20s", False),
        ("no tests ran in 0.20s", False),
        ("2 skipped in 0.20s", False),
    ],
)
def test_no_test_may_be_left_out_of_ci(bare: Path, closing: str, well: bool) -> None:
    stand_in(bare, "make", f'[ "$1" = check ] || {{ echo "...."; echo "{closing}"; }}')

    said = say(bare, "bash", ".ci/run")

    assert said.stdout.splitlines()[-1] == closing
    assert (said.returncode == 0) is well


@pytest.mark.parametrize("failing", ["check", "test"])
def test_ci_fails_when_checks_or_tests_do(bare: Path, failing: str) -> None:
    stand_in(bare, "make", f'echo "1 passed in 0.1s"; [ "$1" != {failing} ]')

    assert say(bare, "bash", ".ci/run").returncode != 0


def test_ci_can_be_started() -> None:
    assert os.access(TOP / ".ci" / "run", os.X_OK)
