"""How a clause says we came to know it: who spoke, what was seen, what is only supposed.

One place for the whole product. Where the words allow two readings, the one that asks for more care is taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from copilot.domain.provenance import Provenance
from copilot.reading.clauses import Clause
from copilot.reading.cues import any_of, pattern, people, plain

_GROUPS = {
    "third_party": Provenance.THIRD_PARTY,
    "overheard": Provenance.OBSERVED,
    "observed": Provenance.OBSERVED,
    "inferred": Provenance.INFERRED,
    "internal": Provenance.INTERNAL,
    "purchase": Provenance.PURCHASE,
    "service": Provenance.SERVICE,
}
_EVERY = (*_GROUPS, "told_us", "order", "promise", "silence", "setting")
#: What leads up to the subject of a clause: "her", "today the", "sa".
_LEAD = re.compile(
    r"(?:(?:and|but|today|also|then|et|e|y|mais|ma|pero|hier|oggi|ieri|hoy|ayer)\s+)*"
    r"(?:(?:her|his|their|the|a|an|our|my|client'?s|la|le|les|l'|sa|son|ses|una?|une?|il|lo|su|sus|el|mi|mia|mio|sua|suo|leur)\s*)*"
)
_CLIENT = re.compile(r"\b(she|he|elle|ella|lei|lui|client|clienta?e?|customer|s?he)\b(?!['’]s (?:sister|friend|wife|husband))")
_FIRST_HAND = re.compile(
    r"\b(?:herself|himself|elle-meme|lui-meme|lei stessa|lui stesso|ella misma|el mismo|her (?:own )?words?|his (?:own )?words?"
    r"|parole sue|palabras suyas)\b"
)
#: "Aoife (next door) says": what stands in brackets is no name.
_ASIDE = re.compile(r"\s*\([^)]*\)?")
#: "Paco at the golf club says"
_NAME_AND_PLACE = re.compile(r"[A-ZÀ-Þ][\w'’-]+ (?:at|from|in|next door|over at|upstairs|de|di|du|del|della) ")
_TITLES = frozenset("mr mrs ms miss mme mlle madame monsieur sig signora signor sra senora senor frau herr dr prof".split())
_NOT_NAMES = frozenset(
    "she he i we they it client customer and but who also told asked said elle il ella el lei lui today yesterday just only "
    "then that never always still not has have had was is mail phone sms whatsapp".split()
)
#: Verbs of saying that make a name before them a speaker.
_SAYS = re.compile(
    r"(?:says?|said|told|tells|mentioned|mentions|reckons|thinks|confided|confirmed|swears|claims|wrote|phoned|rang|dit|dice|"
    r"dijo|comenta|racconta|raconte|cuenta|conto|ha detto)\b"
)
#: "me lo ha detto la collega di Torino", "says her sister": the speaker after the verb.
_AFTER_VERB = re.compile(r"\s+\w")
_NAMED_LAST = re.compile(r"\s*(?:$|[,(.!?]|(?:d[aei]l?|d[ui]|d'|from|at|of|en|a)\b)")
_OURSELVES = re.compile(r"\b(?:i|we|i've|we've|i just)\s+(?:have |also |then )?$")
_TO_THE_CLIENT = re.compile(r" (?:her|him|them)\b(?! (?:\w+ )?(?:to|words))")
_OWN_VERBS = ("said", "asked", "explained", "mentioned", "confirmed", "wished", "replied", "warned")
_FEMALE = frozenset(("she", "elle", "ella", "lei"))
_MALE = frozenset(("he", "lui", "il"))


class Heard(NamedTuple):
    """How one clause reached us, whether it says so in its own words, and whether it is a promise of ours."""

    provenance: Provenance
    said_so: bool
    is_promise: bool


@dataclass
class _Sentence:
    """What holds from one clause of a sentence to the next: whose words these are."""

    number: int = -1
    frame: Provenance | None = None
    other: str = ""  #: somebody else is the subject: "f", "m", "p" for several, "x" where the word does not tell


def how_heard(clauses: Sequence[Clause], text: str, language: str, about_life: Sequence[bool]) -> tuple[Heard, ...]:
    """How each clause of a note reached us, in order. `about_life` marks those that tell of a life rather than a manner."""
    sentence, heard = _Sentence(), []
    for clause, life in zip(clauses, about_life, strict=True):
        if clause.sentence != sentence.number:
            sentence = _Sentence(clause.sentence)
        elif clause.after in ("semi", "dash") and sentence.frame is not Provenance.THIRD_PARTY:
            sentence = _Sentence(clause.sentence)
        heard.append(_one(clause, text, language, sentence, life))
        if heard[-1].provenance is Provenance.THIRD_PARTY:
            _reach_back(heard, clauses)
    return tuple(heard)


def _reach_back(heard: list[Heard], clauses: Sequence[Clause]) -> None:
    """ "The flat is sold, her agent told me": what stood bare before its source is that person's word too."""
    last = len(heard) - 1
    for at in range(last - 1, -1, -1):
        if heard[at].said_so or clauses[at].sentence != clauses[last].sentence:
            return
        if heard[at].provenance is Provenance.INFERRED:
            heard[at] = heard[at]._replace(provenance=Provenance.THIRD_PARTY)


def _one(clause: Clause, text: str, language: str, sentence: _Sentence, life: bool) -> Heard:
    words = clause.words
    promise = _ours(words, language)
    if clause.after == "colon" and sentence.other and sentence.frame is not Provenance.TOLD_US:
        sentence.frame = Provenance.THIRD_PARTY  # "her friend Marta, doing her nails: the husband moved out"
    found: set[Provenance] = set()
    if any_of("provenance", tuple(_GROUPS), language).search(words):
        found = {meant for group, meant in _GROUPS.items() if pattern("provenance", group, language).search(words)}
    if pattern("provenance", "order", language).match(words):
        found.add(Provenance.INTERNAL)
    spoken = _spoken(clause, text, language, sentence)
    if promise:
        # Our own word given to a client is theirs to know; "keep", "send" and "call" in it command nobody.
        found = (found - {Provenance.INTERNAL}) | {Provenance.SERVICE}
    elif spoken:
        found.add(spoken)
    if Provenance.PURCHASE in found and sentence.other and not spoken and not promise:
        found.add(Provenance.THIRD_PARTY)
    if sentence.frame is Provenance.THIRD_PARTY and spoken is not Provenance.TOLD_US and Provenance.INTERNAL not in found:
        found.add(Provenance.THIRD_PARTY)
    if not found and sentence.frame is not Provenance.TOLD_US and pattern("provenance", "silence", language).search(words):
        found.add(Provenance.INTERNAL)
    if found:
        strongest = max(found, key=lambda one: one.care)
        if strongest in (Provenance.THIRD_PARTY, Provenance.TOLD_US, Provenance.INTERNAL):
            sentence.frame = strongest
        return Heard(strongest, said_so=True, is_promise=promise)
    return Heard(_unsaid(clause, language, sentence, life), said_so=False, is_promise=False)


def says_something(words: str, language: str) -> bool:
    """Whether a clause holds any cue of its own, be it only the scene."""
    return bool(any_of("provenance", _EVERY, language).search(words))


def _unsaid(clause: Clause, language: str, sentence: _Sentence, life: bool) -> Provenance:
    """A bare statement: in somebody's mouth while they speak; else seen where it is a manner, supposed where it is a life."""
    if sentence.frame is Provenance.INTERNAL:
        return Provenance.INTERNAL
    if sentence.frame is Provenance.TOLD_US and not _only_manner(clause, language, life):
        return Provenance.TOLD_US
    return Provenance.INFERRED if life and not pattern("provenance", "setting", language).search(clause.words) else Provenance.OBSERVED


def _only_manner(clause: Clause, language: str, life: bool) -> bool:
    """ "very polite", "laughing": what the writer saw while the client spoke."""
    return not life and len(clause.words.split()) <= 3 and bool(pattern("provenance", "setting", language).search(clause.words))


def _ours(words: str, language: str) -> bool:
    """Whether we gave our word here; a client who promised something did not bind us."""
    found = pattern("provenance", "promise", language).search(words)
    if not found:
        return False
    theirs = _CLIENT.search(words[: found.start()])
    return not (theirs and found[0].lstrip().startswith(("promised", "prometi")))


def _spoken(clause: Clause, text: str, language: str, sentence: _Sentence) -> Provenance | None:
    """Who speaks in the clause, if anybody does: the client, or somebody else."""
    said = next((one for one in _told(clause.words, language)), None)
    other = _other_subject(clause, text)
    if other:
        verb = said or _SAYS.search(clause.words)
        client = _CLIENT.search(clause.words, 0, verb.start() if verb else None) if verb else None
        if verb and not client:
            sentence.other, sentence.frame = other, Provenance.THIRD_PARTY
            return Provenance.THIRD_PARTY
        if not verb and sentence.frame is not Provenance.TOLD_US:
            sentence.other = other
        if not verb:
            return None
    if not said:
        return None
    if _AFTER_VERB.match(clause.words, said.end()) and (named := people().search(clause.words, said.end())) and (
        _LEAD.fullmatch(clause.words[said.end() : named.start()].strip() + " ") and _NAMED_LAST.match(clause.words, named.end())
    ):
        sentence.other, sentence.frame = "x", Provenance.THIRD_PARTY
        return Provenance.THIRD_PARTY
    if _FIRST_HAND.search(clause.words):
        sentence.other = ""
        return Provenance.TOLD_US
    if sentence.other and not _of_another_kind(clause.words, sentence.other):
        return Provenance.THIRD_PARTY
    if sentence.frame is Provenance.THIRD_PARTY and not _CLIENT.search(clause.words, 0, said.end()):
        return Provenance.THIRD_PARTY
    sentence.other = ""
    return Provenance.TOLD_US


def _told(words: str, language: str) -> Iterator[re.Match[str]]:
    """The cues of speech and wish in a clause, without our own: "I said", "asked her"."""
    for said in pattern("provenance", "told_us", language).finditer(words):
        us = said[0].startswith(_OWN_VERBS) and _OURSELVES.search(words, 0, said.start())
        them = said[0].startswith(("asked", "wished")) and _TO_THE_CLIENT.match(words, said.end())
        if not us and not them:
            yield said


def _of_another_kind(words: str, other: str) -> bool:
    """Whether "she" cannot be the husband who was just named."""
    client = _CLIENT.search(words)
    if not client:
        return False
    return other == "p" or (other == "m" and client[1] in _FEMALE) or (other == "f" and client[1] in _MALE) or client[1].startswith(("client", "cust"))


def _other_subject(clause: Clause, text: str) -> str:
    """ "f", "m" or "x" where somebody other than the client is the subject of the clause, else nothing."""
    words = clause.words
    lead = _LEAD.match(words)
    start = lead.end() if lead else 0
    # "another friend", "younger sister": one word may stand between.
    for at in (start, _next_word(words, start)):
        if people().match(words, at):
            return next((kind for kind in "fmp" if people(kind).match(words, at)), "x")
    for verb in _SAYS.finditer(words):
        before = _ASIDE.sub(" ", text[clause.start : clause.start + verb.start()]).split()
        if not before:
            continue
        name = before[-1]
        title = plain(before[-2]).rstrip(".") if len(before) > 1 else ""
        if name[:1].isupper() and name[-1:].isalpha() and not name.isupper() and plain(name) not in _NOT_NAMES and title not in _TITLES:
            return "x"
    if _NAME_AND_PLACE.match(text, clause.start) and _SAYS.search(words) and plain(text[clause.start :].split()[0]) not in _NOT_NAMES:
        return "x"
    named = people().search(words)
    if named and _SAYS.search(words, named.end(), named.end() + 30) and not _CLIENT.search(words, named.end()):
        # "a friend of hers from the gym says": the person stands before the verb, further back.
        if not _CLIENT.search(words, 0, named.start()) and not _SAYS.search(words, 0, named.start()):
            return "x"
    return ""


def _next_word(words: str, at: int) -> int:
    space = words.find(" ", at)
    return space + 1 if space >= 0 else len(words)
