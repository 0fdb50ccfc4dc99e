"""A message as it is meant to be read, whatever tricks its letters play; each letter still knows where it stood."""

import re
import unicodedata
from dataclasses import dataclass

from copilot.domain.message import Span

#: Letters of other alphabets that look like Latin ones. Source: Unicode Technical Standard 39, confusables.
_LOOKALIKES = str.maketrans(
    dict(
        zip(
            "аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅвкмнптгиѵӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορνιτκυεηωγχσօոսհցզıɑɡ",
            "aeopcyxijshdqwABEKMHOPCTXIJSbkmhntruvlABEZHIKMNOPTYXaopvitkuenwyxoonuhgqiag",
            strict=True,
        )
    )
)
#: Figures and signs that stand for letters within a word: "n0t1ced".
_LEET = str.maketrans("013457$", "oieasts")
_LEET_WORD = re.compile(r"(?<![\w@$])[^\W\d_]*[a-zà-ÿ](?:[013457$]+[a-zà-ÿ]+)+(?![\w@$])")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .*_·-]){3,}[^\W\d_](?![^\W_])")
#: Beside the plain ones, the letters that the four languages write; an accent of any other letter is left out.
_WRITTEN = frozenset("àâäáãæçéèêëíìîïñóòôöõœúùûüÿßøå")
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
    """NFKC, no invisible signs, no lookalikes or figures for letters within Latin words, no accents that our languages do not
    write, plain quotes and dashes, no pictures, and letters that were spaced out joined again."""
    if original.isascii():
        text = _LEET_WORD.sub(lambda word: word[0].translate(_LEET), original)
        return _joined(PlainText(text, tuple(range(len(original))), len(original)))
    letters: list[str] = []
    places: list[int] = []
    shown = [place for place, sign in enumerate(original) if not _hidden(sign)]
    for number, place in enumerate(shown):
        if unicodedata.category(original[place]) in ("Mn", "Me"):
            continue
        after = number + 1
        while after < len(shown) and unicodedata.category(original[shown[after]]) in ("Mn", "Me"):
            after += 1
        together = "".join(original[one] for one in shown[number : min(after, number + 4)])
        for plain in unicodedata.normalize("NFKC", together).translate(_QUOTES):
            if unicodedata.category(plain) not in ("Mn", "Me"):
                letters.append(_as_we_write(plain))
                places.append(place)
    latin = _LEET_WORD.sub(lambda word: word[0].translate(_LEET), _latin("".join(letters)))
    return _joined(_without_pictures(PlainText(latin, tuple(places), len(original))))


def _hidden(sign: str) -> bool:
    return sign in _INVISIBLE or unicodedata.category(sign) == "Cf"


def _as_we_write(letter: str) -> str:
    if letter.isascii() or letter.lower() in _WRITTEN or unicodedata.category(letter) not in ("Ll", "Lu"):
        return letter
    plain = unicodedata.normalize("NFD", letter)[0]
    return plain if plain.isascii() else letter


def _picture(sign: str) -> bool:
    return (sign >= "\u2190" and unicodedata.category(sign) == "So") or "\U0001f3fb" <= sign <= "\U0001f3ff"


def _without_pictures(plain: PlainText) -> PlainText:
    """Without emoji: between words a space stays, within a word nothing does."""
    if not any(map(_picture, plain.text)):
        return plain
    kept: list[int] = []
    at, text = 0, plain.text
    while at < len(text):
        end = at
        while end < len(text) and (text[end] == " " or _picture(text[end])):
            end += 1
        if not any(map(_picture, text[at:end])):
            kept += range(at, max(end, at + 1))
            at = max(end, at + 1)
            continue
        between = kept and text[kept[-1]] != "\n" and end < len(text) and text[end] not in ".,;:!?)\n"
        kept += [at + text[at:end].index(" ")] if between and " " in text[at:end] else []
        at = end
    return PlainText("".join(text[one] for one in kept), tuple(plain.places[one] for one in kept), plain.length)


def _joined(plain: PlainText) -> PlainText:
    """Words whose letters were spaced out, "n o t i c e d", in one."""
    gaps = {match.start() + at for match in _SPACED.finditer(plain.text) for at in range(1, len(match[0]), 2)}
    if not gaps:
        return plain
    kept = [at for at in range(len(plain.text)) if at not in gaps]
    return PlainText("".join(plain.text[at] for at in kept), tuple(plain.places[at] for at in kept), plain.length)


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
