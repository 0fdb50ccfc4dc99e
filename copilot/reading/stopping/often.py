"""How many days lie between two messages, where a client says how often they want to hear from us."""

import re

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "once": 1, "une": 1, "un": 1, "una": 1, "1": 1, "two": 2, "twice": 2, "deux": 2, "due": 2, "dos": 2,
    "2": 2, "three": 3, "trois": 3, "tre": 3, "tres": 3, "3": 3, "few": 3, "couple": 2, "six": 6, "sei": 6, "seis": 6, "other": 2,
    "four": 4, "quatre": 4, "quattro": 4, "cuatro": 4,
}  # fmt: skip
_SPANS = (
    (r"weeks?|semaines?|settiman[ae]|semanas?", 7),
    (r"fortnight|quinzaine|quindicina|quincena", 14),
    (r"months?|mois|mes[ei]|mes|meses", 30),
    (r"quarters?|trimestres?|trimestr[ei]|season|saison|stagione|temporada", 90),
    (r"years?|ans?|annees?|ann[oi]|anos?", 365),
    (r"days?|jours?|giorni|dias", 1),
)
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
#: "every two months": so many spans between two; "twice a month": so many times within one.
_EVERY = re.compile(rf"\b(?:every|each|tous les|toutes les|ogni|cada)(?: (?P<n>{_NUMBER}))? (?P<span>\w+)")
_TIMES = re.compile(
    rf"\b(?P<n>{_NUMBER})(?: of)?(?: (?:times?|fois|volt[ae]|vez|veces|messages?|emails?|texts?|messaggi\w*|mail|sms|correos?|mensajes?))*"
    rf"(?: (?:a|an|per|every|each|par|al|alla|all|a la|cada|l|por|por))* (?P<span>\w+)"
)


def days_in(words: str) -> int:
    """The days, or 0 where no number is said."""
    if (found := _EVERY.search(words)) and (span := _span(found["span"])):
        return span * _NUMBERS.get(found["n"] or "one", 1)
    for found in _TIMES.finditer(words):
        if span := _span(found["span"]):
            return max(1, span // _NUMBERS[found["n"]])
    return 0


def _span(word: str) -> int:
    return next((days for pattern, days in _SPANS if re.fullmatch(pattern, word)), 0)
