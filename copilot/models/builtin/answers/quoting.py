"""Taking the telling sentence out of a note, and weighing whether it answers at all."""

import re
from collections.abc import Iterable, Sequence

import snowballstemmer

from copilot.domain.wording import fold

LONGEST = 240  #: characters of a quote
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|\s+[-–•]\s+")
_STEMMERS = {
    code: snowballstemmer.stemmer(name)
    for code, name in (("en", "english"), ("fr", "french"), ("it", "italian"), ("es", "spanish"))
}


def stems(words: Iterable[str], language: str = "en") -> set[str]:
    """The stems of folded words, in the question's language and in English, since notes are written in any."""
    listed = [fold(word) for word in words]
    return {str(_STEMMERS[code].stemWord(word)) for code in {language, "en"} for word in listed}


def covered(text: str, wanted: Sequence[str], language: str) -> float:
    """Which share of the telling words stands in the text, 0 to 1; 0 when none is asked for."""
    if not wanted:
        return 0.0
    there = stems(re.findall(r"[^\W_]+", fold(text)), language)
    return sum(bool(stems([word], language) & there) for word in wanted) / len(wanted)


def telling(text: str, wanted: Sequence[str], language: str) -> str:
    """The part of a note that says it: whole when short, else its best sentences."""
    clean = re.sub(r"\s+", " ", text).strip()
    if len(clean) <= LONGEST:
        return clean
    sentences = [s.strip() for s in _SENTENCE.split(text) if s.strip()]
    if len(sentences) == 1:
        sentences = re.split(r",\s+", clean)
    best = max(range(len(sentences)), key=lambda i: (covered(sentences[i], wanted, language), -i))
    quote = sentences[best]
    if best + 1 < len(sentences) and len(quote) + len(sentences[best + 1]) < LONGEST:
        quote = f"{quote} {sentences[best + 1]}"
    return quote if len(quote) <= LONGEST else quote[: LONGEST - 1].rsplit(" ", 1)[0] + " …"
