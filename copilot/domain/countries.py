"""Countries by their names in our languages."""

from functools import cache

from babel import Locale

from copilot.domain.wording import fold

_SHORT = {
    "GB": (
        "uk",
        "britain",
        "great britain",
        "england",
        "angleterre",
        "inghilterra",
        "inglaterra",
        "gran bretagna",
        "gran bretana",
    ),
    "US": ("usa", "america", "amerique", "etats unis", "stati uniti", "estados unidos"),
}


def names_of_country(said: str) -> frozenset[str]:
    """The code and every name of the country that is called so, in lower case; only what was said where none is."""
    code = _codes().get(fold(said), "")
    return frozenset({said.lower(), code.lower(), *(name.lower() for name in _names(code))} - {""})


@cache
def _codes() -> dict[str, str]:
    called = {
        fold(name): code for language in _LANGUAGES for code, name in Locale(language).territories.items() if len(code) == 2
    }
    return called | {name: code for code, names in _SHORT.items() for name in names}


def _names(code: str) -> tuple[str, ...]:
    return tuple(Locale(language).territories[code] for language in _LANGUAGES) + _SHORT.get(code, ()) if code else ()


_LANGUAGES = ("en", "fr", "it", "es")
