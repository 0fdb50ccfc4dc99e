"""The folder that Chainlit works in: a copy of the house's own look in the data folder, and the sign-in secret."""

import json
import os
import secrets
import shutil
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from copilot.errors import SettingsError
from copilot.settings import Settings, house_folder


def prepare_house(settings: Settings) -> Path:
    """Lay out the folder, and tell Chainlit of it. Must come before Chainlit is first imported."""
    ui, house = settings.data_dir.resolve() / "ui", house_folder()
    # Made anew each time, so that a newer version's pictures and words are the ones shown.
    shutil.rmtree(ui, ignore_errors=True)
    ui.mkdir(parents=True)
    for part in ("public", ".chainlit"):
        shutil.copytree(house / part, ui / part)
    for page in house.glob("chainlit*.md"):  # what can be asked, in each language of the page
        shutil.copy(page, ui / page.name)
    _fill_in(ui / ".chainlit" / "config.toml", settings)
    for logo in (ui / "public").glob("logo_*.svg"):
        _letter(logo, settings.house_name)
    _translate(ui / ".chainlit" / "translations", house / ".chainlit" / "words.yaml", settings.house_name)
    for name in ("DATABASE_URL", "LITERAL_API_KEY"):
        # Chainlit would take either as its own and keep conversations elsewhere.
        os.environ.pop(name, None)
    os.environ["CHAINLIT_APP_ROOT"] = str(ui)
    os.environ["CHAINLIT_ENV_FILE"] = str(ui / ".chainlit" / "none.env")
    os.environ["CHAINLIT_AUTH_SECRET"] = auth_secret(settings)
    return ui


def auth_secret(settings: Settings) -> str:
    """The secret that signs sessions: from the settings, or made once and kept where only this user may read it."""
    if given := settings.auth_secret.get_secret_value():
        if len(given) < 32:
            raise SettingsError("COPILOT_AUTH_SECRET is shorter than 32 characters. Leave it empty, or use a longer one.")
        return given
    place = settings.data_dir / "auth_secret"
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = place.read_text().strip()
        if len(kept) < 32:
            raise SettingsError(f"{place} is damaged. Delete it and start again; everybody signs in once more.") from None
        return kept
    with os.fdopen(descriptor, "w") as file:
        file.write(secret := secrets.token_hex(32))
    return secret


def _fill_in(config: Path, settings: Settings) -> None:
    filled = config.read_text(encoding="utf-8")
    for name, value in (("HOUSE_NAME", settings.house_name), ("SESSION_SECONDS", settings.session_hours * 3600)):
        filled = filled.replace(f'"{{{name}}}"', json.dumps(value, ensure_ascii=False))
    config.write_text(filled, encoding="utf-8")


def _letter(logo: Path, name: str) -> None:
    """Write the house's name into its logo, in letters that fit."""
    size = min(23.0, 270.0 / max(1, len(name)))
    filled = logo.read_text(encoding="utf-8").replace("{HOUSE_NAME}", escape(name.upper()))
    filled = filled.replace("{LETTER_SIZE}", f"{size:.1f}").replace("{LETTER_GAP}", f"{size / 9:.1f}")
    logo.write_text(filled, encoding="utf-8")


def _translate(into: Path, words: Path, house_name: str) -> None:
    """Chainlit's own words in each language, with ours in place of those that do not fit a shop."""
    chainlit = find_spec("chainlit")
    if chainlit is None or chainlit.origin is None:
        raise SettingsError("Chainlit is not installed. Install the copilot with its dependencies.")
    theirs = Path(chainlit.origin).parent / "translations"
    into.mkdir(exist_ok=True)
    for language, changes in yaml.safe_load(words.read_text(encoding="utf-8")).items():
        source = theirs / f"{changes.pop('from', language)}.json"
        whole = _over(json.loads(source.read_text(encoding="utf-8")), changes, house_name)
        (into / f"{language}.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def _over(words: dict[str, Any], changes: dict[str, Any], house_name: str) -> dict[str, Any]:
    merged = dict(words)
    for key, change in changes.items():
        if isinstance(change, dict):
            merged[key] = _over(merged.get(key, {}), change, house_name)
        else:
            merged[key] = str(change).replace("{house}", house_name)
    return merged
