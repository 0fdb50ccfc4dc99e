"""Sizes in a message that were measured anew since: no network is needed to see that a 43 is no 44."""

import re
from collections.abc import Iterator

from copilot.domain.reading import Delicate, Matter
from copilot.domain.situation import Known, Situation
from copilot.reading.cues import plain
from copilot.reading.learned.amounts import amounts_in
from copilot.reading.learned.overtaken import is_about, lost, measures, overtaken
from copilot.reading.learned.sums import is_money, is_share
from copilot.reading.plain_text import PlainText

_BEFORE = (
    r"(?:your|his|her|their|the|an?|in|size|waist|uk|eu|us|votre|vos|ton|ta|sa|son|en|du|taille|pointure|le|une?|il|lo|la|suo|sua|tuo|"
    r"tua|nel|taglia|numero|su|tu|el|una|talla|al|del)"
)
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
        for after in later.get(fact.id, ()):
            if _measured_anew(fact, after):
                still = [one for one in situation.facts if one.learned_on >= after.learned_on and one.id != fact.id]
                for start, end in _given(text.text, fact, still):
                    yield Delicate(text.original(start, end), Matter.OLD, (fact.id,))


def _measured_anew(old: Known, new: Known) -> bool:
    alike = bool(measures(old.text) & measures(new.text))
    return is_about(new.text, "measured") and (is_about(old.text, "measured") or alike)


def _given(text: str, fact: Known, still: list[Known]) -> Iterator[tuple[int, int]]:
    """Where the text gives a size that the fact holds and nothing that was learned since does."""
    figures, letters = lost(fact, still)
    sums = {one.start for one in amounts_in(text) if is_money(text, one) or is_share(text, one)}
    for match in _WORN.finditer(plain(text)):
        value = next((one.value for one in amounts_in(text) if one.start == match.start(1)), None)
        if value in figures and match.start(1) not in sums:
            yield match.span(1)
    for letter in letters:
        yield from (match.span() for match in re.finditer(rf"\b{letter}\b", text))
    gone = _words(fact.text).difference(*(_words(one.text) for one in still))
    yield from (match.span() for match in _IN_WORDS.finditer(text) if match[0].lower() in gone)


def _words(text: str) -> frozenset[str]:
    return frozenset(match[0].lower() for match in _IN_WORDS.finditer(text))
