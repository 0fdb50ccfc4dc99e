"""From what stands in a cell to a value, or to the reason why it is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import get_currency_precision, list_currencies

from copilot.errors import ImportRefused
from copilot.records.imports.formats import Column, Kind

SHORT, LONG = 300, 20_000  #: characters that a line and a text may have
_LARGEST = 2**31 - 1  #: what a whole number may be in either database
_LARGEST_MINOR = 2**63 - 1

_YES = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_POINT = re.compile(r"[+-]?\d+(\.\d+)?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}([. \u00a0\u202f']\d{3})+)(,\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,12}(\.0+)?")
_FRIENDLY = (("YYYY", "%Y"), ("YY", "%y"), ("MM", "%m"), ("DD", "%d"), ("hh", "%H"), ("mm", "%M"), ("ss", "%S"))


class BadCell(ValueError):
    """A cell that cannot be read; the text is the reason, for the person who exported it."""


@dataclass(frozen=True)
class Manner:
    """How this source writes dates and amounts."""

    date_format: str = ""  #: empty: ISO; else DD/MM/YYYY or %d/%m/%Y
    decimal: str = "point"

    def __post_init__(self) -> None:
        if self.decimal not in ("point", "comma"):
            raise ImportRefused(f"The decimal sign is 'point' or 'comma', not {self.decimal!r}.")
        if self.date_format and not all(f"%{part}" in self.pattern for part in "dm"):
            raise ImportRefused(f"{self.date_format!r} is not a date format; write it like DD/MM/YYYY or %d/%m/%Y.")

    @property
    def pattern(self) -> str:
        """The date format with the percent signs that Python wants."""
        pattern = self.date_format
        if "%" not in pattern:
            for words, sign in _FRIENDLY:
                pattern = pattern.replace(words, sign)
        return pattern

    @property
    def in_words(self) -> str:
        """How a date should have been written."""
        return self.date_format or "2026-03-31"


def reader(column: Column, manner: Manner) -> Callable[[str], Any]:
    """The function that reads the cells of a column. Money becomes a Decimal, a moment may still lack its zone."""
    kind = column.kind
    if kind is Kind.DAY:
        return lru_cache(4096)(lambda cell: _day(cell, manner))
    if kind is Kind.MOMENT:
        return lambda cell: _moment(cell, manner)
    if kind is Kind.MONEY:
        return _comma_amount if manner.decimal == "comma" else _amount
    if kind is Kind.CHOICE:
        return lambda cell: _choice(cell, column.choices)
    return _READERS[kind]


def minor_units(amount: Decimal, currency: str) -> int:
    """As whole minor units; more decimals than the currency has are refused, for they are often a thousands sign."""
    places = _places(currency)
    if -int(amount.as_tuple().exponent) > places:
        raise BadCell(f"'{amount}' has more decimals than {currency} knows ({places}); write a thousand as 1000.")
    minor = int(amount.scaleb(places))
    if abs(minor) > _LARGEST_MINOR:
        raise BadCell(f"'{amount}' is too large for an amount.")
    return minor


_places = lru_cache(256)(get_currency_precision)


def _key(cell: str) -> str:
    if len(cell) > SHORT:
        raise BadCell(f"an id may have {SHORT} characters, this one has {len(cell):,}.")
    return cell


def _words(cell: str) -> str:
    if len(cell) > SHORT:
        raise BadCell(f"may have {SHORT} characters, this has {len(cell):,}.")
    return cell


def _prose(cell: str) -> str:
    if len(cell) > LONG:
        raise BadCell(f"may have {LONG:,} characters, this has {len(cell):,}.")
    return cell


def _name(cell: str) -> str:
    if cell[0] in "=@":
        raise BadCell(f"begins with {cell[0]!r} like a formula of a spreadsheet; a name does not.")
    return _words(cell)


def _day(cell: str, manner: Manner) -> date:
    return _sensible(_when(cell, manner), cell).date()


def _moment(cell: str, manner: Manner) -> datetime:
    return _sensible(_when(cell, manner), cell)


def _when(cell: str, manner: Manner) -> datetime:
    if manner.date_format:
        for pattern in (manner.pattern, manner.pattern + " %H:%M", manner.pattern + " %H:%M:%S"):
            try:
                return datetime.strptime(cell, pattern)  # noqa: DTZ007 - the zone follows from the store
            except ValueError:
                continue
    try:
        return datetime.fromisoformat(cell if not manner.date_format or "-" in cell[:5] else "")
    except ValueError:
        hint = "" if manner.date_format else ", or state how they are written with --date-format"
        raise BadCell(f"{cell[:60]!r} is not a date; write it like {manner.in_words}{hint}.") from None


def _sensible(when: datetime, cell: str) -> datetime:
    if not 1900 <= when.year <= 2100:
        raise BadCell(f"{cell[:60]!r} is not between the years 1900 and 2100.")
    return when


def _amount(cell: str) -> Decimal:
    if not _POINT.fullmatch(cell) or not cell.isascii():
        if _COMMA.fullmatch(cell):
            raise BadCell(f"{cell[:60]!r} may be meant with a decimal comma: write 1450.00, or use --decimal comma.")
        raise BadCell(f"{cell[:60]!r} is not an amount; write it like 1450.00, without currency and thousands signs.")
    return Decimal(cell)


def _comma_amount(cell: str) -> Decimal:
    if not _COMMA.fullmatch(cell) or (not cell.isascii() and not re.sub("[\u00a0\u202f]", "", cell).isascii()):
        raise BadCell(f"{cell[:60]!r} is not an amount with a decimal comma; write it like 1450,00 or 1.450,00.")
    return Decimal(re.sub(r"[. \u00a0\u202f']", "", cell).replace(",", "."))


def _number(cell: str) -> int:
    if not _WHOLE.fullmatch(cell) or not cell.isascii():
        raise BadCell(f"{cell[:60]!r} is not a whole number.")
    number = int(cell.partition(".")[0])
    if abs(number) > _LARGEST:
        raise BadCell(f"{cell[:60]!r} is too large.")
    return number


def _yes_no(cell: str) -> bool:
    try:
        return _YES[cell.lower()]
    except KeyError:
        raise BadCell(f"{cell[:60]!r} is neither yes nor no.") from None


def _choice(cell: str, choices: tuple[str, ...]) -> str:
    word = cell.lower().replace(" ", "_")
    if word not in choices:
        raise BadCell(f"{cell[:60]!r} is none of {', '.join(choices)}.")
    return word


def _currency(cell: str) -> str:
    if cell.upper() not in _currencies():
        raise BadCell(f"{cell[:60]!r} is not a currency code; write it like GBP.")
    return cell.upper()


def _zone(cell: str) -> str:
    if cell not in _zones():
        raise BadCell(f"{cell[:60]!r} is not a time zone; write it like Europe/London.")
    return ZoneInfo(cell).key


@lru_cache(1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


@lru_cache(1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


_READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.KEY: _key,
    Kind.LINK: _key,
    Kind.NAME: _name,
    Kind.WORDS: _words,
    Kind.PROSE: _prose,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
    Kind.CURRENCY: _currency,
    Kind.ZONE: _zone,
}
