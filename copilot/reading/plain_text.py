"""A message as it is meant to be read, whatever tricks its letters play; each letter still knows where it stood."""

import re
import unicodedata
from dataclasses import dataclass

from copilot.domain.message import Span

#: Letters of other alphabets that look like Latin ones. Source: Unicode Technical Standard 39, confusables.
_LOOKALIKES = str.maketrans(
    dict(
        zip(
            "аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορνιτκυ",
            "aeopcyxijshdqwABEKMHOPCTXIJSABEZHIKMNOPTYXaopvitku",
            strict=True,
        )
    )
)
_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "..."})


@dataclass(frozen=True)
class PlainText:
    """Text in plain letters, and for each of them the place in the original."""

    text: str
    places: tuple[int, ...]
    length: int  #: of the original

    def with_word(self, word: re.Pattern[str], other: str) -> "PlainText":
        """The same with each match replaced; the replacement stands where the match stood."""
        text: list[str] = []
        places: list[int] = []
        at = 0
        for match in word.finditer(self.text):
            text += [self.text[at : match.start()], other]
            places += self.places[at : match.start()]
            places += [self.places[match.start()]] * (len(other) - 1) + [self.places[match.end() - 1]]
            at = match.end()
        return PlainText("".join((*text, self.text[at:])), (*places, *self.places[at:]), self.length)

    def original(self, start: int, end: int) -> Span:
        """Where a stretch of the plain text stands in the original."""
        if start >= end:
            return Span(0, 0)
        last = self.places[end - 1]
        after = next((place for place in self.places[end:] if place > last), self.length)
        return Span(self.places[start], min(after, last + 1) if after > last + 1 else after)


def plain_text(original: str) -> PlainText:
    """NFKC, no invisible signs, no lookalikes within Latin words, plain quotes and dashes, letters spaced out joined again."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(original):
        if sign in _INVISIBLE or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
            continue
        following = original[place + 1 : place + 2]
        composed = unicodedata.normalize("NFC", sign + following) if following and unicodedata.combining(following) else sign
        for plain in unicodedata.normalize("NFKC", composed[0]).translate(_QUOTES):
            letters.append(plain)
            places.append(place)
    text = _latin("".join(letters))
    return PlainText(text, tuple(places), len(original))


def _latin(text: str) -> str:
    """Words that mix Latin letters with their lookalikes, as Latin ones; whole words of another alphabet stay."""
    swapped = text.translate(_LOOKALIKES)
    if swapped == text:
        return text
    kept = []
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and text[end].isalpha():
            end += 1
        if end == at:
            kept.append(text[at])
            at += 1
            continue
        word, seen = text[at:end], swapped[at:end]
        kept.append(seen if seen.isascii() or any(letter.isascii() for letter in word) else word)
        at = end
    return "".join(kept)
