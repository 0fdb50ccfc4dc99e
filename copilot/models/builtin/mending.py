"""What hurry does to words: "waht is her wrsit size", put right where it is plain what was meant."""

import re
from functools import cache
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

from copilot.domain.wording import fold
from copilot.models.builtin.lexicon import lexicon
from copilot.records.everyday import EVERYDAY_WORDS, how_telling, in_dictionary

SHORTEST = 4
RARE = 0.89  #: a word that tells more by being rare may well be a slip
SELDOM = 0.95  #: ... and one that tells more is hardly of this language


def mended(asked: str, language: str) -> str:
    """The folded question with slips in our own words put right, and the short forms of telegrams written out."""
    short = lexicon(language).raw["short_forms"] or {}
    words = re.split(r"([^\W\d_]+)", asked)
    return "".join(str(short.get(word, None) or _right(word, language)) for word in words)


def _right(word: str, language: str) -> str:
    if len(word) < SHORTEST or not word.isalpha() or word in EVERYDAY_WORDS or word in _known():
        return word
    near = [known for known in _ours(language) if abs(len(known) - len(word)) < 2 and _slipped(word, known)]
    if in_dictionary(word) or _plural(word, language):
        near = [known for known in near if known == word.removesuffix("s") or _hasty(word, known, language)]
    if len(near) == 1:
        return near[0]
    sounding = _by_sound().get(_sound(word), frozenset()) if not in_dictionary(word) else frozenset()
    heard = [known for known in sounding if how_telling(known.removesuffix("s"), language) < 1.0]  # 1.0: no word of this language
    return heard[0] if len(heard) == 1 else word


def _hasty(word: str, known: str, language: str) -> bool:
    """Whether a word of a language of ours is a slip all the same: "dose" for "does", though not "lago" for "algo"."""
    return sorted(known) == sorted(word) and how_telling(word, language) >= RARE


def _plural(word: str, language: str) -> bool:
    """Whether it is more than one of something that its language has a word for: "trenes" is no slip for "tienes"."""
    ones = {word.removesuffix("s"), word.removesuffix("es")} - {word}
    return any(in_dictionary(one) and how_telling(one, language) < SELDOM for one in ones)


def _sound(word: str) -> str:
    """How a word sounds to whoever writes by ear: "sise" as "size", "tayas" as "tallas"."""
    for said, written in _BY_EAR:
        word = re.sub(said, written, word)
    return re.sub(r"(.)\1", r"\1", word)


_BY_EAR = ((r"qu|ck", "k"), (r"ch", "x"), (r"c(?=[ei])|z", "s"), (r"c", "k"), (r"ll", "y"), (r"ph", "f"), (r"v", "b"))


@cache
def _by_sound() -> dict[str, frozenset[str]]:
    """Our own words, of all languages, by their sound."""
    found: dict[str, set[str]] = {}
    for word in _known():
        found.setdefault(_sound(word), set()).add(word)
    return {sound: frozenset(words) for sound, words in found.items()}


def _slipped(word: str, known: str) -> bool:
    """One slip in a long word; in a short one only two letters that changed places."""
    if len(word) == SHORTEST or len(known) == SHORTEST:
        return sorted(word) == sorted(known) and DamerauLevenshtein.distance(word, known) == 1
    return word[0] == known[0] and DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1


@cache
def _ours(language: str) -> tuple[str, ...]:
    """Our own words of a language, the ones that questions are understood by."""
    words = lexicon(language)
    ours = {*words.own_words, *words.stopwords, *words.spans["months"], *words.spans["weekdays"]}
    return tuple(sorted(word for word in ours if len(word) >= SHORTEST and word.isalpha()))


@cache
def _known() -> frozenset[str]:
    """Words that are right as they are, in any of our languages: all that our own files hold."""
    files = sorted((Path(__file__).parent / "lexicon").glob("*.yaml")) + sorted(
        (Path(__file__).parent / "phrases").glob("*.yaml")
    )
    return frozenset(word for file in files for word in re.findall(r"[a-z]{4,}", fold(file.read_text(encoding="utf-8"))))
