"""Days as a message says them: "yesterday", "on Saturday", "in November"; "Thursday 19 March"."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_time

from copilot.domain.wording import locale_of

_NEAR = {
    "en": ("earlier today", "yesterday"),
    "fr": ("aujourd'hui", "hier"),
    "it": ("oggi", "ieri"),
    "es": ("hoy", "ayer"),
}
_ON = {"en": "on {}", "fr": "{}", "it": "{}", "es": "el {}"}  #: a day of this week
_ON_THE = {"en": "on {}", "fr": "le {}", "it": "il {}", "es": "el {}"}
_IN = {"en": "in {}", "fr": "en {}", "it": "in {}", "es": "en {}"}
_DAY = {"en": "d MMMM", "fr": "d MMMM", "it": "d MMMM", "es": "d 'de' MMMM"}
_YEAR = {"en": "MMMM y", "fr": "MMMM y", "it": "MMMM y", "es": "MMMM 'de' y"}
_WEEK, _RECENT, _THIS_YEAR = 6, 75, 300  #: days


def past(on: date, today: date, language: str) -> str:
    """When it was, as part of a sentence; the further back, the rounder."""
    days = (today - on).days
    if days < 2:
        return _NEAR[language][max(0, days)]
    if days <= _WEEK:
        return _ON[language].format(_weekday(on, language))
    if days <= _RECENT:
        return _shortened(_ON_THE[language].format(_day(on, language)))
    return _IN[language].format(month(on, today, language))


def past_day(on: date, today: date, language: str) -> str:
    """The day itself, as something to speak of: "thank you for Saturday"."""
    if language != "en":
        return past(on, today, language)
    days = (today - on).days
    if days < 2:
        return ("today", "yesterday")[max(0, days)]
    if days <= _WEEK:
        return _weekday(on, language)
    return _day(on, language) if days <= _RECENT else month(on, today, language)


def month(on: date, today: date, language: str) -> str:
    """The month, with its year where it is not clear which."""
    pattern = "MMMM" if (today - on).days < _THIS_YEAR else _YEAR[language]
    return str(format_date(on, pattern, locale=locale_of(language)))


def ahead(on: date, language: str) -> str:
    """A day to come: "Thursday 19 March", to stand after "on", "le" or "el"."""
    return f"{_weekday(on, language)} {_day(on, language)}"


def span(days: int, spoken: dict[str, Any]) -> str:
    """So much time in round words, "seven weeks", "three months"; empty where it is too short or too long for that."""
    weeks, months, numbers = round(days / 7), round(days / 30.4), spoken["numbers"]
    if 2 <= weeks <= 7:
        return str(spoken["weeks"].format(n=numbers[weeks - 1]))
    return str(spoken["months"].format(n=numbers[months - 1])) if 2 <= months <= len(numbers) else ""


def clock(at: datetime, language: str) -> str:
    """The hour, on the clock that `at` is on."""
    return str(format_time(at, "H:mm", locale=locale_of(language)))


def _weekday(on: date, language: str) -> str:
    return str(format_date(on, "EEEE", locale=locale_of(language)))


def _day(on: date, language: str) -> str:
    day = str(format_date(on, _DAY[language], locale=locale_of(language)))
    return f"1er{day[1:]}" if language == "fr" and on.day == 1 else day


def _shortened(words: str) -> str:
    """Italian reads the eighth and the eleventh with a vowel first."""
    return f"l'{words[3:]}" if words.startswith(("il 8 ", "il 11 ")) else words
