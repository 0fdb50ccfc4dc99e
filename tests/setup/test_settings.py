"""`.env.example` shows every setting with its default, and nothing else."""

import os
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from copilot.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
HEAD = """\
# Settings of the copilot. Copy this file to .env where you start it, and change what you need.
# What stands here are the defaults. A variable of the environment counts more than a line of the file.
"""


def variable(name: str, field: FieldInfo) -> str:
    return str(field.validation_alias or f"COPILOT_{name.upper()}")


def shown(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, bool):
        return str(default).lower()
    return str(int(default) if isinstance(default, float) and default.is_integer() else default)


def described(field: FieldInfo) -> str:
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return f"{field.description} One of: {', '.join(choices)}." if choices else str(field.description)


def test_the_example_shows_every_setting_with_its_default() -> None:
    parts = [HEAD]
    for name, field in Settings.model_fields.items():
        value = shown(field.default)
        written = f'"{value}"' if " " in value else value
        parts.append(f"# {described(field)}\n#{variable(name, field)}={written}\n")

    assert EXAMPLE.read_text(encoding="utf-8") == "\n".join(parts)


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_example_holds_no_secret() -> None:
    secrets = {variable(name, field) for name, field in Settings.model_fields.items() if field.annotation is SecretStr}
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()

    assert {f"#{name}=" for name in secrets} <= set(lines)


def test_the_example_uncommented_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(("COPILOT_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    (tmp_path / ".env").write_text("\n".join(line.removeprefix("#") for line in lines if not line.startswith("# ")))
    monkeypatch.chdir(tmp_path)
    defaults = Settings(_env_file=None)  # type: ignore[call-arg]  # an argument of pydantic's that mypy does not see

    assert Settings() == defaults


def test_env_file_and_environment_are_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text('COPILOT_HOUSE_NAME="Maison Été"\nCOPILOT_PORT=9000\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPILOT_PORT", "9001")

    settings = Settings()

    assert (settings.house_name, settings.port) == ("Maison Été", 9001)
