"""The day that a clause names: "9 May", "in July", "next week", "venerdì"."""

import calendar
import re
from datetime import date, timedelta
from functools import cache

from babel.dates import get_day_names, get_month_names
from dateutil.relativedelta import relativedelta

from copilot.reading.cues import LANGUAGES, plain

_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHORT_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SEASONS = {
    "spring": 5, "summer": 8, "autumn": 11, "fall": 11, "winter": 2, "printemps": 5, "ete": 8, "automne": 11, "hiver": 2,
    "primavera": 5, "estate": 8, "autunno": 11, "inverno": 2, "verano": 8, "otono": 11, "invierno": 2,
}  # fmt: skip
_BEFORE = (
    r"(?:in|by|until|till|til|from|for|since|on|before|after|next|early|mid|late|end of|back|last|due|this|every|come|"
    r"en|au|a|ad|le|pour|jusqu'en|ha?sta|para|el|de|del|fin|fino a|entro|il|per|di)"
)
_AGO = re.compile(
    r"\b(?:last|since|ago|yesterday|was|were|in (?:19|20)\d\d|depuis|dernier|hier|scors[oa]|ieri|desde|pasad[oa]|ayer)\b"
)
_YEARLY = re.compile(r"\b(?:b-?day|birthday|anniv\w*|every year|each year|compleanno|cumple\w*)\b")


@cache
def _names() -> tuple[dict[str, int], dict[str, int]]:
    """Months and weekdays by name, in every language that we read."""
    months = {plain(name): number for one in LANGUAGES for number, name in get_month_names("wide", locale=one).items()}
    days = {plain(name): number for one in LANGUAGES for number, name in get_day_names("wide", locale=one).items()}
    months |= {name: number for number, name in enumerate(_SHORT_MONTHS, 1)} | {"sept": 9}
    days |= {name: number for number, name in enumerate(_SHORT_DAYS)} | {"tues": 1, "weds": 2, "thurs": 3, "thur": 3}
    return months, days


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    months, days = ("|".join(sorted(names, key=len, reverse=True)) for names in _names())
    full = re.compile(
        rf"\b(?:(?:\d{{1,2}}\s?[-–/]\s?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of |de |di )?(?P<month>{months})"
        rf"|(?P<month2>{months})\s+(?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b(?:,?\s+(?:de |di )?(?P<year>20\d\d))?"
    )
    month = re.compile(rf"\b(?:{_BEFORE}|mid-)\s*(?:the )?(?P<month>{months})\b(?:\s+(?P<year>20\d\d))?")
    short = "|".join(_SHORT_DAYS)
    # "sat" and "sun" are days only after a word that leads up to one; "Tuesday evenings" come back every week.
    leading = "|".join(f"(?<={word} )" for word in ("on", "by", "this", "next", "for", "til", "till", "until", "call", "before"))
    day = re.compile(
        rf"(?<!every )\b(?P<day>(?:{leading})(?:{short})|(?!(?:{short})\b)(?:{days}))\b(?! (?:evening|morning|night|afternoon)s)"
    )
    season = re.compile(rf"\b(?:{_BEFORE})\s*(?:the |l')?(?P<season>{'|'.join(_SEASONS)})\b")
    return full, month, day, season


_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_TOMORROW = re.compile(r"\b(?:tomorrow|tmrw|tmw|demain|domani)\b")
_NEXT = re.compile(r"\b(?:next|la) (week|month|year)\b|\b(semaine|mois|annee) prochaine?\b|\b(semana|mes|ano) que viene\b")
_IN = re.compile(
    r"\b(?:in|within|dans|d'ici|tra|fra|en|dentro de) (?:(?P<many>\d{1,2})|an?|une?|one|two|deux|due|dos) "
    r"(?P<unit>days?|weeks?|months?|jours?|semaines?|mois|giorn[oi]|settiman[ae]|mes[ei]s?|dias?|semanas?)\b"
)


def day_named(words: str, written_on: date) -> date | None:
    """The last day of what a clause names, on or after the day it was written; None where it names none or looks back.

    A month or a season without a day is held to last until its end.
    """
    if _AGO.search(words) or _YEARLY.search(words):
        return None
    try:
        return _found(words, written_on)
    except (ValueError, OverflowError):  # 31 June, or past the end of the calendar: no such day
        return None


def _found(words: str, written_on: date) -> date | None:
    full, month, day, season = _patterns()
    months, days = _names()
    if iso := _ISO.search(words):
        return _ahead(date(int(iso[1]), int(iso[2]), int(iso[3])), written_on, fixed=True)
    if named := full.search(words):
        year = int(named["year"] or written_on.year)
        number = months[named["month"] or named["month2"]]
        return _ahead(date(year, number, int(named["day"] or named["day2"])), written_on, fixed=bool(named["year"]))
    if named := month.search(words):
        return _end_of(months[named["month"]], int(named["year"] or 0), written_on)
    if _TOMORROW.search(words):
        return written_on + timedelta(days=1)
    if coming := _IN.search(words):
        return _later(int(coming["many"] or 0) or _few(coming[0]), coming["unit"], written_on)
    if named := day.search(words):
        return written_on + timedelta(days=(days[named["day"]] - written_on.weekday() - 1) % 7 + 1)
    if coming := _NEXT.search(words):
        return _later(1, coming[1] or coming[2] or coming[3], written_on)
    if named := season.search(words):
        return _end_of(_SEASONS[named["season"]], 0, written_on)
    return None


def _few(words: str) -> int:
    return 2 if re.search(r"\b(?:two|deux|due|dos)\b", words) else 1


def _later(many: int, unit: str, written_on: date) -> date:
    if unit.startswith(("week", "sem", "sett")):
        return written_on + timedelta(weeks=many)
    if unit.startswith(("mo", "me")):
        return written_on + relativedelta(months=many)
    if unit.startswith(("y", "an")):
        return date(written_on.year + many, 12, 31)
    return written_on + timedelta(days=many)


def _ahead(day: date, written_on: date, *, fixed: bool) -> date | None:
    """The day itself, or its next return where no year was written; a written year that is over is no plan."""
    if day >= written_on:
        return day
    return None if fixed else day + relativedelta(years=1)


def _end_of(month: int, year: int, written_on: date) -> date | None:
    year_meant = year or written_on.year + (month < written_on.month)
    last = date(year_meant, month, calendar.monthrange(year_meant, month)[1])
    return last if last >= written_on else None
