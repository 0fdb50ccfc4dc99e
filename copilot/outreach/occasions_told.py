"""The occasions that a client gave us for that, and that still lie ahead."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from babel.dates import get_month_names
from sqlmodel import Session, col, select

from copilot.domain.provenance import Provenance
from copilot.domain.wording import fold
from copilot.models.builtin.writing.lines import LANGUAGES
from copilot.records.knowledge import Fact
from copilot.records.people import Client

_TOLD_FOR = 730  #: days after which what was told is asked again


@dataclass(frozen=True)
class Told:
    """An occasion that the client shared with us for it."""

    id: str
    name: str  #: wedding, trip...; `day` where the word for it is not known
    on: date | None
    told_on: date


def occasions_told(session: Session, client: Client, today: date) -> tuple[Told, ...]:
    """The occasions that the client gave us and that still lie ahead, the nearest first."""
    rows = session.exec(
        select(Fact)
        .where(
            Fact.client_id == client.id,
            Fact.provenance == Provenance.TOLD_US.value,
            col(Fact.note_id).is_(None),
            col(Fact.withdrawn_at).is_(None),
            col(Fact.superseded_by_id).is_(None),
            col(Fact.do_not_mention).is_(False),
            col(Fact.sensitive).is_(False),
        )
        .order_by(col(Fact.id))
    ).all()
    found = [told for fact in rows if (told := _told(fact, today))]
    return tuple(sorted(found, key=lambda one: (one.on is None, one.on or today)))


def _told(fact: Fact, today: date) -> Told | None:
    words, text = _occasion_words(), fold(f"{fact.subject} {fact.text}")
    if any(fold(cue) in text for cue in words["hushed"]) or (today - fact.learned_on).days > _TOLD_FOR:
        return None
    name = next((name for name, cues in words["named"].items() if any(_stands(fold(cue), text) for cue in cues)), "")
    if not name or (name in words["personal"] and not any(fold(cue) in text for cue in words["given"])):
        return None
    if fact.valid_until and fact.valid_until < today:
        return None
    return Told(f"fact:{fact.id}", name, _day_in(text, today, yearly=name in words["personal"]), fact.learned_on)


def _day_in(text: str, today: date, *, yearly: bool) -> date | None:
    """The day that the words name with its month; where no year stands there or it comes back, the next such day."""
    found = _dated().search(text)
    if not found:
        return None
    day, month = int(found["day"] or found["day2"]), _months()[found["month"] or found["month2"]]
    years = [int(found["year"])] if found["year"] and not yearly else [today.year, today.year + 1]
    for year in years:
        try:
            on = date(year, month, day)
        except ValueError:  # 29 February of a year without one, or no day at all
            continue
        if on >= today or (found["year"] and not yearly):
            return on
    return None


@cache
def _months() -> dict[str, int]:
    return {fold(name): number for language in LANGUAGES for number, name in get_month_names("wide", locale=language).items()}


@cache
def _dated() -> re.Pattern[str]:
    months = "|".join(sorted(_months(), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of |de |di )?(?P<month>{months})"
        rf"|(?P<month2>{months})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b(?:,?\s+(?:de |di )?(?P<year>20\d\d))?"
    )


def _stands(cue: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(cue)}", text) is not None


@cache
def _occasion_words() -> dict[str, dict[str, list[str]]]:
    return dict(yaml.safe_load(Path(__file__).with_name("occasion_words.yaml").read_text(encoding="utf-8")))
