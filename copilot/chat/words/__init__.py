"""What the page says, one file a screen, each sentence in English, French, Italian and Spanish side by side."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from babel.numbers import format_decimal

from copilot.domain.wording import locale_of

LANGUAGES = ("en", "fr", "it", "es")


def words(screen: str, language: str) -> Mapping[str, str]:
    """The sentences of one screen, by key, in the asked language; in English where the page does not speak it."""
    spoken = language[:2].lower()
    return _screen(screen)[spoken if spoken in LANGUAGES else "en"]


def say(screen: str, key: str, language: str, **values: object) -> str:
    """One sentence of a screen, filled; whole numbers are written as the language writes them."""
    spoken = words(screen, language)
    locale = locale_of(language[:2].lower() if language[:2].lower() in LANGUAGES else "en")
    return spoken[key].format(**{k: format_decimal(v, locale=locale) if type(v) is int else v for k, v in values.items()})


@cache
def _screen(screen: str) -> dict[str, dict[str, str]]:
    rows = yaml.safe_load((Path(__file__).parent / f"{screen}.yaml").read_text("utf-8"))
    return {language: {key: said[language] for key, said in rows.items()} for language in LANGUAGES}
