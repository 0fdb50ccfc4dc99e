"""Days in a message: "on Thursday", "the 12th of September", "14 juin"; and whether anything known falls on them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from babel.dates import get_day_names, get_month_names

from copilot.reading.cues import LANGUAGES, plain

_BESIDE = re.compile(r",?\s+(?:(?:the|le|il|el)\s+)?", re.IGNORECASE)  #: between a weekday and its date
_NEAR = 62  #: days
_YEAR = re.compile(r"20\d\d")
_OF_MONTH = re.compile(
    r"\b(?:the (\d{1,2})(?:st|nd|rd|th)\b|(?:le|il|el) (\d{1,2})(?=\s*(?:[.,;:!?)]|$|(?:au|al|a|et|e|y|o|ou|a las|alle)\b)))"
)
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


@dataclass(frozen=True)
class Day:
    """A day named, and which it is; None where the words leave that open."""

    start: int
    end: int
    on: date | int | None  #: an int is a weekday, Monday 0
    of_month: int = 0  #: "the 17th", of whichever month; 0 where the month is named too

    def is_known(self, known: frozenset[date | int], today: date) -> bool:
        """Whether it is among these days; of a day of whichever month, whether it is one of those within two months."""
        if not self.of_month:
            return self.on in known
        return any(on.day == self.of_month and abs((on - today).days) <= _NEAR for on in known if isinstance(on, date))


@cache
def _names() -> tuple[dict[str, int], dict[str, int], re.Pattern[str], re.Pattern[str]]:
    months: dict[str, int] = {}
    days: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            months |= {plain(name).rstrip("."): number for number, name in get_month_names(width, locale=language).items()}
        days |= {plain(name): number for number, name in get_day_names("wide", locale=language).items()}
    either = "|".join(sorted((name for name in months if len(name) > 2), key=len, reverse=True))
    dated = re.compile(
        rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er)?(?:\s+(?:of|de|di))?\s+(?P<m1>{either})\b"
        rf"|(?P<m2>{either})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?:))(?:,?\s+(?:de\s+)?(?P<year>20\d\d))?"
    )
    weekday = re.compile(rf"\b(?:{'|'.join(sorted(days, key=len, reverse=True))})s?\b")
    return months, days, dated, weekday


@lru_cache(maxsize=8192)
def days_in(text: str, today: date) -> tuple[Day, ...]:
    """Every day that a text names, in the order of its words."""
    months, days, dated, weekday = _names()
    small = plain(text)
    found = []
    for match in _ISO.finditer(small):
        found.append(Day(match.start(), match.end(), _date(int(match[1]), int(match[2]), int(match[3]))))
    for match in dated.finditer(small):
        month, number = months[match["m1"] or match["m2"]], int(match["d1"] or match["d2"])
        found.append(Day(match.start(), match.end(), _nearest(match["year"], month, number, today)))
    for match in weekday.finditer(small):
        name = match[0] if match[0] in days else match[0].rstrip("s")
        found.append(Day(match.start(), match.end(), days.get(name)))
    named = {place for day in found for place in range(day.start, day.end + 2)}  # "Thursday the 5th" is told by its weekday
    for match in _OF_MONTH.finditer(small):
        number = int(match[1] or match[2])
        if not named.intersection(range(*match.span())) and 1 <= number <= 31:
            found.append(Day(match.start(), match.end(), None, of_month=number))
    return tuple(sorted(found, key=lambda day: day.start))


def days_known(texts: Iterable[str], today: date) -> frozenset[date | int]:
    """The days that what we know names; of each one's weekday too, and of the days about now."""
    found: set[date | int] = set()
    for text in texts:
        found |= {day.on for day in days_in(text, today) if day.on is not None}
    dates = {on for on in found if isinstance(on, date)} | {today + timedelta(days=days) for days in (-1, 0, 1)}
    return frozenset(found | dates | {on.weekday() for on in dates})


def days_misnamed(text: str, today: date, known: frozenset[date | int]) -> Iterator[Day]:
    """ "Sunday 29 March" where the 29th is a Saturday, in the year that what is known gives it, else in the one to come."""
    days = days_in(text, today)
    for name, day in pairwise(days):
        if not isinstance(name.on, int) or not isinstance(day.on, date) or not _BESIDE.fullmatch(text[name.end : day.start]):
            continue
        years = [on for on in known if isinstance(on, date) and (on.month, on.day) == (day.on.month, day.on.day)]
        written = _ISO.match(text, day.start) or _YEAR.search(text[day.start : day.end])
        next_year = _date(day.on.year + 1, day.on.month, day.on.day)
        meant = years or ([day.on] if written else [on for on in (day.on, next_year) if on and _comes(on, today)])
        if meant and all(on.weekday() != name.on for on in meant):
            yield Day(name.start, day.end, day.on)


def _comes(on: date, today: date) -> bool:
    return -60 <= (on - today).days <= 305


def _nearest(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _date(int(year), month, day)
    options = [on for years in (-1, 0, 1) if (on := _date(today.year + years, month, day))]
    return min(options, key=lambda on: abs(on - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
