"""Text as it is compared, without case and accents; and the locale in which a language is written."""

import unicodedata

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})


def fold(text: str) -> str:
    """Lower case without accents, as people type in a hurry; of the same words whatever the keyboard."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def locale_of(language: str) -> str:
    """The locale in which dates and amounts of a language are written: British for English."""
    return "en_GB" if language == "en" else language
