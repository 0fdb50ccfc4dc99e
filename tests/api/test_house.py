"""The folder that Chainlit works in, and the secret that signs sessions."""

import stat
from pathlib import Path

import pytest

from copilot.api.house import auth_secret
from copilot.errors import SettingsError
from copilot.settings import Settings
from tests.chat.served import Served


def test_the_secret_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")

    first, second = auth_secret(settings), auth_secret(settings)

    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "data" / "auth_secret").stat().st_mode) == 0o600


def test_a_weak_or_damaged_secret_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "auth_secret").write_text("short")

    with pytest.raises(SettingsError, match="Delete it"):
        auth_secret(Settings(data_dir=tmp_path))
    with pytest.raises(SettingsError, match="32 characters"):
        auth_secret(Settings(data_dir=tmp_path, auth_secret="short"))  # noqa: S106


@pytest.mark.parametrize(
    ("language", "label"), [("en-US", "Name"), ("en-GB", "Name"), ("fr-FR", "Nom"), ("it-IT", "Nome"), ("es-ES", "Nombre")]
)
def test_the_page_asks_for_a_name_in_the_languages_of_the_shop(page: Served, language: str, label: str) -> None:
    words = page.visitor().get("/project/translations", params={"language": language}).json()["translation"]

    assert words["auth"]["login"]["form"]["email"]["label"] == label
    assert "Maison Orsel" in words["auth"]["login"]["title"]


def test_the_house_name_stands_in_title_and_logo(page: Served) -> None:
    visitor = page.visitor()

    assert "<title>Maison Orsel</title>" in visitor.get("/").text
    assert "MAISON ORSEL" in visitor.get("/logo", params={"theme": "dark"}).text
