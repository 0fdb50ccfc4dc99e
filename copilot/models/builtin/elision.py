"""What French and Italian do between two words: "d'Amélie", "l'8 marzo"."""

import re
from collections.abc import Mapping

_VOWEL = re.compile(r"[AEIOUÀÂÉÈÊËÎÏÔÖÙÛ]")
_EIGHT_OR_ELEVEN = re.compile(r"(?:8|11) ")  # the only days that Italian reads with a vowel first
_ARTICLES = {"il": "l'", "dal": "dall'", "al": "all'", "del": "dell'"}


def elided(phrase: str, values: Mapping[str, object], language: str) -> str:
    """The phrase with its article shortened before the values that ask for it. The values themselves stay as they are."""
    for name, value in values.items():
        place = f"{{{name}}}"
        if language == "fr" and _VOWEL.match(str(value)):
            phrase = re.sub(rf"\bde {place}", f"d'{place}", phrase)
        elif language == "it" and _EIGHT_OR_ELEVEN.match(str(value)):
            phrase = re.sub(rf"\b({'|'.join(_ARTICLES)}) {place}", lambda m: f"{_ARTICLES[m[1]]}{m[0].split(' ')[1]}", phrase)
    return phrase
