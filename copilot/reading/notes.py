"""A note becomes facts: what it says, about what, how we came to know it, and whether it may be said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from copilot.domain.provenance import Provenance
from copilot.reading.clauses import Clause, clauses_of
from copilot.reading.cues import any_of, groups, pattern
from copilot.reading.heard import Heard, how_heard, says_something
from copilot.reading.silence import left_unsaid
from copilot.reading.topics import is_about_it, topic_of
from copilot.reading.when import day_named

_LIFE = frozenset(("family", "job", "address", "plan", "occasion", "pet", "health"))
_PLANS = frozenset(("plan", "occasion", "address", "job", "family", "health", "wish", "service", "purchase", ""))

_LONG = 160  #: letters; a list that goes on is cut, so that reading stays quick
#: What was done or seen is over; a date in it is no plan's.
_PAST = frozenset((Provenance.PURCHASE, Provenance.OBSERVED))


@dataclass(frozen=True)
class FactRead:
    """One fact as a note states it, with what its words give away about its source."""

    quote: str  #: the note's own words, letter for letter
    start: int  #: where they begin in the note
    subject: str  #: size, taste, family, occasion, plan, address, job, health...; empty where the words do not tell
    provenance: Provenance
    do_not_mention: bool = False  #: the note asks that it stay unsaid
    sensitive: bool = False
    topic: str = ""  #: which sensitive one
    valid_until: date | None = None  #: a plan's last day, where the note names one
    due_on: date | None = None  #: for a promise of ours
    is_promise: bool = False


def facts_in(text: str, *, language: str = "en", written_on: date) -> tuple[FactRead, ...]:
    """The facts of a note in the order of its words. Any text will do; one without words holds none."""
    clauses = _gathered(clauses_of(text), language)
    topics = _topics(clauses, language)
    subjects = [topic_subject(topic) or subject_of(clause.words, language) for clause, topic in zip(clauses, topics, strict=True)]
    life = [topic not in ("", "body") or subject in _LIFE for topic, subject in zip(topics, subjects, strict=True)]
    heard = how_heard(clauses, text, language, life)
    hushed = left_unsaid(clauses, topics, heard, language)
    return tuple(
        _fact(text, clauses[at], subjects[at], topics[at], heard[at], at in hushed, written_on) for at in range(len(clauses))
    )


def _gathered(clauses: Sequence[Clause], language: str) -> list[Clause]:
    """The clauses with their crumbs: a few words after a comma that say nothing of their own stay where they are."""
    kept: list[Clause] = []
    for clause in clauses:
        before = kept[-1] if kept else None
        if before and clause.after == "comma" and before.sentence == clause.sentence and _is_crumb(before, clause, language):
            kept[-1] = replace(before, end=clause.end, words=f"{before.words}, {clause.words}")
        else:
            kept.append(clause)
    return kept


def _is_crumb(before: Clause, clause: Clause, language: str) -> bool:
    words = clause.words
    if len(before.words) > _LONG or len(words.split()) > 3 or says_something(words, language) or topic_of(words, language):
        return False
    return subject_of(words, language) in ("", "size", "taste", subject_of(before.words, language))


def _fact(text: str, clause: Clause, subject: str, topic: str, heard: Heard, hushed: bool, written_on: date) -> FactRead:
    day = day_named(clause.words, written_on)
    return FactRead(
        quote=text[clause.start : clause.end],
        start=clause.start,
        subject=subject,
        provenance=heard.provenance,
        do_not_mention=hushed,
        sensitive=bool(topic),
        topic=topic,
        valid_until=None if heard.is_promise or subject not in _PLANS or heard.provenance in _PAST else day,
        due_on=day if heard.is_promise else None,
        is_promise=heard.is_promise,
    )


def subject_of(words: str, language: str) -> str:
    """What a clause is about, in one word; empty where the words do not tell."""
    if not any_of("subjects", groups("subjects"), language).search(words):
        return ""
    return next((name for name in groups("subjects") if pattern("subjects", name, language).search(words)), "")


def topic_subject(topic: str) -> str:
    """The plain subject under which a sensitive topic is kept."""
    return {"health": "health", "pregnancy": "health", "body": "size", "child": "family", "separation": "family"}.get(topic, "")


def _topics(clauses: Sequence[Clause], language: str) -> list[str]:
    """The sensitive topic of each clause. "She confirmed it herself" is about what was said just before."""
    topics: list[str] = []
    for clause in clauses:
        topic = topic_of(clause.words, language)
        topics.append(topic or (topics[-1] if topics and is_about_it(clause.words) else ""))
    return topics
