"""How well notes are read, counted on labelled ones. Run `python -m tests.reading.notes_scored` to see the figures."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from copilot.domain.provenance import Provenance
from copilot.reading.notes import FactRead, facts_in

DATA = Path(__file__).parent / "data"


@dataclass
class Marks:
    """A count of yes and no against the labels."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def count(self, said: bool, true: bool) -> None:
        """One more fact."""
        self.hits += said and true
        self.false += said and not true
        self.missed += true and not said

    @property
    def precision(self) -> float:
        """Of what was marked, the share that should be."""
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        """Of what should be marked, the share that was."""
        return self.hits / max(1, self.hits + self.missed)


@dataclass
class Score:
    """The result on one set of notes."""

    facts: int = 0
    right: int = 0
    careful: int = 0  #: never less careful than the label
    hushed: Marks = field(default_factory=Marks)
    sensitive: Marks = field(default_factory=Marks)
    confusions: Counter[str] = field(default_factory=Counter)


def notes_from(name: str) -> Iterator[dict[str, Any]]:
    """The labelled notes of one file."""
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read(note: dict[str, Any]) -> tuple[FactRead, ...]:
    """What the product reads from a labelled note."""
    return facts_in(note["text"], language=note["language"], written_on=date.fromisoformat(note["written_on"]))


def score(notes: Iterable[dict[str, Any]]) -> Score:
    """Each labelled fact against the fact read that shares most of its words."""
    total = Score()
    for note in notes:
        facts = read(note)
        for label in note["facts"]:
            found, meant = _nearest(facts, note["text"], label["quote"]), Provenance(label["provenance"])
            total.facts += 1
            total.right += found.provenance is meant
            total.careful += found.provenance.care >= meant.care
            total.hushed.count(found.do_not_mention, label["do_not_mention"])
            total.sensitive.count(found.sensitive, label["sensitive"])
            if found.provenance is not meant:
                total.confusions[f"{meant} read as {found.provenance}"] += 1
    return total


def _nearest(facts: tuple[FactRead, ...], text: str, quote: str) -> FactRead:
    start = text.index(quote)
    return max(facts, key=lambda one: min(start + len(quote), one.start + len(one.quote)) - max(start, one.start))


def main() -> None:
    """Print the figures of each set, and the time a note takes."""
    for name in ("notes_dev", "notes_dev_other_hands", "notes_other_hands"):
        notes = list(notes_from(name))
        s = score(notes)
        began = time.perf_counter()
        for note in notes * 10:
            read(note)
        each = (time.perf_counter() - began) / len(notes) * 100
        print(f"{name}: {len(notes)} notes, {s.facts} facts, provenance right {s.right / s.facts:.1%}, ", end="")
        print(f"never less careful {s.careful / s.facts:.1%}, {each:.2f} ms a note")
        for what, marks in (("do not mention", s.hushed), ("sensitive", s.sensitive)):
            print(f"  {what}: precision {marks.precision:.2f}, recall {marks.recall:.2f}")
        print("  " + ", ".join(f"{kind} {times}" for kind, times in s.confusions.most_common(8)))


if __name__ == "__main__":
    main()
