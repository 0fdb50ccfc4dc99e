"""A verdict in the language of its reader: each finding's reason, what it is called, what moves the distance."""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names

from copilot.chat.words import say, words
from copilot.domain.verdict import MOMENT, Decision, Distance, Finding, Kind, Severity, Verdict
from copilot.domain.wording import locale_of

_OTHERS = "reason_other_people_plain"
_NOT_JUDGED = "not_judged"
_NEAR, _RIGHT = 45, 15  #: of the gauge: up to here a little off, up to here right
#: How the reasons begin for which something could not be read, and what they are called here.
_UNREAD = {"it is not written in Latin": "letters", "it has ": "long", "the reader failed": "reader"}
_FAR = re.compile(r"([\d,]+) of ([\d,]+) .+, the furthest from these words")
_DAYS = {name: day for day, name in get_day_names("wide", locale="en").items()}


def reason_in(finding: Finding, language: str, *, of_others: bool = False) -> str:
    """Why it matters, in one sentence; of what concerns somebody else no more than that it does."""
    said = words("guard", language)
    if of_others:
        return said[_OTHERS]
    key = "reason_not_judged" if finding.case == _NOT_JUDGED else f"reason_{finding.rule}_{finding.case}"
    sentence = said.get(key)
    return sentence.format(**_filled(finding.filled, said, language)) if sentence else finding.reason


def unmended_in(finding: Finding, language: str) -> str:
    """Why there is no better wording, in the reader's language; as the guard has it where there is no translation of it."""
    english, said = words("guard", "en"), words("guard", language)
    known = (key for key, sentence in english.items() if key.startswith("unmended_") and sentence == finding.unmended)
    return said[key] if (key := next(known, "")) else finding.unmended


def skipped_in(verdict: Verdict, language: str) -> str:
    """What was not looked at, in one sentence; empty where everything was."""
    said = words("guard", language)

    def one(what: str) -> str:
        if found := _FAR.fullmatch(what):
            far, every = (int(number.replace(",", "")) for number in found.groups())
            return say("guard", "skipped_far", language, far=far, all=every)
        if what.endswith("did not answer"):
            return said["skipped_model"]
        return said["skipped_wording"] if what.startswith("no better wording") else what

    told = "; ".join(dict.fromkeys(one(what) for what in verdict.skipped))
    return said["skipped"].format(what=told) if told else ""


def decision_in(verdict: Verdict, language: str) -> str:
    """What is to be done now, in one sentence."""
    said, held = words("guard", language), [one for one in verdict.findings if one.severity is Severity.HOLD]
    if verdict.decision is not Decision.HOLD:
        return said[verdict.decision.value]
    if all(one.kind in MOMENT for one in held):
        return said["hold_moment"]
    if any(one.rule == "readable" and one.case == "empty" for one in held):
        return said["hold_empty"]
    return said["hold_unjudged" if any(one.kind in (Kind.NOT_JUDGED, Kind.UNREADABLE) for one in held) else "hold"]


def distance_in(distance: Distance, language: str) -> str:
    """How far the gauge stands from right, in a word or two."""
    side = "close" if distance.value > 0 else "far"
    size = abs(distance.value)
    key = "right" if size <= _RIGHT else f"a_little_{side}" if size <= _NEAR else side
    return words("guard", language)[f"gauge_{key}"]


def moved_by(distance: Distance, language: str) -> list[str]:
    """The two or three things that move the gauge."""
    said = words("guard", language)
    return [said.get(f"moves_{cause}", cause.replace("_", " ")) for cause in distance.because]


def moment_in(at: datetime, zone: str, language: str) -> str:
    """ "Friday 20 March, 09:00", on the client's clock."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "EEEE d MMMM, HH:mm", locale=locale_of(language))


def _filled(holes: Mapping[str, str], said: Mapping[str, str], language: str) -> dict[str, str]:
    """What fills a rule's sentence, in the reader's language; as the rule has it where there is no word for it."""
    return {name: _one(name, value, said, language) for name, value in holes.items()}


def _one(name: str, value: str, said: Mapping[str, str], language: str) -> str:
    match name:
        case "channel" | "style" | "about" | "topic":
            return said.get(f"{name}_{value.replace(' ', '_')}", value)
        case "wanted_channel":
            return said.get(f"channel_{value}", value)
        case "kind":
            return said.get(f"case_{value}", value)
        case "why":
            key = next((name for begin, name in _UNREAD.items() if value.startswith(begin)), "language")
            return value if language[:2] == "en" else said[f"unread_{key}"]
        case "opened":
            return _day(value, language)
        case "now":
            day, _, clock = value.rpartition(" ")
            names = get_day_names("wide", locale=locale_of(language))
            return f"{names[_DAYS[day]]} {clock}" if day in _DAYS else value
        case _:
            return value


def _day(value: str, language: str) -> str:
    try:
        on = datetime.strptime(value, "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return value
    return format_date(on, "d MMMM y", locale=locale_of(language))
