"""How the built-in model speaks: sentences from `phrases/*.yaml`, with dates, money and counts as people say them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from copilot.domain.money import Money
from copilot.domain.wording import locale_of
from copilot.models.builtin.elision import elided


@cache
def _phrases(language: str) -> dict[str, Any]:
    folder = Path(__file__).parent / "phrases"
    path = folder / f"{language}.yaml"
    return yaml.safe_load((path if path.is_file() else folder / "en.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Voice:
    """One language, on one day."""

    language: str
    today: date

    def say(self, key: str, **values: object) -> str:
        """A sentence, filled. A key such as `how.told_us` reaches into a group."""
        phrase: Any = _phrases(self.language)
        for part in key.split("."):
            phrase = phrase[part]
        return elided(str(phrase), values, self.language).format(**values)

    def count(self, number: int, noun: str) -> str:
        """The noun that goes with the number: "purchase" or "purchases"."""
        one, many = _phrases(self.language)["nouns"][noun].split("|")
        return one if number == 1 else many

    def number(self, number: float) -> str:
        """A number with the language's separators."""
        return format_decimal(number, locale=self._locale)

    def day(self, on: date | None) -> str:
        """A date in words: "3 March 2026"."""
        return format_date(on, "long", locale=self._locale) if on else "?"

    def month(self, on: date) -> str:
        """A month with its year: "March 2026"."""
        return format_date(on, "MMMM y" if self.language != "es" else "MMMM 'de' y", locale=self._locale)

    def weekday(self, on: date) -> str:
        """The day of the week."""
        return format_date(on, "EEEE", locale=self._locale)

    def when(self, on: date) -> str:
        """Today, yesterday, tomorrow, or "on 3 March 2026"."""
        near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((on - self.today).days)
        return self.say(near) if near else self.say("on_day", day=self.day(on))

    def ago(self, on: date) -> str:
        """How long ago, roundly: "five weeks ago"."""
        days = (self.today - on).days
        if days < 2:
            return self.say("today" if days == 0 else "yesterday")
        for unit, length in (("years", 365.25), ("months", 30.4), ("weeks", 7)):
            if days >= 2 * length:
                return self.say(f"{unit}_ago", n=round(days / length))
        return self.say("days_ago", n=days)

    def span(self, since: date | None, until: date | None) -> str:
        """A span of time in words, with a blank before it; empty when there is none."""
        if since and until and since != until:
            if (since.month, since.day, until.month, until.day) == (1, 1, 12, 31) and since.year == until.year:
                return self.say("in_year", year=since.year)
            return " " + self.say("between", since=self.day(since), until=self.day(until))
        if since and until:
            return " " + self.say("on_day", day=self.day(since))
        if since:
            return " " + self.say("since", day=self.day(since))
        return " " + self.say("until", day=self.day(until)) if until else ""

    def money(self, amounts: Iterable[Money]) -> str:
        """One amount, or several currencies side by side."""
        return self.listed([amount.in_words(self.language) for amount in amounts]) or "0"

    def listed(self, items: Iterable[str]) -> str:
        """ "one, two and three"."""
        items = [item for item in items if item]
        return self.say("and").join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)

    def tongue(self, code: str) -> str:
        """The name of a language, in this one."""
        return Locale.parse(self._locale).languages.get(code, code)

    @property
    def _locale(self) -> str:
        return locale_of(self.language)
