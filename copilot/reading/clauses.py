"""A note cut into clauses that carry one fact each, whatever its punctuation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from copilot.reading.cues import people, plain

_STOP = r"[.…]+(?=\s|$)|[!?]+(?=\s|$|\w)|\n+"
#: After these a stop does not end a sentence; nor after a lone letter.
_SHORTENED = frozenset("abt acc mr mrs ms mme mlle dr st sig sra sr no approx prob ins incl hr mw vs tel ca env max min".split())
#: Pictures end a sentence as a stop does, but stay with the words before them.
_PICTURE = r"(?<=\S)\s*[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50\uFE0F\u200D]+"
_SUBJECT = (
    r"(?:she|he|they|we|i|her|his|their|elle|il|sa|ses|ella|lei|lui|su|sus|suo|sua|wants?|wanted|asked|says?|said|told|"
    r"has|is|was|will|took|bought|paid|does(?:n'?t)?|did(?:n'?t)?|needs?|loves?|likes?|hates?|prefers?|looked|looking|tried|"
    r"mentioned|thinks|probably|maybe|apparently|seems|que|qu'|che|quiere|busca|prefiere|veut|voudrait|cherche|vuole|"
    r"vorrebbe|cerca|husband|wife|sister|brother|mum|mom|dad|son|daughter|would|can'?t|don'?t|never|lives|works|moves)\b"
)
_AND = rf"\s+(?:and|but|et|mais|e|ma|y|pero|\+|&)\s+(?={_SUBJECT})"
_SO = r"\s+(?:so|because|bc|cos)\s+(?=(?:maybe|probably|prob|perhaps|no|don'?t|i|we|let'?s|worth|could|might|must|keep|call)\b)"
#: Where hurried people forget the stop: a new beginning after at least two words.
_FRESH = (
    r"(?<=\w)\s+(?=(?:do not mention|don'?t (?:mention|tell)|maybe|probably|apparently|i (?:think|guess|bet|suspect|promised)|"
    r"size \d|paid (?:deposit|cash|by)|not confirmed)\b"
    r"|(?:wants|asked|asks|bought|took|tried|saw|swears|looked|ordered|paid|keep|could|worth|needs|"
    r"(?:nobody|no one) (?:refers|mentions|says|asks|is|to)|be discreet|so (?:pls|please)|we'?ll|"
    r"promise?d? (?:before|by|for|pret)|"
    r"(?:dont|don't|do not|never) (?:anybody|anyone|say|mention|tell|ask|bring|raise|use|book|discount|offer|push|let)|"
    r"didn'?t|looking for|loves|hates|lives|works|wears|prefers|veut|cherche|vuole|cerca|quiere|busca)\b"
    r"|(?:she|he)(?:'s| is| was| has| wants| said| told| will| works| lives| loves| hates| moves)\b)"
)
#: A word that leans on what follows: the sentence is not over after it.
_LEANING = frozenset(
    """
    that if when while what with w/ and/or can should may might must do does did has have had they we you it's where
    which says said me us thinks think because as and i how like so bc than guess bet but or suspect slip told
    mentioned confirmed reckons swears heard hopes knows also even just really still never always till until before
    after apparently he she who once only all time is was be are were will would not to the a elle elles qu'elle
    qu'il il ils on ella ellos lei lui che que qui quien chi no non si ne mi le se ci an her his very of for since
    maybe probably
    """.split()
)
_CUT = re.compile(
    rf"(?P<stop>{_STOP}|{_PICTURE})|(?P<semi>;)|(?P<colon>:(?=\s))|(?P<dash>\s+[-–—/|•·>]+\s+|\s*—\s*)"
    rf"|(?P<comma>,(?!\d)|{_AND}|{_SO})|(?P<fresh>{_FRESH})"
)
#: "she said twice", "his words", "the rabbi's wife told me": the source of what stands before, not a fact of its own.
_SOURCE_ONLY = re.compile(
    r"(?:[\w'’-]+ ){0,4}?(?:said|says|told (?:me|us)|mentioned|confirmed|explained|words|request|let slip|measured|"
    r"apparently|m'a dit|nous a dit|dit|dixit|l'ha detto|ha detto|dice|mi ha detto|me dijo|dijo|me lo dijo|dice ella|"
    r"segun ella|i think|i guess)"
    r"(?: (?:so|it|this|that|me|us|today|twice|again|too|laughing|smiling|proudly|lei|lui|elle|ella|el)| (?:her|him)self)*"
    r"(?: (?:at|with|over|while|in|by|on) [^,]{1,30})?[?!]*"
)
_LAST_WORD = re.compile(r"[\w']+$")


@dataclass(frozen=True)
class Clause:
    """A piece of a note: where it stands, and how it hangs on what came before."""

    start: int
    end: int
    sentence: int  #: clauses of one sentence share who is speaking
    after: str  #: what stands before it: stop, semi, colon, dash, comma, fresh
    words: str  #: in small letters without accents


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a note in order; together they hold every word of it."""
    low = plain(text)
    clauses: list[Clause] = []
    for piece in _pieces(text, low):
        before = clauses[-1] if clauses else None
        if before and before.sentence == piece.sentence and piece.after != "semi" and _SOURCE_ONLY.fullmatch(piece.words):
            clauses[-1] = replace(before, end=piece.end, words=low[before.start : piece.end])
        else:
            clauses.append(piece)
    return tuple(clauses)


def _pieces(text: str, low: str) -> Iterator[Clause]:
    sentence, start, after = 0, 0, "stop"
    for cut in _CUT.finditer(low):
        kind = cut.lastgroup or "comma"
        before = _LAST_WORD.search(low, max(start, cut.start() - 20), cut.start())
        word = before[0] if before else ""
        if kind == "stop" and cut[0] == "." and (word in _SHORTENED or (len(word) == 1 and word.isalpha())):
            continue
        if kind == "fresh" and not _begins_anew(text, low, start, cut, word):
            continue
        # Question marks and pictures are kept with their words: "??" is a doubt, a shut mouth asks for silence.
        end = cut.end() if kind == "stop" and cut[0].strip(".…\n") else cut.start()
        piece = _trimmed(low, start, end, sentence, after)
        if piece:
            yield piece
        # A colon after nothing, or a comma after a stop, does not soften the stop.
        after = kind if piece or kind == "stop" else after
        sentence += kind == "stop"
        start = cut.end()
    piece = _trimmed(low, start, len(text), sentence, after)
    if piece:
        yield piece


def _begins_anew(text: str, low: str, start: int, cut: re.Match[str], word: str) -> bool:
    """Whether a new statement starts here: enough was said before, and the last word is not its subject."""
    if word in _LEANING or word.endswith("ly") or people().fullmatch(word):
        return False
    named = text[cut.start() - len(word) : cut.start()][:1].isupper()
    return low.startswith(("she", "he"), cut.end()) or (not named and low.count(" ", start, cut.start()) >= 2)


def _trimmed(low: str, start: int, end: int, sentence: int, after: str) -> Clause | None:
    """The clause without blanks and stray marks at its ends; None where no word or number is left."""
    while start < end and not low[start].isalnum() and low[start] not in "'\"«“¿¡":
        start += 1
    while end > start and (low[end - 1].isspace() or low[end - 1] in ",;:-–—/|+&"):
        end -= 1
    if not any(letter.isalnum() for letter in low[start:end]):
        return None
    return Clause(start, end, sentence, after, low[start:end])
