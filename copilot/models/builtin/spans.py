"""When somebody means: "since spring", "last year", "the Christmas before last", "in March 2024", as days of the calendar."""

import re
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from copilot.models.builtin.lexicon import Lexicon
from copilot.models.builtin.times import Span, between, earliest, number, part_of_year, weekday, year_ago

_SEASON_STARTS = {"spring": (3, 1), "summer": (6, 1), "autumn": (9, 1), "winter": (12, 1)}  # meteorological, northern


def span_in(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    """The span of time that a folded question names, or None."""
    span = between(asked, lexicon, today, single)
    if span:
        return span
    span = single(asked, lexicon, today)
    return _since_or_before(asked, span, lexicon) if span else None


def single(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    """The one time that is named, without "since" or "before"."""
    finds = (_seasons_ago, year_ago, part_of_year, _units, _named_days, _feast, _season, _month, _iso_day, weekday, _year)
    return next((span for find in finds if (span := find(asked, lexicon, today))), None)


def before(span: Span) -> Span | None:
    """The span of the same length right before this one: "and the twelve months before that"."""
    if span.since is None or span.until is None:
        return None
    if (span.since.day, span.until + timedelta(1)) == (1, span.until.replace(day=1) + relativedelta(months=1)):
        months = (span.until.year - span.since.year) * 12 + span.until.month - span.since.month + 1
        return Span(span.since - relativedelta(months=months), span.since - timedelta(1), span.words)
    length = relativedelta(span.until, span.since)
    return Span(span.since - length, span.since - timedelta(1), span.words)


#: "the last month and a half"
_AND_A_HALF = re.compile(r" (?:and a half|et demie?|e mezz[oa]|y medi[oa])\b")
_HALVES = {
    "day": relativedelta(hours=12),
    "week": relativedelta(days=4),
    "fortnight": relativedelta(weeks=1),
    "month": relativedelta(days=15),
    "quarter": relativedelta(days=45),
    "half": relativedelta(months=3),
    "year": relativedelta(months=6),
}


def _since_or_before(asked: str, span: Span, lexicon: Lexicon) -> Span:
    before = asked[: asked.find(span.words)].rstrip() if span.words in asked else ""
    if _ends_with(before, "since_word", lexicon) and not re.search(r"\bfrom\b.*\bto\b", asked):
        return Span(span.since, None, span.words)
    if _ends_with(before, "before_word", lexicon):
        return Span(None, span.since - timedelta(days=1) if span.since else None, span.words)
    return span


def _ends_with(text: str, words: str, lexicon: Lexicon) -> bool:
    said, last = "|".join(lexicon.spans["spans"][words]), "|".join(lexicon.spans["last_words"])
    start = "|".join(lexicon.spans["spans"]["start_of"])
    return bool(re.search(rf"\b(?:{said})(?: (?:{start}))?(?: (?:the|le|la|les|l|il|lo|gli|el|los|las))?(?: (?:{last}))?$", text))


def _units(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    units = lexicon.spans["units"]

    def length(match: re.Match[str]) -> relativedelta:
        count = number(match["n"] or "1", lexicon)
        unit = next(name for name, words in units.items() if match["unit"] in words)
        half = relativedelta() if not _AND_A_HALF.match(asked, match.end()) else _HALVES[unit]
        return (
            half
            + {
                "day": relativedelta(days=count),
                "week": relativedelta(weeks=count),
                "month": relativedelta(months=count),
                "fortnight": relativedelta(weeks=2 * count),
                "quarter": relativedelta(months=3 * count),
                "half": relativedelta(months=6 * count),
                "year": relativedelta(years=count),
            }[unit]
        )

    spans = lexicon.spans["spans"]
    if coming := earliest(spans["next_units"], asked, lexicon):
        return Span(today, today + length(coming), coming.group())
    if ago := earliest(spans["ago_units"], asked, lexicon):
        day = today - length(ago)
        near = timedelta(days=3 if ago["unit"] in units["day"] else 15)
        return Span(day, day, ago.group()) if near.days == 3 else Span(day - near, day + near, ago.group())
    past = earliest(spans["past_units"], asked, lexicon)
    # "last year" and "last month" are calendar spans; "the last 3 months" counts back from today.
    if past and (
        past["n"]
        or _AND_A_HALF.match(asked, past.end())
        or not earliest([*spans["last_year"], *spans["last_month"], *spans["last_week"]], asked, lexicon)
    ):
        half = _AND_A_HALF.match(asked, past.end())
        return Span(today - length(past), today, past.group() + (half.group() if half else ""))
    if during := earliest(spans["for_units"], asked, lexicon):
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
        "next_two_days": (today + timedelta(1), today + timedelta(2)),
        "today": (today, today),
        "day_after_tomorrow": (today + timedelta(2), today + timedelta(2)),
        "tomorrow": (today + timedelta(1), today + timedelta(1)),
        "yesterday": (today - timedelta(1), today - timedelta(1)),
        "this_week": (monday, monday + timedelta(6)),
        "last_week": (monday - timedelta(7), monday - timedelta(1)),
        "next_week": (monday + timedelta(7), monday + timedelta(13)),
        "coming_days": (today, today + timedelta(7)),
        "recently": (today - timedelta(60), today),
    }
    spans = lexicon.spans["spans"]
    for name in ("year_before_last", *days, *months, *years):
        said = earliest(spans.get(name, []), asked, lexicon)
        if said and name in days:
            return Span(*days[name], said.group())
        if said and name in months:
            return Span(months[name], months[name] + relativedelta(months=1, days=-1), said.group())
        if said:
            return Span(date(years[name], 1, 1), date(years[name], 12, 31), said.group())
    return None


def _feast(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    for name, words in lexicon.spans["feasts"].items():
        said = earliest(words, asked, lexicon)
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


def _seasons_ago(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    """ "Two summers ago", "three Christmases ago": the last one that began is one ago."""
    for name, noun in lexicon.spans["nouns"].items():
        said = earliest([pattern.replace("NOUN", noun) for pattern in lexicon.spans["spans"]["ago_of"]], asked, lexicon)
        if said:
            month, day = (12, 1) if name == "christmas" else _SEASON_STARTS[name]
            begun = today.year if date(today.year, month, day) <= today else today.year - 1
            start = date(begun - number(said["n"], lexicon) + 1, month, day)
            until = date(start.year, 12, 31) if name == "christmas" else start + relativedelta(months=3, days=-1)
            return Span(start, until, said.group())
    return None


def _season(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    for name, words in lexicon.spans["seasons"].items():
        said = earliest(words, asked, lexicon)
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
    for month, word in enumerate(lexicon.spans["months"], start=1):
        said = re.search(
            rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?(?: (?:of|de|di))? )?\b{word}\b(?: (?P<after>\d{{1,2}})\b(?!\d))?", asked
        )
        if not said or (
            word in ("may", "march")
            and not re.search(
                rf"(?:\d|in|since|last|until|before|this|of|and|from|during|early|late) {word}|{word} \d|^{word}$", asked
            )
        ):
            continue
        year = _year_after(asked, said.end())
        day = int(said["day"] or said["after"] or 0)
        if year is None:
            year = today.year if (month, day or 1) <= (today.month, today.day) else today.year - 1
            year -= bool(month == today.month and _said_last(asked, said, lexicon))
        try:
            start = date(year, month, day or 1)
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


def _before_last(asked: str, said: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether "the summer before last" is meant; "before last summer" is another thing."""
    where = asked[said.end() :] if lexicon.language == "en" else asked
    return bool(earliest(lexicon.spans["spans"]["before_last"], where, lexicon))


def _said_last(asked: str, said: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether "last" stands before the season or month, or after it as in "l'automne dernier"."""
    around = f"{asked[: said.start()][-12:]} | {asked[said.end() :][:11]}"
    return bool(earliest(lexicon.spans["last_words"], around, lexicon))
