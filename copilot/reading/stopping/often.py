"""How many days lie between two messages, where a client says how often they want to hear from us."""

import re

_NAMED = {
    1: "a an one once une un una 1 uno",
    2: "two twice deux due dos 2 couple other",
    3: "three trois tre tres 3 few",
    4: "four quatre quattro cuatro",
    5: "five cinq cinque cinco",
    6: "six sei seis",
}
_NUMBERS = {word: number for number, words in _NAMED.items() for word in words.split()}
_SPANS = (
    (r"weeks?|semaines?|settiman[ae]|semanas?", 7),
    (r"fortnight|quinzaine|quindicina|quincena", 14),
    (r"months?|mois|mes[ei]|mes|meses", 30),
    (r"quarters?|trimestres?|trimestr[ei]|season|saison|stagione|temporada", 90),
    (r"years?|ans?|annees?|ann[oi]|anos?", 365),
    (r"days?|jours?|giorni|dias", 1),
)
_TIMES_OF = "times?|fois|volt[ae]|vez|veces|messages?|emails?|texts?|messaggi\\w*|mail|sms|correos?|mensajes?"
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
#: "every two months": so many spans between two; "twice a month": so many times within one.
_EVERY = re.compile(rf"\b(?:every|each|tous les|toutes les|ogni|cada|chaque)(?: (?P<n>{_NUMBER})(?: of)?)? (?P<span>\w+)")
_TIMES = re.compile(
    rf"\b(?P<n>{_NUMBER})(?: of)?(?: (?:{_TIMES_OF}))*"
    rf"(?: (?:a|an|per|every|each|par|al|alla|all|la|cada|l|por))* (?P<span>\w+)"
)


#: "is enough", "is too much": what makes a rhythm a wish.
_SUFFICES = """
    enough, plenty, a lot, way too, lots, perfect, fine, ok, okay, suits?, max, maximum, at most, tops, will do, would do,
    too much, a bit much, suffit, suffirait, suffisant, conviendrait, convient, parfait, parfaitement, me va,
    m irait, ira, trop, au plus,
    basta\\w*, sufficiente, perfetto, va bene, andrebbe, abbastanza, troppo, troppi, al massimo, ideale, suficiente, bastante,
    vale, perfecto, ideal, sobra, demasiado, mucho, como mucho
"""
_ENOUGH = re.compile(rf"\b(?:{'|'.join(' '.join(words.split()) for words in _SUFFICES.split(','))})\b")


def rhythm(words: str) -> bool:
    """Whether a sentence says how often is right, or too often."""
    return bool(days_in(words) and _ENOUGH.search(words))


def days_in(words: str) -> int:
    """The days, or 0 where no number is said."""
    for found in reversed([*_EVERY.finditer(words)]):
        if span := _span(found["span"]):
            return span * _NUMBERS.get(found["n"] or "one", 1)
    for found in _TIMES.finditer(words):
        if span := _span(found["span"]):
            return max(1, span // _NUMBERS[found["n"]])
    return 0


def _span(word: str) -> int:
    return next((days for pattern, days in _SPANS if re.fullmatch(pattern, word)), 0)
