"""When somebody means: "since spring", "last year", "the Christmas before last", "in March 2024", as days of the calendar."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from copilot.models.builtin.lexicon import Lexicon

_SEASON_STARTS = {"spring": (3, 1), "summer": (6, 1), "autumn": (9, 1), "winter": (12, 1)}  # meteorological, northern


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included; None is open. `words` are those of the question that said so."""

    since: date | None
    until: date | None
    words: str


def span_in(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    """The span of time that a folded question names, or None."""
    for find in (_units, _named_days, _feast, _season, _month, _iso_day, _year):
        span = find(asked, lexicon, today)
        if span:
            return _since_or_before(asked, span, lexicon)
    return None


def before(span: Span) -> Span | None:
    """The span of the same length right before this one: "and the twelve months before that"."""
    if span.since is None or span.until is None:
        return None
    if (span.since.day, span.until + timedelta(1)) == (1, span.until.replace(day=1) + relativedelta(months=1)):
        months = (span.until.year - span.since.year) * 12 + span.until.month - span.since.month + 1
        return Span(span.since - relativedelta(months=months), span.since - timedelta(1), span.words)
    length = relativedelta(span.until, span.since)
    return Span(span.since - length, span.since - timedelta(1), span.words)


def _since_or_before(asked: str, span: Span, lexicon: Lexicon) -> Span:
    before = asked[: asked.find(span.words)].rstrip() if span.words in asked else ""
    if _ends_with(before, "since_word", lexicon) and not re.search(r"\bfrom\b.*\bto\b", asked):
        return Span(span.since, None, span.words)
    if _ends_with(before, "before_word", lexicon):
        return Span(None, span.since - timedelta(days=1) if span.since else None, span.words)
    return span


def _ends_with(text: str, words: str, lexicon: Lexicon) -> bool:
    said, last = "|".join(lexicon.spans["spans"][words]), "|".join(lexicon.spans["last_words"])
    return bool(re.search(rf"\b(?:{said})(?: (?:the|le|la|les|l|il|lo|gli|el|los|las))?(?: (?:{last}))?$", text))


def _units(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    numbers, units = lexicon.spans["numbers"], lexicon.spans["units"]

    def length(match: re.Match[str]) -> relativedelta:
        said = (match["n"] or "1").strip()
        count = int(said) if said.isdigit() else numbers.get(said, 1)
        unit = next(name for name, words in units.items() if match["unit"] in words)
        return {
            "day": relativedelta(days=count),
            "week": relativedelta(weeks=count),
            "month": relativedelta(months=count),
            "quarter": relativedelta(months=3 * count),
            "year": relativedelta(years=count),
        }[unit]

    spans = lexicon.spans["spans"]
    if coming := _first(spans["next_units"], asked):
        return Span(today, today + length(coming), coming.group())
    if ago := _first(spans["ago_units"], asked):
        day = today - length(ago)
        near = timedelta(days=3 if ago["unit"] in units["day"] else 15)
        return Span(day, day, ago.group()) if near.days == 3 else Span(day - near, day + near, ago.group())
    past = _first(spans["past_units"], asked)
    # "last year" and "last month" are calendar spans; "the last 3 months" counts back from today.
    if past and (past["n"] or not _first([*spans["last_year"], *spans["last_month"], *spans["last_week"]], asked)):
        return Span(today - length(past), today, past.group())
    if during := _first(spans["for_units"], asked):
        return Span(today - length(during), today, during.group())
    return None


def _named_days(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    months = {
        "this_month": first,
        "last_month": first - relativedelta(months=1),
        "next_month": first + relativedelta(months=1),
    }
    years = {"this_year": today.year, "last_year": today.year - 1, "year_before_last": today.year - 2}
    days = {
        "today": (today, today),
        "day_after_tomorrow": (today + timedelta(2), today + timedelta(2)),
        "tomorrow": (today + timedelta(1), today + timedelta(1)),
        "yesterday": (today - timedelta(1), today - timedelta(1)),
        "this_week": (monday, monday + timedelta(6)),
        "last_week": (monday - timedelta(7), monday - timedelta(1)),
        "next_week": (monday + timedelta(7), monday + timedelta(13)),
        "recently": (today - timedelta(60), today),
    }
    spans = lexicon.spans["spans"]
    for name in ("year_before_last", *days, *months, *years):
        said = _first(spans.get(name, []), asked)
        if said and name in days:
            return Span(*days[name], said.group())
        if said and name in months:
            return Span(months[name], months[name] + relativedelta(months=1, days=-1), said.group())
        if said:
            return Span(date(years[name], 1, 1), date(years[name], 12, 31), said.group())
    return None


def _feast(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    for name, words in lexicon.spans["feasts"].items():
        said = _first(words, asked)
        if not said:
            continue
        year = _year_after(asked, said.end())

        def window(y: int, feast: str = name) -> tuple[date, date]:
            sunday = easter(y)
            return {
                "christmas": (date(y, 12, 1), date(y, 12, 31)),
                "easter": (sunday - timedelta(21), sunday + timedelta(1)),
                "new_year": (date(y - 1, 12, 27), date(y, 1, 6)),
                "valentine": (date(y, 2, 1), date(y, 2, 14)),
            }[feast]

        if year is None:
            year = today.year if window(today.year)[0] <= today else today.year - 1
            if window(year)[0] <= today <= window(year)[1] and _said_last(asked, said, lexicon):
                year -= 1
            year -= _before_last(asked, said, lexicon)
        return Span(*window(year), _with_year(asked, said))
    return None


def _season(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    for name, words in lexicon.spans["seasons"].items():
        said = _first(words, asked)
        if not said:
            continue
        month, day = _SEASON_STARTS[name]
        year = _year_after(asked, said.end())
        if year is None:
            start = date(today.year, month, day)
            year = today.year if start <= today else today.year - 1
            running = date(year, month, day) <= today < date(year, month, day) + relativedelta(months=3)
            year -= bool(running and _said_last(asked, said, lexicon))
            year -= _before_last(asked, said, lexicon)
        start = date(year, month, day)
        return Span(start, start + relativedelta(months=3, days=-1), _with_year(asked, said))
    return None


def _month(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    for number, word in enumerate(lexicon.spans["months"], start=1):
        said = re.search(
            rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?(?: (?:of|de|di))? )?\b{word}\b(?: (?P<after>\d{{1,2}})\b(?!\d))?", asked
        )
        if not said or (
            word in ("may", "march")
            and not re.search(rf"(?:\d|in|since|last|until|before|this|of|and|from|during|early|late) {word}|{word} \d", asked)
        ):
            continue
        year = _year_after(asked, said.end())
        day = int(said["day"] or said["after"] or 0)
        if year is None:
            year = today.year if (number, day or 1) <= (today.month, today.day) else today.year - 1
            year -= bool(number == today.month and _said_last(asked, said, lexicon))
        try:
            start = date(year, number, day or 1)
        except ValueError:
            return None
        return Span(start, start if day else start + relativedelta(months=1, days=-1), _with_year(asked, said))
    return None


def _iso_day(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    said = re.search(r"\b(20\d\d)-(\d\d)(?:-(\d\d))?\b", asked) or re.search(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\b", asked)
    if not said:
        return None
    one, two, three = said.groups()
    try:
        if len(one) == 4:
            start = date(int(one), int(two), int(three or 1))
            return Span(start, start if three else start + relativedelta(months=1, days=-1), said.group())
        start = date(int(three), int(two), int(one))
    except ValueError:
        return None
    return Span(start, start, said.group())


def _year(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    said = re.search(r"(?<![\d£€$,.])(?:19|20)\d\d(?![\d,.]\d)\b", asked)
    if not said or int(said.group()) > today.year + 1:
        return None
    year = int(said.group())
    return Span(date(year, 1, 1), date(year, 12, 31), said.group())


_YEAR_AFTER = re.compile(r"(?: (?:of|de|del|in|en|nel))?,? ?((?:19|20)\d\d)\b")


def _year_after(asked: str, place: int) -> int | None:
    said = _YEAR_AFTER.match(asked, place)
    return int(said[1]) if said else None


def _with_year(asked: str, said: re.Match[str]) -> str:
    """The words that say a time, with the year behind them, so that it is not taken for what the question is about."""
    year = _YEAR_AFTER.match(asked, said.end())
    return asked[said.start() : year.end() if year else said.end()].strip()


def _first(patterns: list[str], asked: str) -> re.Match[str] | None:
    matches = [m for p in patterns if (m := re.search(rf"\b(?:{p})(?![a-z])", asked))]
    return min(matches, key=lambda m: (m.start(), -len(m.group())), default=None)


def _before_last(asked: str, said: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether "the summer before last" is meant; "before last summer" is another thing."""
    where = asked[said.end() :] if lexicon.language == "en" else asked
    return bool(_first(lexicon.spans["spans"]["before_last"], where))


def _said_last(asked: str, said: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether "last" stands before the season or month, or after it as in "l'automne dernier"."""
    around = f"{asked[: said.start()][-12:]} | {asked[said.end() :][:11]}"
    return bool(_first(lexicon.spans["last_words"], around))
