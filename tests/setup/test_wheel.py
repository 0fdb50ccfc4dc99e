"""The wheel carries all that the copilot reads, and works where there is no checkout."""

import sys
import zipfile
from pathlib import Path

import pytest

from tests.setup.running import TOP, copy_of_the_checkout, free_port, run, served, surroundings, tool


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout."""
    source, out = copy_of_the_checkout(tmp_path_factory.mktemp("source")), tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    run(build, source, surroundings())
    return next(out.glob("*.whl"))


def test_the_wheel_carries_every_file_that_the_copilot_reads(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    house = ["prompts", "knowledge", "public", ".chainlit", "chainlit.md", ".env.example"]

    wanted = {str(path.relative_to(TOP)) for path in (TOP / "copilot").rglob("*") if path.is_file()}
    for name in house:
        paths = (TOP / name).rglob("*") if (TOP / name).is_dir() else [TOP / name]
        wanted |= {f"copilot/_house/{path.relative_to(TOP)}" for path in paths if path.is_file()}

    assert {name for name in wanted if "__pycache__" not in name and not name.endswith(".pyc")} - inside == set()
    assert [name for name in inside if name.startswith("tests/")] == []


def test_an_installed_wheel_serves_the_demo_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    port = free_port()
    environment = surroundings(COPILOT_PORT=str(port))
    run([tool("uv"), "venv", "--quiet", "--python", sys.executable, str(tmp_path / "env")], tmp_path, environment)
    install = [tool("uv"), "pip", "install", "--quiet", "--python", str(tmp_path / "env" / "bin" / "python")]
    run([*install, "--constraint", str(TOP / "constraints.txt"), str(wheel)], tmp_path, environment)
    copilot, folder = str(tmp_path / "env" / "bin" / "copilot"), tmp_path / "empty"
    folder.mkdir()

    usage = run([copilot, "--help"], folder, environment)
    health = run([copilot, "doctor"], folder, environment)
    with served([copilot, "demo"], folder, environment, f"http://127.0.0.1:{port}/healthz") as said:
        pass

    assert "demo" in usage and "backup" in usage
    assert "All is well." in health and "house documents" in health
    assert any("orsel-" in line for line in said)
    assert [path.name for path in folder.iterdir()] == ["data"]
