"""Times that are built from others: from one to another, a part of a year, this time last year, a day of the week."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from copilot.models.builtin.lexicon import Lexicon, lexicon
from copilot.models.builtin.numbers import counted, shape


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included; None is open. `words` are those of the question that said so."""

    since: date | None
    until: date | None
    words: str


_FEW = 3  #: "the last weeks"
Find = Callable[[str, Lexicon, date], Span | None]
_ARTICLE = r"(?:the|le|la|les|l|il|lo|gli|el|los|las|in|en|du|del|dal|al)? ?"


def earliest(patterns: list[str], asked: str, words: Lexicon) -> re.Match[str] | None:
    """The first place where one of the patterns is found; NUMBER stands for the language's words for numbers."""
    matches = [m for p in patterns if (m := _filled(p, words.language).search(asked))]
    return min(matches, key=lambda m: (m.start(), -len(m.group())), default=None)


@lru_cache(maxsize=2048)
def _filled(pattern: str, language: str) -> re.Pattern[str]:
    # Kept: to put hundreds of words together anew for each pattern was a fifth of the time of an answer.
    spans = lexicon(language).spans
    said = sorted(map(re.escape, spans["numbers"]), key=len, reverse=True)
    numbers = rf"\d+|{shape(language)}|{'|'.join(said)}"
    units = "|".join(sorted((word for words in spans["units"].values() for word in words), key=len, reverse=True))
    return re.compile(rf"\b(?:{pattern.replace('NUMBER', numbers).replace('UNIT', units)})(?![a-z])")


def number(said: str, lexicon: Lexicon) -> int:
    """The number that digits or a word say; one where it says none."""
    said = said.strip()
    if said.isdigit():
        return int(said)
    if said in lexicon.spans["few"]:
        return _FEW
    return int(lexicon.spans["numbers"].get(said, 0)) or counted(said, lexicon.language) or 1


def between(asked: str, lexicon: Lexicon, today: date, find: Find) -> Span | None:
    """ "Between March and May", "from 2023 to 2024": from the first day of one time to the last of the other."""
    for pattern in lexicon.spans["spans"]["between"]:
        for said in re.finditer(rf"\b(?:{pattern})", asked):
            left, right = re.sub(rf"^{_ARTICLE}", "", said["from"].strip()), asked[said.start("to") :]
            end = find(right, lexicon, today)
            if end is None or not re.match(_ARTICLE + re.escape(end.words), right) or not (end.since and end.until):
                continue
            start = find(_completed(left, end.words), lexicon, today) or find(left, lexicon, today)
            if start is None or start.since is None or not start.words.startswith(left):
                continue
            since = start.since if start.since <= end.until else start.since - relativedelta(years=1)
            return Span(since, end.until, asked[said.start() : said.start("to") + right.find(end.words) + len(end.words)])
    return None


def _completed(left: str, right: str) -> str:
    """The first time with what only the second says: "3" to "10 March", "March" to "May 2025"."""
    if left.isdigit() and len(left) < 3:
        return left + re.sub(r"^\d{1,2}(?:st|nd|rd|th|er)?", "", right)
    year = re.search(r"(?:19|20)\d\d$", right)
    return left if year is None or re.search(r"\d{4}", left) else f"{left} {year.group()}"


def year_ago(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    """ "This time last year": the days around this one, a year ago; "by this time last year" ends there."""
    said = earliest(lexicon.spans["spans"]["this_time_last_year"], asked, lexicon)
    if said is None:
        return None
    day = today - relativedelta(years=1)
    by = earliest([rf"(?:{word}) {re.escape(said.group())}" for word in lexicon.spans["spans"]["before_word"]], asked, lexicon)
    return (
        Span(day + timedelta(1), day + timedelta(1), said.group())
        if by
        else Span(day - timedelta(15), day + timedelta(15), said.group())
    )


def part_of_year(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    """The first quarter of 2025, the second half of last year, the end of 2024, since the beginning of the year."""
    for name, patterns in lexicon.spans["parts"].items():
        said = earliest(patterns, asked, lexicon)
        if said is None:
            continue
        begin, months = _PARTS[name]
        after = re.match(r"(?: (?:of|de|del|du|d|dell|di|en|in))*(?: (?:the|l|la|el))? ?((?:19|20)\d\d)\b", asked[said.end() :])
        rest = asked[said.end() :]
        last = earliest(lexicon.spans["spans"]["last_year"], rest, lexicon)
        year = int(after[1]) if after else today.year - 1 if last else today.year
        if not after and not last and date(year, begin, 1) > today:
            year -= 1
        end = said.end() + (after.end() if after else last.end() if last else 0)
        start = date(year, begin, 1)
        return Span(start, start + relativedelta(months=months, days=-1), asked[said.start() : end])
    return None


_PARTS = {
    "first_quarter": (1, 3),
    "second_quarter": (4, 3),
    "third_quarter": (7, 3),
    "fourth_quarter": (10, 3),
    "first_half": (1, 6),
    "second_half": (7, 6),
    "start": (1, 2),
    "middle": (5, 4),
    "end": (11, 2),
}


def weekday(asked: str, lexicon: Lexicon, today: date) -> Span | None:
    """A day of the week: the last one, or the coming one where something coming is asked about; weekends too."""
    names = lexicon.spans["weekdays"]
    said = earliest([f"(?:{'|'.join(names)})s?"], asked, lexicon)
    weekend = None if said else earliest(lexicon.spans["spans"]["weekend"], asked, lexicon)
    named = said or weekend
    if named is None:
        return None
    around = f"{asked[: named.start()][-12:]} | {asked[named.end() :][:12]}"
    last, coming = earliest(lexicon.spans["last_words"], around, lexicon), earliest(lexicon.spans["next_words"], around, lexicon)
    ahead = bool(coming) or (not last and bool(lexicon.intents["appointments"].search(asked)))
    if weekend:
        back = 0 if ahead or (today.weekday() == 5 and not last) else 7
        saturday = today + timedelta((5 - today.weekday()) % 7 - back)
        return Span(saturday, saturday + timedelta(1), weekend.group())
    days = (next(i for i, name in enumerate(names) if named.group().startswith(name)) - today.weekday()) % 7
    day = today + timedelta(days if ahead or (not days and not last) else days - 7)
    return Span(day, day, named.group())
