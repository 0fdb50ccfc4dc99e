"""How a clause says we came to know it: who spoke, what was seen, what is only supposed.

One place for the whole product. Where the words allow two readings, the one that asks for more care is taken.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from copilot.domain.provenance import Provenance
from copilot.reading.clauses import Clause
from copilot.reading.cues import any_of, pattern
from copilot.reading.speaker import CLIENT, Sentence, speaker_in

_GROUPS = {
    "third_party": Provenance.THIRD_PARTY,
    "overheard": Provenance.OBSERVED,
    "observed": Provenance.OBSERVED,
    "inferred": Provenance.INFERRED,
    "internal": Provenance.INTERNAL,
    "purchase": Provenance.PURCHASE,
    "service": Provenance.SERVICE,
}
SILENT = ("silence", "surprise")  #: asks that something stay unsaid
#: "Ill?" is a guess with a single mark.
_QUESTION = re.compile(r"[^?]{1,40}\?")
_APART = ("stop", "semi", "dash")
_LIST = re.compile(r"\s(?:&|\+|and|et|e|y)\s")
_SOMEBODY = re.compile(
    r"\b(?:she|he|her|his|they|their|i|we|us|it|elle|il|sa|son|ses|lei|lui|suo|sua|ella|el|su|sus|le|is|was|are|were|has|had|"
    r"not?|non|pas|sin|sans|senza|without|with|needs?|for|after|kept|sat|est|si|avec|con|col|era|ha|a|tiene|es)\b"
)
_EVERY = (*_GROUPS, "told_us", "order", "promise", *SILENT, "setting")


class Heard(NamedTuple):
    """How one clause reached us, whether it says so in its own words, and whether it is a promise of ours."""

    provenance: Provenance
    said_so: bool
    is_promise: bool


def how_heard(clauses: Sequence[Clause], text: str, language: str, about_life: Sequence[bool]) -> tuple[Heard, ...]:
    """How each clause of a note reached us, in order. `about_life` marks those that tell of a life rather than a manner."""
    sentence, heard = Sentence(), []
    for clause, life in zip(clauses, about_life, strict=True):
        if clause.sentence != sentence.number:
            sentence = Sentence(clause.sentence, hearsay_before=sentence.frame is Provenance.THIRD_PARTY)
        elif clause.after in ("semi", "dash") and sentence.frame is not Provenance.THIRD_PARTY:
            sentence = Sentence(clause.sentence)
        heard.append(_one(clause, text, language, sentence, life))
        if heard[-1].provenance is Provenance.THIRD_PARTY:
            _reach_back(heard, clauses)
    return tuple(heard)


def _reach_back(heard: list[Heard], clauses: Sequence[Clause]) -> None:
    """ "The flat is sold, her agent told me": what stood bare before its source is that person's word too."""
    last = len(heard) - 1
    for at in range(last - 1, -1, -1):
        if heard[at].said_so or clauses[at].sentence != clauses[last].sentence:
            return
        if heard[at].provenance is Provenance.INFERRED:
            heard[at] = heard[at]._replace(provenance=Provenance.THIRD_PARTY)


def _one(clause: Clause, text: str, language: str, sentence: Sentence, life: bool) -> Heard:
    words = clause.words
    promise = _ours(words, language)
    if clause.after == "colon" and sentence.other and sentence.frame is not Provenance.TOLD_US:
        sentence.frame = Provenance.THIRD_PARTY  # "her friend Marta, doing her nails: the husband moved out"
    found: set[Provenance] = set()
    if any_of("provenance", tuple(_GROUPS), language).search(words):
        found = {meant for group, meant in _GROUPS.items() if pattern("provenance", group, language).search(words)}
    if pattern("provenance", "order", language).match(words):
        found.add(Provenance.INTERNAL)
    spoken = speaker_in(clause, text, language, sentence)
    if promise:
        # Our own word given to a client is theirs to know; "keep", "send" and "call" in it command nobody.
        found = (found - {Provenance.INTERNAL}) | {Provenance.SERVICE}
    elif spoken:
        found.add(spoken)
    if Provenance.PURCHASE in found and sentence.other and not spoken and not promise:
        found.add(Provenance.THIRD_PARTY)
    if sentence.frame is Provenance.THIRD_PARTY and spoken is not Provenance.TOLD_US and Provenance.INTERNAL not in found:
        found.add(Provenance.THIRD_PARTY)
    if not found and sentence.frame is not Provenance.TOLD_US and any_of("provenance", SILENT, language).search(words):
        found.add(Provenance.INTERNAL)
    if found:
        strongest = max(found, key=lambda one: one.care)
        if strongest in (Provenance.THIRD_PARTY, Provenance.TOLD_US, Provenance.INTERNAL):
            sentence.frame = strongest
        return Heard(strongest, said_so=True, is_promise=promise)
    return Heard(_unsaid(clause, language, sentence, life), said_so=False, is_promise=False)


def says_something(words: str, language: str) -> bool:
    """Whether a clause holds any cue of its own, be it only the scene."""
    return bool(any_of("provenance", _EVERY, language).search(words))


def _unsaid(clause: Clause, language: str, sentence: Sentence, life: bool) -> Provenance:
    """A bare statement: in somebody's mouth while they speak; else seen where it is a manner, supposed where it is a life."""
    if sentence.frame is Provenance.INTERNAL:
        return Provenance.INTERNAL
    if sentence.frame is Provenance.TOLD_US and not _only_manner(clause, language, life):
        return Provenance.TOLD_US
    if _QUESTION.fullmatch(clause.words):
        return Provenance.INFERRED
    if not life and _is_till_line(clause, language):
        return Provenance.PURCHASE
    if not life or pattern("provenance", "setting", language).search(clause.words):
        return Provenance.OBSERVED
    return Provenance.THIRD_PARTY if sentence.hearsay_before else Provenance.INFERRED


def _is_till_line(clause: Clause, language: str) -> bool:
    """ "Two linen shirts", "wool coat & gloves": counted or listed, with no word of who did what."""
    words = clause.words
    if clause.after not in _APART or len(words) > 70 or _SOMEBODY.search(words):
        return False
    if not pattern("provenance", "goods", language).search(words):
        return False
    return bool(pattern("provenance", "count", language).match(words) or _LIST.search(words))


def _only_manner(clause: Clause, language: str, life: bool) -> bool:
    """ "very polite", "laughing": what the writer saw while the client spoke."""
    return not life and len(clause.words.split()) <= 3 and bool(pattern("provenance", "setting", language).search(clause.words))


def _ours(words: str, language: str) -> bool:
    """Whether we gave our word here; a client who promised something did not bind us."""
    found = pattern("provenance", "promise", language).search(words)
    if not found:
        return False
    theirs = CLIENT.search(words[: found.start()])
    return not (theirs and found[0].lstrip().startswith(("promis", "prom")))
