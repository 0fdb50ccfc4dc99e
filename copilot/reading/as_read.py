"""What a reader is shown: the message in plain letters, and nobody's name, origin or gender.

Whose name it is, and whether the client is a he or a she, can then change no reading: the reader does not learn it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from copilot.domain.message import Message, Span
from copilot.domain.reading import Claim, Delicate, Reading, Tone, Touch, Use
from copilot.domain.situation import Known, Situation
from copilot.domain.wording import fold
from copilot.reading.plain_text import PlainText, plain_text

CLIENT, ASSOCIATE = "Kim", "Lee"
_MARK = "\ue000" * len(CLIENT)  #: stands for the client until the associate is named: one of the two may be called like the other
_Found = TypeVar("_Found", Use, Claim, Touch, Tone, Delicate)
_GAP = r"(?:[^\S\n]|-)+"
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLE = (
    r"(?:Mrs|Mr|Ms|Miss|Mx|Dr|Sir|Madam|Lady|Madame|Mme|Mademoiselle|Mlle|Monsieur|Messieurs|M|Signora|Signorina|Signore?|Sig|Sig\.ra"
    r"|Sig\.na|Dott|Dott\.ssa|Señora|Señorita|Señor|Sra|Srta|Sr|Doña|Don)\b\.?"
)
#: First names that are also words; they are names only where they stand alone.
_ALSO_WORDS = frozenset(
    "april may june august will mark rose rosa grace hope joy pearl ruby amber jade olive violet iris viola gemma marina "
    "paz luz sol avril blanche aurora".split()
)
_ALONE = r"(?<!\bin )(?<!\bby )(?<!\bof )(?<!\bthis )(?<!\bnext )(?<!\blast )(?<!\bmid-)(?=\s*(?:[,!?;:\n)]|\.(?!\w)|'s\b|$))"
#: Greetings and forms of address in one gender.
_ADDRESSED = (
    (re.compile(rf"\b(?:Chère|Chere)(?= {CLIENT}\b)"), "Cher"),
    (re.compile(rf"\bCara(?= {CLIENT}\b)"), "Caro"),
    (re.compile(rf"\bCarissima(?= {CLIENT}\b)"), "Carissimo"),
    (re.compile(rf"\bGentilissima(?= {CLIENT}\b)"), "Gentilissimo"),
    (re.compile(rf"\bEstimada(?= {CLIENT}\b)"), "Estimado"),
    (re.compile(rf"\bQuerida(?= {CLIENT}\b)"), "Querido"),
    (re.compile(rf"\bLiebe(?= {CLIENT}\b)"), "Lieber"),
    (re.compile(r"\b(?:Chère|Chere)(?= Madame\b)"), "Cher"),
    (re.compile(r"(?<=\bDear )Madam\b"), "Sir"),
    (re.compile(r"\b(?:(?<=Bonjour )|(?<=Bonsoir )|(?<=Cher ))Madame\b"), "Monsieur"),
    (re.compile(r"(?<=\bBuongiorno )[Ss]ignora\b"), "signore"),
    # Whom the client lives with, whoever that is.
    (re.compile(r"\bwife\b"), "husband"),
    (re.compile(r"\bWife\b"), "Husband"),
    (re.compile(r"\bgirlfriend\b"), "boyfriend"),
    (re.compile(r"(?:(?<=\bvotre )|(?<=\bta ))(?:femme|épouse)\b"), "mari"),
    (re.compile(r"\bmoglie\b"), "marito"),
    (re.compile(r"\besposa\b"), "esposo"),
)
#: Whoever is spoken of in what is known: one pronoun for all.
_PRONOUNS = {
    "he": "she", "him": "her", "his": "her", "hers": "her", "himself": "herself",
    "elle": "il", "lei": "lui", "ella": "él",
}  # fmt: skip
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_PRONOUNS)})\b", re.IGNORECASE)
_SHOUTED = 0.7  #: share of capitals from which a message is read as if it were not shouted
_SENTENCE = re.compile(r"(?:^|[.!?]\s+|\n\s*)(\w)")


@dataclass(frozen=True)
class AsRead:
    """A message and its situation as a reader sees them, and the way back to the message's own letters."""

    message: Message
    situation: Situation
    places: tuple[int, ...]  #: of each letter, in the message as it was written
    length: int  #: of the message as it was written

    def in_place(self, reading: Reading) -> Reading:
        """The reading with its marks on the message as it was written."""
        return replace(
            reading,
            uses=self._moved(reading.uses),
            claims=self._moved(reading.claims),
            touches=self._moved(reading.touches),
            tones=self._moved(reading.tones),
            delicate=self._moved(reading.delicate),
        )

    def _moved(self, found: tuple[_Found, ...]) -> tuple[_Found, ...]:
        return tuple(replace(one, span=self._span(one.span)) for one in found)

    def _span(self, span: Span) -> Span:
        if span.start >= span.end or span.start >= len(self.places):
            return Span(0, self.length)  # where it stands is not known: somewhere in the message
        return Span(self.places[span.start], self.places[min(span.end, len(self.places)) - 1] + 1)


def as_read(message: Message, situation: Situation) -> AsRead:
    """The message as it is meant to be read, and everything known with it, without names and genders."""
    subject, text = _plain(message.subject, situation), _plain(message.text, situation)
    before = (*subject.places, len(message.subject)) if message.subject and subject.text else ()
    from_text = len(message.subject) + 1 if message.subject else 0
    seen = replace(message, subject=subject.text, text=text.text)
    names = _named(situation)
    known = replace(
        situation,
        client_name=CLIENT,
        associate_name=ASSOCIATE,
        facts=tuple(_nobodys(fact, names) for fact in situation.facts),
        store=tuple(replace(line, text=names(line.text)) for line in situation.store),
        contacts=tuple(replace(contact, text=_addressed(names(contact.text))) for contact in situation.contacts),
    )
    return AsRead(seen, known, (*before, *(from_text + place for place in text.places)), len(message.words))


def _plain(text: str, situation: Situation) -> PlainText:
    plain = plain_text(text)
    for pattern, other in _patterns(situation.client_name, situation.associate_name):
        plain = plain.with_word(pattern, other)
    plain = replace(plain, text=plain.text.replace(_MARK, CLIENT))
    for pattern, other in _ADDRESSED:
        plain = plain.with_word(pattern, other)
    return replace(plain, text=_not_shouted(plain.text))


def _named(situation: Situation) -> Callable[[str], str]:
    """What puts the neutral names in place of the two who write and are written to."""
    patterns = _patterns(situation.client_name, situation.associate_name)

    def named(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        for pattern, other in patterns:
            text = pattern.sub(other, text)
        return text.replace(_MARK, CLIENT)

    return named


def _nobodys(fact: Known, named: Callable[[str], str]) -> Known:
    return replace(fact, text=_genderless(named(fact.text)), note=_genderless(named(fact.note)) if fact.note else "")


def _addressed(text: str) -> str:
    for pattern, other in _ADDRESSED:
        text = pattern.sub(other, text)
    return text


def _genderless(text: str) -> str:
    """Whoever is known of is a she, and whom she lives with a he. A message keeps its pronouns: they are not the client's."""

    def other(match: re.Match[str]) -> str:
        word = _PRONOUNS[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    return _PRONOUN.sub(other, _addressed(text))


def _not_shouted(text: str) -> str:
    """A message all in capitals as if it were written in small ones, letter by letter."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 20 or sum(letter.isupper() for letter in letters) < _SHOUTED * len(letters):
        return text
    small = [letter.lower() if len(letter.lower()) == 1 else letter for letter in text]
    for begins in _SENTENCE.finditer(text):
        small[begins.start(1)] = text[begins.start(1)]
    for name in (CLIENT, ASSOCIATE):
        for match in re.finditer(rf"\b{name}\b", text):
            small[match.start() : match.end()] = name
    return "".join(small)


@lru_cache(maxsize=512)
def _patterns(client: str, associate: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(_pattern(name, other) for name, other in ((client, _MARK), (associate, ASSOCIATE)) if _PART.search(name))


def _pattern(name: str, other: str) -> tuple[re.Pattern[str], str]:
    """Any run of a name's parts, with the title before it: "Ms Laurent", "Isabelle", "ISABELLE de Laurent"."""
    written = unicodedata.normalize("NFC", name)
    parts = [part for part in _PART.findall(written) if not part[0].islower() and (len(part) > 1 or not part[0].isupper())]
    small = [part for part in _PART.findall(written) if part[0].islower()]
    sure = _either(part for part in parts if fold(part) not in _ALSO_WORDS)
    word = _either(part for part in parts if fold(part) in _ALSO_WORDS)
    every = "|".join(one for one in (sure, word) if one)
    before = rf"(?:(?:{_either(small)}){_GAP})*" if small else ""
    further = rf"(?:{_GAP}{before}(?:{every}))"
    choices = [rf"{_TITLE}{_GAP}{before}(?:{every}){further}*", rf"{before}(?:{every}){further}+"] if every else []
    choices += [rf"{before}(?:{sure})"] if sure else []
    choices += [rf"(?:{word}){_ALONE}"] if word else []
    edges = (r"\b", r"\b") if written.isascii() or any(part[0].isupper() for part in parts) else ("", "")
    return re.compile(rf"{edges[0]}(?:{'|'.join(choices)}){edges[1]}" if choices else r"(?!)"), other


def _either(parts: Iterator[str] | list[str]) -> str:
    """The parts as they may be written: with and without their accents, and in capitals."""
    forms = {form for part in parts for form in (part, plain_text(part).text, _bare(part))}
    forms |= {form.upper() for form in forms}
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))


def _bare(part: str) -> str:
    letters = unicodedata.normalize("NFD", part)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
