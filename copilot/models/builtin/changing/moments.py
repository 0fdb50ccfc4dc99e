"""A day and an hour in a sentence: "on Friday at three", "vendredi à 15 h", "domani alle 10 e mezza", "el 3 de abril a las 5"."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import get_day_names, get_month_names
from dateutil.relativedelta import relativedelta

_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.]((?:20)?\d\d))?\b(?!:)")
_CLOCK = re.compile(r"\b(?P<hour>\d{1,2}):(?P<minute>\d\d)\b(?: ?(?P<half>[ap]m))?")


@dataclass(frozen=True)
class Moment:
    """The day and the hour that were said, and the sentence without them."""

    day: date | None
    time: str  #: 15:00, or empty
    left: str


@cache
def words_of(language: str) -> dict[str, Any]:
    """The words of a language for what is to be changed; English where we have none of it."""
    path = Path(__file__).parent / f"{language}.yaml"
    said: dict[str, Any] = yaml.safe_load((path if path.is_file() else path.with_name("en.yaml")).read_text("utf-8"))
    return said


def flat(text: str) -> str:
    """Small letters without accents, letter for letter, so that what is found stands at the same place in the text."""
    return "".join(_letter(c) for c in text)


def moment_in(text: str, today: date, language: str) -> Moment:
    """What a sentence says of when; an hour from one to seven is one of the afternoon unless it says otherwise."""
    words = words_of(language)
    time, spent = _time(flat(text), words)
    day, days = _day(_without(flat(text), spent), today, words, language)
    left = _without(text, [*spent, *days])
    return Moment(day, time, re.sub(r"\s+", " ", left).strip(" ,.;"))


def _time(asked: str, words: dict[str, Any]) -> tuple[str, list[tuple[int, int]]]:
    hours: dict[str, int] = words["hours"]
    spelt = "|".join(sorted(hours, key=len, reverse=True))
    patterns = [p.replace("HOUR", rf"(?P<hour>\d{{1,2}}|{spelt})") for p in words["times"]]
    for pattern in (_CLOCK, *(re.compile(p) for p in patterns)):
        said = pattern.search(asked)
        if not said:
            continue
        groups = said.groupdict()
        spoken = groups["hour"] or ""
        hour = hours[spoken] if spoken in hours else int(spoken)
        minute = int(groups.get("minute") or 0)
        for part, minutes in words["parts"].items():
            if groups.get("part") and re.search(part, groups["part"]):
                hour, minute = (hour - 1, 60 + minutes) if minutes < 0 else (hour, minutes)
        spans = [said.span()]
        later = next((m for p in words["afternoon"] if (m := re.search(p, asked))), None)
        early = next((m for p in words["morning"] if (m := re.search(p, asked))), None)
        spans += [m.span() for m in (later, early) if m]
        afternoon = (
            groups.get("half") == "pm" or (later is not None) or (groups.get("half") != "am" and not early and 0 < hour < 8)
        )
        hour += 12 if afternoon and hour < 12 and not (spoken.isdigit() and len(spoken) == 2 and spoken.startswith("0")) else 0
        if hour < 24 and minute < 60:
            return f"{hour:02d}:{minute:02d}", spans
    return "", []


def _day(asked: str, today: date, words: dict[str, Any], language: str) -> tuple[date | None, list[tuple[int, int]]]:
    for pattern, days in words["days"].items():
        if said := re.search(rf"\b(?:{pattern})\b", asked):
            return today + timedelta(days=days), [said.span()]
    before = words["day_before"]
    if said := _ISO.search(asked):
        return _date(int(said[1]), int(said[2]), int(said[3])), [said.span()]
    months = {flat(name): number for number, name in get_month_names("wide", locale=language).items()}
    named = "|".join(months)
    day_month = re.search(
        rf"{before}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?(?: of| de| di| d)? (?P<month>{named})(?: (?:de )?(?P<year>20\d\d))?\b",
        asked,
    )
    month_day = re.search(rf"{before}(?P<month>{named}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?: (?P<year>20\d\d))?", asked)
    if said := day_month or (month_day if language == "en" else None):
        return _coming(today, int(said["day"]), months[said["month"]], said["year"]), [said.span()]
    if (said := _FIGURES.search(asked)) and 1 <= int(said[2]) <= 12:
        return _coming(today, int(said[1]), int(said[2]), said[3]), [said.span()]
    weekdays = {flat(name): number for number, name in get_day_names("wide", locale=language).items()}
    said = re.search(rf"{before}(?P<next>{words['next']} )?(?P<day>{'|'.join(weekdays)})(?P<after> {words['next']})?\b", asked)
    if not said:
        return None, []
    ahead = (weekdays[said["day"]] - today.weekday() - 1) % 7 + 1
    same_week = today.weekday() + ahead < 7
    return today + timedelta(days=ahead + 7 * bool((said["next"] or said["after"]) and same_week)), [said.span()]


def _coming(today: date, day: int, month: int, year: str | None) -> date | None:
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = _date(today.year, month, day)
    return this_year + relativedelta(years=1) if this_year and this_year < today else this_year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _letter(c: str) -> str:
    if c in "’'`":
        return " "
    plain = unicodedata.normalize("NFD", c)[0].lower()
    return plain if len(plain) == 1 else c
