"""Commands as a person runs them: in a folder of their own, without the settings of whoever runs the tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

TOP = Path(__file__).parents[2]
#: For a machine with much else to do; nothing is asserted about how long things take.
PATIENCE = 240.0


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a person who has set nothing but these."""
    ours = ("COPILOT_", "OPENAI_", "CHAINLIT_", "PYTEST_", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "MAKE", "MFLAGS")
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(ours)} | settings


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def run(command: list[str], folder: Path, environment: dict[str, str], typed: str = "") -> str:
    """Run a command to its end; what it said. It must end well."""
    done = subprocess.run(  # noqa: S603  # our own commands
        command,
        cwd=folder,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        start_new_session=True,  # nothing may be asked of whoever sits at the terminal
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def served(command: list[str], folder: Path, environment: dict[str, str], answers_at: str) -> Iterator[list[str]]:
    """Start a server, wait until it answers, and in the end stop it as Ctrl+C does; the lines that it said."""
    process = subprocess.Popen(  # noqa: S603  # our own commands
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said: list[str] = []
    assert process.stdout is not None
    listener = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
    listener.start()
    try:
        _await(process, answers_at, said)
        yield said
    finally:
        # The group is its own: what it started is stopped with it, and nothing else.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=150)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            listener.join(timeout=10)
            process.stdout.close()
    assert process.returncode not in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL), f"It fell over:\n{''.join(said)}"


def _await(process: subprocess.Popen[str], answers_at: str, said: list[str]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"It ended with {process.returncode}:\n{''.join(said)}"
        try:
            if httpx.get(answers_at, timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{answers_at} did not answer:\n{''.join(said)}")


def copy_of_the_checkout(into: Path) -> Path:
    """What a fresh clone holds, with what was changed here."""
    git = shutil.which("git")
    assert git
    listed = run([git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], TOP, surroundings()).split("\0")
    for name in filter(None, listed):
        if (TOP / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, into / name)
    return into


def tool(name: str) -> str:
    """A command of the environment that runs the tests."""
    path = Path(sys.executable).with_name(name)
    assert path.is_file(), f"{name} is missing beside {sys.executable}. Run the tests with: make test"
    return str(path)
