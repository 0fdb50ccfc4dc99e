"""Sizes in a message that were measured anew since: no network is needed to see that a 43 is no 44."""

import re
from collections.abc import Iterator

from copilot.domain.reading import Delicate, Matter
from copilot.domain.situation import Known, Situation
from copilot.reading.cues import plain
from copilot.reading.learned.amounts import amounts_in
from copilot.reading.learned.overtaken import figures, is_about, lost, measures, overtaken
from copilot.reading.learned.sums import is_money, is_share
from copilot.reading.plain_text import PlainText

_BEFORE = (
    r"(?:your|his|her|their|the|an?|in|size|waist|uk|eu|us|votre|vos|ton|ta|sa|son|en|du|taille|pointure|le|une?|il|lo|la|suo|sua|tuo|"
    r"tua|nel|taglia|numero|su|tu|el|una|talla|al|del)"
)
_NEAR = 0.25  #: by which share of itself a measure may change: a collar is no chest
_PARTS = ("foot", "finger", "wrist", "waist", "neck", "body", "head", "hand")
#: "your 43", "in a 34C"; neither "the 5th" nor "in 5 days" nor "the 42 and a half".
_WORN = re.compile(
    rf"\b{_BEFORE}\s+(\d{{1,3}}(?:[.,]\d)?(?:[a-k]{{1,2}}\b)?)(?![\w%½]|[.,:/]\d|\s?(?:%|[€£$]|-)|"
    r"\s+(?:and a half|et demie?|e mezz[oa]|y medi[oa]|(?!(?:in|and|or|for|on|at|et|ou|e|o|y|out|by|to|is|was|as)\b)[a-z]+s\b))"
)
_IN_WORDS = re.compile(
    r"\b(?:x-)?(?:small|medium|large|narrow|regular|wide|slim)(?:-(?:tall|short|long|wide))?\b|\b(?:petite?|moyen|étroit|grand)\b"
    r"|\b(?:piccol|medi|grand|strett|larg)[oa]\b|\b(?:pequeñ|median|grande|estrech|anch)[oa]?\b",
    re.IGNORECASE,
)


def outgrown(text: PlainText, situation: Situation) -> Iterator[Delicate]:
    """The sizes that a later measure replaced, each with the fact that held it."""
    later = overtaken(situation.facts)
    for fact in situation.facts:
        if anew := [one for one in later.get(fact.id, ()) if _measured_anew(fact, one)]:
            since = min(one.learned_on for one in anew)
            still = [one for one in situation.facts if one.learned_on >= since and one.id != fact.id]
            for start, end in _given(text.text, fact, still, frozenset().union(*(figures(one.text) for one in anew))):
                yield Delicate(text.original(start, end), Matter.OLD, (fact.id,))


def _measured_anew(old: Known, new: Known) -> bool:
    """Whether the later fact tells the same measure of the same part of somebody: a ring size says nothing of shoes."""
    alike = bool(measures(old.text) & measures(new.text))
    parts = [{part for part in _PARTS if is_about(one.text, part)} for one in (old, new)]
    return (
        (bool(parts[0] & parts[1]) or not all(parts))
        and is_about(new.text, "measured")
        and (is_about(old.text, "measured") or alike)
    )


def _given(text: str, fact: Known, still: list[Known], anew: frozenset[float]) -> Iterator[tuple[int, int]]:
    """Where the text gives a size that the fact holds and nothing that was learned since does; `anew`: what was measured."""
    gone_figures, letters = lost(fact, still)
    near = {one for one in gone_figures if any(abs(one - other) <= _NEAR * one for other in anew)}
    sums = {one.start for one in amounts_in(text) if is_money(text, one) or is_share(text, one)}
    for match in _WORN.finditer(plain(text)):
        value = next((one.value for one in amounts_in(text) if one.start == match.start(1)), None)
        if value in near and match.start(1) not in sums:
            yield match.span(1)
    for letter in letters:
        yield from (match.span() for match in re.finditer(rf"\b{letter}\b", text))
    gone = _words(fact.text).difference(*(_words(one.text) for one in still))
    yield from (match.span() for match in _IN_WORDS.finditer(text) if match[0].lower() in gone)


def _words(text: str) -> frozenset[str]:
    return frozenset(match[0].lower() for match in _IN_WORDS.finditer(text))
