"""What is known of clients, as what makes them fit: words of a fact, a day that comes round, where they will be and when."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import get_month_names
from sqlalchemy import func
from sqlmodel import col, or_

from copilot.domain.wording import fold
from copilot.records.because import Because, Reason
from copilot.records.knowledge import Fact

if TYPE_CHECKING:
    from copilot.records.books import BookQuestion

_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er)? (?:of |de |di )?([^\W\d_]+)(?:,? (?:de |del )?((?:19|20)\d\d))?")
_SAID = " " + func.lower(col(Fact.subject) + " " + col(Fact.text))
_CURRENT = [col(Fact.superseded_by_id).is_(None), col(Fact.withdrawn_at).is_(None), col(Fact.note_id).is_(None)]


def fact(q: "BookQuestion") -> Reason:
    """A current fact that holds one word of each group, and names a day in the time where one is asked for."""
    conditions = [*_CURRENT, *(or_(*(_SAID.like(f"% {word}%") for word in group)) for group in q.fact_words)]
    keep = (lambda f: _names_a_day(f.text, q.occasion_from, q.occasion_until)) if q.occasion_from else None
    return Reason("fact", Fact, conditions, _known, keep)


def there(q: "BookQuestion", today: date) -> Reason:
    """A current fact that names the place, and days of which one at least is still to come, in the time asked for."""
    since, until = q.there_from or today, q.there_until or date.max
    conditions = [*_CURRENT, or_(col(Fact.valid_until).is_(None), col(Fact.valid_until) >= since)]
    conditions.append(or_(*(_SAID.like(f"%{name}%") for name in q.there)))

    def then(f: Fact) -> bool:
        stays = [sorted(_days(f.text, {year})) for year in (since.year, since.year + 1)]
        return any(days[0] <= until and since <= days[-1] for days in stays if days)

    return Reason("fact", Fact, conditions, _known, then)


def _known(f: Fact) -> Because:
    return Because("fact", f.id or 0, f.text, f.text, on=f.learned_on)


def _names_a_day(text: str, since: date | None, until: date | None) -> bool:
    """Whether a text names a day of the year, of any year, within a time that is shorter than one."""
    years = {d.year for d in (since, until) if d}
    days = (day for day in _days(re.sub(r"\b(?:19|20)\d\d\b", "", text), years))
    return any((since is None or since <= day) and (until is None or day <= until) for day in days)


def _days(text: str, years: set[int]) -> Iterator[date]:
    """The days that a text names: in the year that it says, or else in each of these."""
    months = _months()
    for number, word, year in _DAY.findall(fold(text)):
        for one in {int(year)} if year else years:
            try:
                yield date(one, months.get(word, 0), int(number))
            except ValueError:
                continue


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for locale in ("en", "fr", "it", "es", "de"):
        for width in ("wide", "abbreviated"):
            names |= {fold(name).rstrip("."): n for n, name in get_month_names(width, locale=locale).items()}
    return names
