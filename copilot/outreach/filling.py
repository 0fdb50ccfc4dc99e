"""What may be said, in the words of a language."""

from collections.abc import Mapping
from datetime import date, datetime

from copilot.domain.money import Money
from copilot.models.builtin.writing import days
from copilot.models.builtin.writing.lines import spoken
from copilot.outreach.ground import Thing
from copilot.outreach.may_say import detail_language

_PAST = frozenset(("when", "made", "asked", "wrote", "bought"))
_PAST_DAY = frozenset(("weekday", "made_day", "wrote_day"))


def filled(things: Mapping[str, Thing], language: str, today: date) -> Mapping[str, str]:
    """Each thing in the words of a language: amounts to the figure, days as people say them."""
    return {name: words for name, thing in things.items() if (words := _said(name, thing, language, today))}


def _said(name: str, thing: Thing, language: str, today: date) -> str:
    if isinstance(thing, Money):
        return thing.in_words(language)
    if isinstance(thing, datetime) and name == "time":
        return days.clock(thing, language)
    if isinstance(thing, date):
        on = thing.date() if isinstance(thing, datetime) else thing
        if name in _PAST:
            return days.past(on, today, language)
        if name in _PAST_DAY:
            return days.past_day(on, today, language)
        return days.month(on, today, language) if name == "asked_month" else days.ahead(on, language)
    if name == "span":
        return days.span(int(thing), spoken(language)["spans"])
    if name == "work":
        return str(spoken(language)["nouns"].get(thing, spoken(language)["nouns"]["other"]))
    if name == "occasion":
        return str(spoken(language)["occasions_named"].get(thing, ""))
    if name in ("detail", "hours") and detail_language(thing) != language:
        return ""
    return thing
