"""
Putting passages in order: words and meaning weighed alike, and then what surrounds a passage.

The weights were not learned. They say what is plausible of notes: words and meaning count the same; a question that
names a writer or a month means it; the note before or after on the same day often belongs to the same matter; a note
that only asks something answers nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from babel.dates import get_month_names
from numpy.typing import NDArray

from copilot.retrieval.entry import Entry
from copilot.retrieval.wording import fold, tokens

WRITER_NAMED = 1.0
MONTH_NAMED = 0.5
NOTE_BEFORE, NOTE_AFTER = 0.4, 0.2
SAME_DAY = 0.4
ONLY_ASKS = 1.0
_BEST_OF_A_DAY = 5

Scores = NDArray[np.float32]


def fused(words: Scores, cosines: Scores | None) -> Scores:
    """Both on one scale, in equal parts. An unknown cosine (NaN) counts as an average one."""
    if cosines is None:
        return spread(words)
    known = np.isfinite(cosines)
    filled = np.where(known, cosines, cosines[known].mean() if known.any() else 0)
    return 0.5 * spread(words) + 0.5 * spread(filled)


def in_context(scores: Scores, question: str, entries: Sequence[Entry]) -> Scores:
    """The scores of one client's entries, which come oldest first, with what the question names and what lies around."""
    moved = by_name(scores, question, entries)
    around = moved.copy()
    days: dict[date, list[int]] = {}
    notes = [at for at, entry in enumerate(entries) if entry.kind == "note"]
    for before, after in pairwise(notes):
        if entries[before].on == entries[after].on:
            around[after] += NOTE_BEFORE * moved[before]
            around[before] += NOTE_AFTER * moved[after]
    for at in notes:
        days.setdefault(entries[at].on, []).append(at)
    matter = np.zeros_like(scores)
    for same in days.values():
        best = np.sort(scores[same])[-_BEST_OF_A_DAY:]
        matter[same] = best.mean() if len(same) > 1 else 0
    around += SAME_DAY * matter
    around -= ONLY_ASKS * np.array([entry.text.rstrip().endswith(("?", "？")) for entry in entries])
    return around


def by_name(scores: Scores, question: str, entries: Sequence[Entry]) -> Scores:
    """What was written by somebody whom the question names, or in a month or year that it names, comes forward."""
    moved = scores.astype(np.float32)
    asked = set(tokens(question))
    writers = {entry.author for entry in entries if entry.author}
    named = {writer for writer in writers if asked & set(tokens(writer.split()[0]))}
    if named and named != writers:
        moved += WRITER_NAMED * np.array([entry.author in named for entry in entries])
    if when := times_named(question):
        moved += MONTH_NAMED * np.array([when.holds(entry.on) for entry in entries])
    return moved


@dataclass(frozen=True)
class TimesNamed:
    """The months and years that stand in a question."""

    months: frozenset[int]
    years: frozenset[int]

    def holds(self, day: date) -> bool:
        """Whether a day lies in them."""
        return (not self.months or day.month in self.months) and (not self.years or day.year in self.years)


_MONTHS = {
    fold(name): number
    for language in ("en", "fr", "it", "es")
    for width in ("wide", "abbreviated")
    for number, name in get_month_names(width, locale=language).items()
    if len(name) > 3 or width == "wide"
}
_ALSO_VERBS = {"may", "march"}  # months only with a capital, and not at the start


def times_named(question: str) -> TimesNamed | None:
    """The months and years that a question names, in any of our languages; None when it names none."""
    months = {int(number) for number in re.findall(r"(?<!\d)(1[0-2]|[1-9])\s?月", question)}
    for at, word in enumerate(re.findall(r"[^\W\d_]+", question)):
        number = _MONTHS.get(fold(word))
        if number and (fold(word) not in _ALSO_VERBS or (at and word[0].isupper())):
            months.add(number)
    years = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", question)}
    return TimesNamed(frozenset(months), frozenset(years)) if months or years else None


def spread(scores: Scores) -> Scores:
    """The scores by how far each lies from their mean."""
    width = float(scores.std())
    return np.zeros_like(scores) if width < 1e-9 else np.asarray((scores - scores.mean()) / width, dtype=np.float32)
