"""What a note asks to leave unsaid, and how far the request reaches."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from copilot.domain.provenance import Provenance
from copilot.reading.clauses import Clause
from copilot.reading.cues import any_of, pattern
from copilot.reading.heard import SILENT, Heard

_BUSINESS = (Provenance.PURCHASE, Provenance.SERVICE)
_FAR = 3  #: sentences; a request seldom means what stands further back


def _asks(words: str, language: str) -> bool:
    """Whether a clause asks that something stay unsaid."""
    return bool(any_of("provenance", SILENT, language).search(words))


class _Note:
    """A note's clauses with what is known of them, asked by place."""

    def __init__(self, clauses: Sequence[Clause], topics: Sequence[str], heard: Sequence[Heard]) -> None:
        self.clauses, self.topics, self.heard = clauses, topics, heard
        self.sentences = [list(places) for _, places in groupby(range(len(clauses)), lambda at: clauses[at].sentence)]
        #: Which of these sentences holds a clause.
        self.sentence_of = {at: number for number, places in enumerate(self.sentences) for at in places}

    def is_close(self, at: int) -> bool:
        """Whether the clause holds something that one would be asked not to say."""
        return bool(self.topics[at]) or self.heard[at].provenance in (Provenance.THIRD_PARTY, Provenance.INFERRED)

    def holds_its_own(self, at: int) -> bool:
        """Whether the clause tells something itself, rather than only asking."""
        return self.heard[at].said_so and self.heard[at].provenance is not Provenance.INTERNAL

    def is_business(self, at: int) -> bool:
        """Whether it is a plain purchase or repair, which the client may always hear about."""
        return self.heard[at].provenance in _BUSINESS and not self.topics[at]


def left_unsaid(clauses: Sequence[Clause], topics: Sequence[str], heard: Sequence[Heard], language: str) -> frozenset[int]:
    """Which clauses are not to be mentioned."""
    note, hushed, given_away = _Note(clauses, topics, heard), set[int](), False
    seen = set[tuple[int, bool]]()
    for at in range(len(clauses)):
        if _asks(clauses[at].words, language):
            surprise = bool(pattern("provenance", "surprise", language).search(clauses[at].words))
            given_away |= surprise
            hushed.update((at, *_before(note, at, language, surprise=surprise)))
            if (note.sentence_of[at], surprise) not in seen:  # once a sentence, however often it asks
                seen.add((note.sentence_of[at], surprise))
                hushed.update(_beside(note, at, surprise=surprise))
        elif given_away and heard[at].provenance in _BUSINESS:
            hushed.add(at)  # the ring, its box and its deposit would all give the proposal away
    return frozenset(hushed)


def _beside(note: _Note, at: int, *, surprise: bool) -> Iterable[int]:
    """The request's own sentence, without the plain repair in it where something closer is meant."""
    mine = note.sentences[note.sentence_of[at]]
    if not surprise and any(note.is_close(one) for one in mine):
        return [one for one in mine if not note.is_business(one)]
    return mine


def _before(note: _Note, at: int, language: str, *, surprise: bool) -> Iterable[int]:
    """What stood before: "He is ill. Bought a belt. Don't mention it." means the illness."""
    sentence = note.sentence_of[at]
    mine = note.sentences[sentence]
    if pattern("provenance", "all_of_it", language).search(note.clauses[at].words):
        return range(at)
    if any(not note.is_business(one) for one in mine if one < at) or (surprise and note.holds_its_own(at)):
        return ()
    if not sentence:  # "Confidential! He is ill."
        only_asks = len(mine) == 1 and note.heard[at].provenance is not Provenance.TOLD_US
        return note.sentences[1] if only_asks and len(note.sentences) > 1 else ()
    return _meant(note, sentence, first=at == mine[0])


def _meant(note: _Note, sentence: int, *, first: bool) -> list[int]:
    """The sentences meant, up to the nearest one that holds something close; the last one where none does."""
    between: list[int] = []
    for back in range(sentence - 1, max(-1, sentence - 1 - _FAR), -1):
        places = note.sentences[back]
        if any(note.is_close(one) for one in places):
            if back and _topics(note, places) & _topics(note, note.sentences[back - 1]):
                between += note.sentences[back - 1]  # "Very thin, tired eyes. Ill? Don't ask." is one matter
            return [one for one in (*places, *between) if not note.is_business(one)]
        between += places
    if not first:
        return []
    nearest = note.sentences[sentence - 1]
    return [next((one for one in between if not note.is_business(one)), nearest[0]), *nearest]


def _topics(note: _Note, places: Iterable[int]) -> set[str]:
    return {note.topics[one] for one in places} - {""}
