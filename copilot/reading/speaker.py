"""Who speaks in a clause of a note: the client, somebody else, or nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copilot.domain.provenance import Provenance
from copilot.reading.clauses import Clause
from copilot.reading.cues import pattern, people, plain

#: What leads up to the subject of a clause: "her", "today the", "sa".
_LEAD = re.compile(
    r"(?:(?:and|but|today|also|then|et|e|y|mais|ma|pero|hier|oggi|ieri|hoy|ayer)\s+)*"
    r"(?:(?:her|his|their|the|a|an|our|my|client'?s|la|le|les|l'|sa|son|ses|una?|une?|il|lo|su|sus|el|mi|mia|mio|sua|suo|leur)\s*)*"
)
CLIENT = re.compile(r"\b(she|he|elle|ella|lei|lui|client|clienta?e?|customer|s?he)\b(?!['’]s (?:sister|friend|wife|husband))")
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
    "then that never always still not has have had was is mail phone sms whatsapp "
    "je tu on nous vous ils elles me m' se le la les un une mi ci ti si lo li gli ha hanno io noi nos se lo los las yo "
    "que qui che chi quand quando cuando oggi ieri hoy ayer aujourd'hui hier non no si oui".split()
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


@dataclass
class Sentence:
    """What holds from one clause of a sentence to the next: whose words these are."""

    number: int = -1
    frame: Provenance | None = None
    hearsay_before: bool = False  #: the sentence before was somebody else's word
    other: str = ""  #: somebody else is the subject: "f", "m", "p" for several, "x" where the word does not tell


def speaker_in(clause: Clause, text: str, language: str, sentence: Sentence) -> Provenance | None:
    """Who speaks in the clause, if anybody does: the client, or somebody else."""
    said = next((one for one in _told(clause.words, language)), None)
    other = _other_subject(clause, text)
    if other:
        verb = said or _SAYS.search(clause.words)
        client = CLIENT.search(clause.words, 0, verb.start() if verb else None) if verb else None
        if verb and not client:
            sentence.other, sentence.frame = other, Provenance.THIRD_PARTY
            return Provenance.THIRD_PARTY
        if not verb and sentence.frame is not Provenance.TOLD_US:
            sentence.other = other
        if not verb:
            return None
    if not said:
        return None
    if (
        _AFTER_VERB.match(clause.words, said.end())
        and (named := people().search(clause.words, said.end()))
        and (
            _LEAD.fullmatch(clause.words[said.end() : named.start()].strip() + " ")
            and _NAMED_LAST.match(clause.words, named.end())
        )
    ):
        sentence.other, sentence.frame = "x", Provenance.THIRD_PARTY
        return Provenance.THIRD_PARTY
    if _FIRST_HAND.search(clause.words):
        sentence.other = ""
        return Provenance.TOLD_US
    if sentence.other and not _of_another_kind(clause.words, sentence.other):
        return Provenance.THIRD_PARTY
    if sentence.frame is Provenance.THIRD_PARTY and not CLIENT.search(clause.words, 0, said.end()):
        return Provenance.THIRD_PARTY
    sentence.other = ""
    return Provenance.TOLD_US


def _told(words: str, language: str) -> Iterator[re.Match[str]]:
    """The cues of speech and wish in a clause, without our own: "I said", "asked her"."""
    for said in pattern("provenance", "told_us", language).finditer(words):
        us = said[0].startswith(_OWN_VERBS) and _OURSELVES.search(words, max(0, said.start() - 20), said.start())
        them = said[0].startswith(("asked", "wished")) and _TO_THE_CLIENT.match(words, said.end())
        if not us and not them:
            yield said


def _of_another_kind(words: str, other: str) -> bool:
    """Whether "she" cannot be the husband who was just named."""
    client = CLIENT.search(words)
    if not client:
        return False
    return (
        other == "p"
        or (other == "m" and client[1] in _FEMALE)
        or (other == "f" and client[1] in _MALE)
        or client[1].startswith(("client", "cust"))
    )


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
        before = _ASIDE.sub(" ", text[clause.start + max(0, verb.start() - 80) : clause.start + verb.start()]).split()
        if not before:
            continue
        name = before[-1]
        title = plain(before[-2]).rstrip(".") if len(before) > 1 else ""
        if (
            name[:1].isupper()
            and name[-1:].isalpha()
            and not name.isupper()
            and plain(name) not in _NOT_NAMES
            and title not in _TITLES
        ):
            return "x"
    if (
        _NAME_AND_PLACE.match(text, clause.start)
        and _SAYS.search(words)
        and plain(text[clause.start :].split()[0]) not in _NOT_NAMES
    ):
        return "x"
    named = people().search(words)
    if not named or CLIENT.search(words, 0, named.start()) or _SAYS.search(words, 0, named.start()):
        return ""
    # "a friend of hers from the gym says": the person stands before the verb, further back.
    says = _SAYS.search(words, named.end(), named.end() + 30)
    return "x" if says and not CLIENT.search(words, named.end()) else ""


def _next_word(words: str, at: int) -> int:
    space = words.find(" ", at)
    return space + 1 if space >= 0 else len(words)
