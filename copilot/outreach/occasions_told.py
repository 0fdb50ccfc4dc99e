"""The occasions that a client gave us for that, and that still lie ahead."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from sqlmodel import Session, col, select

from copilot.domain.provenance import Provenance
from copilot.domain.wording import fold
from copilot.reading.when import day_named
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
    on = day_named(fact.text, fact.learned_on)
    return Told(f"fact:{fact.id}", name, on, fact.learned_on)


def _stands(cue: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(cue)}", text) is not None


@cache
def _occasion_words() -> dict[str, dict[str, list[str]]]:
    return dict(yaml.safe_load(Path(__file__).with_name("occasion_words.yaml").read_text(encoding="utf-8")))
