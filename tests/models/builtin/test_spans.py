"""When somebody means: words of time as days of the calendar, on days that make it hard."""

from datetime import date

import pytest

from copilot.models.builtin.lexicon import lexicon, plain
from copilot.models.builtin.spans import span_in

WEDNESDAY = date(2026, 3, 18)

Days = tuple[str | None, str | None]


def days(words: str, today: date = WEDNESDAY, language: str = "en") -> Days | None:
    span = span_in(plain(words), lexicon(language), today)
    if span is None:
        return None
    return (span.since.isoformat() if span.since else None, span.until.isoformat() if span.until else None)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("what did she buy today", ("2026-03-18", "2026-03-18")),
        ("who came yesterday", ("2026-03-17", "2026-03-17")),
        ("appointments this week", ("2026-03-16", "2026-03-22")),
        ("appointments next week", ("2026-03-23", "2026-03-29")),
        ("purchases last week", ("2026-03-09", "2026-03-15")),
        ("this month", ("2026-03-01", "2026-03-31")),
        ("last month", ("2026-02-01", "2026-02-28")),
        ("this year", ("2026-01-01", "2026-12-31")),
        ("last year", ("2025-01-01", "2025-12-31")),
        ("the year before last", ("2024-01-01", "2024-12-31")),
        ("in 2024", ("2024-01-01", "2024-12-31")),
        ("in March 2024", ("2024-03-01", "2024-03-31")),
        ("in February", ("2026-02-01", "2026-02-28")),
        ("in December", ("2025-12-01", "2025-12-31")),
        ("on 5 May 2025", ("2025-05-05", "2025-05-05")),
        ("on the 5th of May 2025", ("2025-05-05", "2025-05-05")),
        ("on May 5 2025", ("2025-05-05", "2025-05-05")),
        ("on 2025-05-05", ("2025-05-05", "2025-05-05")),
        ("in the last 3 months", ("2025-12-18", "2026-03-18")),
        ("in the last month and a half", ("2026-02-03", "2026-03-18")),
        ("over the past year and a half", ("2024-09-18", "2026-03-18")),
        ("in the past two weeks", ("2026-03-04", "2026-03-18")),
        ("last month", ("2026-02-01", "2026-02-28")),
        ("in the last month", ("2026-02-18", "2026-03-18")),
        ("four days ago", ("2026-03-14", "2026-03-14")),
        ("not seen for six months", ("2025-09-18", "2026-03-18")),
    ],
)
def test_days_weeks_months_and_years(words: str, expected: Days) -> None:
    assert days(words) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "my appointments in the next seven days"),
        ("en", "who comes in the coming days"),
        ("fr", "mes rdv sur les sept prochains jours"),
        ("fr", "qui vient dans les prochains jours"),
        ("it", "i miei appuntamenti dei prossimi sette giorni"),
        ("it", "chi viene nei prossimi giorni"),
        ("es", "mis citas de los siete próximos días"),
        ("es", "quién viene en los próximos días"),
    ],
)
def test_the_days_that_come_begin_today_and_are_seven_where_no_number_is_said(language: str, words: str) -> None:
    assert days(words, language=language) == ("2026-03-18", "2026-03-25")


@pytest.mark.parametrize(
    ("words", "today", "expected"),
    [
        ("in spring", date(2026, 3, 18), ("2026-03-01", "2026-05-31")),
        ("in spring", date(2026, 2, 1), ("2025-03-01", "2025-05-31")),
        ("last spring", date(2026, 3, 18), ("2025-03-01", "2025-05-31")),
        ("last spring", date(2026, 8, 1), ("2026-03-01", "2026-05-31")),
        ("last winter", date(2026, 3, 18), ("2025-12-01", "2026-02-28")),
        ("last winter", date(2024, 3, 18), ("2023-12-01", "2024-02-29")),
        ("last winter", date(2026, 1, 18), ("2024-12-01", "2025-02-28")),
        ("the summer before last", date(2026, 3, 18), ("2024-06-01", "2024-08-31")),
        ("autumn 2024", date(2026, 3, 18), ("2024-09-01", "2024-11-30")),
    ],
)
def test_seasons_are_those_that_have_begun(words: str, today: date, expected: Days) -> None:
    assert days(words, today) == expected


@pytest.mark.parametrize(
    ("words", "today", "expected"),
    [
        ("for Christmas", date(2026, 3, 18), ("2025-12-01", "2025-12-31")),
        ("last Christmas", date(2026, 3, 18), ("2025-12-01", "2025-12-31")),
        ("last Christmas", date(2026, 12, 10), ("2025-12-01", "2025-12-31")),
        ("for Christmas", date(2026, 12, 10), ("2026-12-01", "2026-12-31")),
        ("the Christmas before last", date(2026, 3, 18), ("2024-12-01", "2024-12-31")),
        ("Christmas 2023", date(2026, 3, 18), ("2023-12-01", "2023-12-31")),
        ("for Valentine's day", date(2026, 3, 18), ("2026-02-01", "2026-02-14")),
        ("at Easter 2025", date(2026, 3, 18), ("2025-03-30", "2025-04-21")),
    ],
)
def test_feasts(words: str, today: date, expected: Days) -> None:
    assert days(words, today) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("since spring", ("2026-03-01", None)),
        ("since March 2024", ("2024-03-01", None)),
        ("since the summer", ("2025-06-01", None)),
        ("since last year", ("2025-01-01", None)),
        ("since Christmas", ("2025-12-01", None)),
        ("before 2025", (None, "2024-12-31")),
        ("before March 2025", (None, "2025-02-28")),
        ("before last summer", (None, "2025-05-31")),
        ("since last summer", ("2025-06-01", None)),
        ("since last Christmas", ("2025-12-01", None)),
        ("before last March", (None, "2025-02-28")),
    ],
)
def test_since_and_before_are_open_at_one_end(words: str, expected: Days) -> None:
    assert days(words) == expected


@pytest.mark.parametrize(
    ("words", "today", "expected"),
    [
        ("last month", date(2024, 3, 31), ("2024-02-01", "2024-02-29")),
        ("in February 2024", date(2026, 3, 18), ("2024-02-01", "2024-02-29")),
        ("on 29 February 2024", date(2026, 3, 18), ("2024-02-29", "2024-02-29")),
        ("in the last 12 months", date(2024, 2, 29), ("2023-02-28", "2024-02-29")),
        ("last year", date(2024, 2, 29), ("2023-01-01", "2023-12-31")),
        ("yesterday", date(2024, 3, 1), ("2024-02-29", "2024-02-29")),
        ("next month", date(2024, 1, 31), ("2024-02-01", "2024-02-29")),
    ],
)
def test_leap_days_and_ends_of_months(words: str, today: date, expected: Days) -> None:
    assert days(words, today) == expected


@pytest.mark.parametrize(("ago", "month"), [("a year ago", "2025-03"), ("six months ago", "2025-09"), ("two years ago", "2024")])
def test_ago_is_about_that_time(ago: str, month: str) -> None:
    span = days(ago)

    assert span is not None
    assert span[0] is not None
    assert span[1] is not None
    assert span[0] <= f"{month}-31"
    assert span[1] >= f"{month}-01" if "-" in month else span[1].startswith(month)


@pytest.mark.parametrize(
    "words",
    ["may I write to her", "they march on", "how much is the 2450 tote"],
)
def test_what_only_looks_like_a_time_is_none(words: str) -> None:
    assert days(words) is None


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("fr", "l'année dernière", ("2025-01-01", "2025-12-31")),
        ("fr", "depuis le printemps", ("2026-03-01", None)),
        ("fr", "l'automne dernier", ("2025-09-01", "2025-11-30")),
        ("fr", "en mars 2024", ("2024-03-01", "2024-03-31")),
        ("fr", "avant noël", (None, "2025-11-30")),
        ("it", "l'anno scorso", ("2025-01-01", "2025-12-31")),
        ("it", "la settimana scorsa", ("2026-03-09", "2026-03-15")),
        ("it", "a natale", ("2025-12-01", "2025-12-31")),
        ("it", "a marzo 2024", ("2024-03-01", "2024-03-31")),
        ("es", "el año pasado", ("2025-01-01", "2025-12-31")),
        ("es", "desde la primavera", ("2026-03-01", None)),
        ("es", "en marzo de 2024", ("2024-03-01", "2024-03-31")),
        ("fr", "depuis l'été dernier", ("2025-06-01", None)),
        ("es", "el mes pasado", ("2026-02-01", "2026-02-28")),
    ],
)
def test_the_same_in_other_languages(language: str, words: str, expected: Days) -> None:
    assert days(words, language=language) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("between march and may", ("2025-03-01", "2025-05-31")),
        ("between march and may 2024", ("2024-03-01", "2024-05-31")),
        ("from 3 to 10 February", ("2026-02-03", "2026-02-10")),
        ("from December to February", ("2025-12-01", "2026-02-28")),
        ("between 2023 and 2024", ("2023-01-01", "2024-12-31")),
        ("between 200 and 500", None),
        ("by this time last year", (None, "2025-03-18")),
        ("in the second quarter of 2025", ("2025-04-01", "2025-06-30")),
        ("in the first half of last year", ("2025-01-01", "2025-06-30")),
        ("at the end of 2024", ("2024-11-01", "2024-12-31")),
        ("since the beginning of the year", ("2026-01-01", None)),
        ("two summers ago", ("2024-06-01", "2024-08-31")),
        ("three Christmases ago", ("2023-12-01", "2023-12-31")),
        ("since Monday", ("2026-03-16", None)),
        ("last Tuesday", ("2026-03-17", "2026-03-17")),
        ("appointments on Friday", ("2026-03-20", "2026-03-20")),
        ("last weekend", ("2026-03-14", "2026-03-15")),
        ("a fortnight ago", ("2026-02-17", "2026-03-19")),
        ("half a year ago", ("2025-09-03", "2025-10-03")),
    ],
)
def test_times_that_are_built_from_others(words: str, expected: Days | None) -> None:
    assert days(words) == expected


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("fr", "de mars à mai 2025", ("2025-03-01", "2025-05-31")),
        ("fr", "il y a deux étés", ("2024-06-01", "2024-08-31")),
        ("fr", "l'an dernier à la même époque", ("2025-03-03", "2025-04-02")),
        ("it", "tra marzo e maggio 2025", ("2025-03-01", "2025-05-31")),
        ("it", "due estati fa", ("2024-06-01", "2024-08-31")),
        ("it", "un paio di settimane fa", ("2026-02-17", "2026-03-19")),
        ("es", "entre marzo y mayo de 2025", ("2025-03-01", "2025-05-31")),
        ("es", "hace dos veranos", ("2024-06-01", "2024-08-31")),
        ("es", "a principios de 2025", ("2025-01-01", "2025-02-28")),
    ],
)
def test_such_times_in_the_other_languages(language: str, words: str, expected: Days) -> None:
    assert days(words, language=language) == expected


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("nothing for more than half a year", "en", "2025-09-18"),
        ("not a thing for a full year", "en", "2025-03-18"),
        ("in the last eighty-five days", "en", "2025-12-23"),
        ("les cent vingt derniers jours", "fr", "2025-11-18"),
        ("les quatre-vingt-dix derniers jours", "fr", "2025-12-18"),
        ("depuis moins d'une semaine", "fr", "2026-03-11"),
        ("negli ultimi ottanta giorni", "it", "2025-12-28"),
        ("da più di mezzo anno", "it", "2025-09-18"),
        ("en los últimos doscientos días", "es", "2025-08-30"),
        ("hace más de medio año que no compra", "es", "2025-09-18"),
    ],
)
def test_numbers_in_words_and_halves_count_back_from_today(words: str, language: str, expected: str) -> None:
    assert days(words, language=language) == (expected, "2026-03-18")
