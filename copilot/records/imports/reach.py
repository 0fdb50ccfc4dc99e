"""Addresses and numbers in the one form in which two that reach the same person are equal."""

import re
from functools import lru_cache

import phonenumbers
from babel import Locale

from copilot.records.imports.cells import BadCell

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_LANGUAGES = ("en", "fr", "it", "de", "es")
_ALSO = {"uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US"}


def normalised(kind: str, value: str, country: str) -> str:
    """E-mail in lower case, telephone as +44..., post without case and runs of space."""
    if kind == "email":
        if not _EMAIL.fullmatch(value):
            raise BadCell(f"{value[:60]!r} is not an e-mail address.")
        return value.lower()
    if kind in ("phone", "whatsapp"):
        return _telephone(value, country)
    return " ".join(value.casefold().split())


@lru_cache(1)
def _regions() -> dict[str, str]:
    names = dict(_ALSO)
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                names.setdefault(name.casefold(), code)
    return names


@lru_cache(512)
def region_of(country: str) -> str | None:
    """The code of two letters of a country written as a code or by name in one of five languages."""
    written = country.strip()
    if len(written) == 2 and written.upper() in phonenumbers.SUPPORTED_REGIONS:
        return written.upper()
    return _regions().get(written.casefold())


def _telephone(value: str, country: str) -> str:
    try:
        number = phonenumbers.parse(value, region_of(country))
    except phonenumbers.NumberParseException as wrong:
        if wrong.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            reason = f"{value[:60]!r} does not say its country; write it like +44 20 7946 0000."
            raise BadCell(reason) from wrong
        raise BadCell(f"{value[:60]!r} is not a telephone number.") from wrong
    if not phonenumbers.is_possible_number(number):
        raise BadCell(f"{value[:60]!r} is not a telephone number: its digits are too few or too many.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
