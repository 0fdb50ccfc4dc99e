"""A note cut into clauses that carry one fact each, whatever its punctuation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copilot.reading.cues import plain

_STOP = r"[.…]+(?=\s|$)|[!?]+(?=\s|$|\w)|\n+"
#: After these a stop does not end a sentence; nor after a lone letter.
_SHORTENED = frozenset(
    "abt acc mr mrs ms mme mlle dr st sig sra sr no approx prob ins incl hr mw vs tel ca env max min".split()
)
#: Pictures end a sentence as a stop does, but stay with the words before them.
_PICTURE = r"(?<=\S)\s*[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50\uFE0F\u200D]+"
_SUBJECT = (
    r"(?:she|he|they|we|i|her|his|their|elle|il|sa|ses|ella|lei|lui|su|sus|suo|sua|wants?|wanted|asked|says?|said|told|"
    r"has|is|was|will|took|bought|paid|does(?:n'?t)?|did(?:n'?t)?|needs?|loves?|likes?|hates?|prefers?|looked|looking|tried|"
    r"mentioned|thinks|probably|maybe|apparently|seems|que|qu'|che|quiere|busca|prefiere|veut|voudrait|cherche|vuole|"
    r"vorrebbe|cerca|husband|wife|sister|brother|mum|mom|dad|son|daughter|would|can'?t|don'?t|never|lives|works|moves)\b"
)
_AND = rf"\s+(?:and|but|et|mais|e|ma|y|pero|\+|&|although|though|while)\s+(?={_SUBJECT})"
_SO = (
    r"\s+(?:so|because|bc|cos)\s+(?=(?:maybe|probably|prob|perhaps|no|don'?t|i|we|let'?s|worth|could|might|must|keep|call)\b)"
)
#: Where hurried people forget the stop: a new beginning after at least two words.
_FRESH = (
    r"(?<=\w)\s+(?=(?:do not mention|don'?t (?:mention|tell)|maybe|probably|apparently|i (?:think|guess|bet|suspect|promised)|"
    r"size \d|paid (?:deposit|cash|by)|not confirmed)\b"
    r"|(?:she|he)(?:'s| is| was| has| wants| said| told| will| works| lives| loves| hates| moves)\b)"
)
#: A word that leans on what follows: the sentence is not over after it.
_LEANING = frozenset(
    "that if when while what where which says said me us thinks think because as and i how like so bc than guess bet but or "
    "suspect till until before after apparently he she who once only all time is was be are were will would not to the a "
    "an her his very of for with since maybe probably".split()
)
_CUT = re.compile(
    rf"(?P<stop>{_STOP}|{_PICTURE})|(?P<semi>;)|(?P<colon>:(?=\s))|(?P<dash>\s+[-–—/|•·>]+\s+|\s*—\s*)"
    rf"|(?P<comma>,(?!\d)|\s*[()]|{_AND}|{_SO})|(?P<fresh>{_FRESH})"
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
    return tuple(_pieces(text, plain(text)))


def _pieces(text: str, low: str) -> Iterator[Clause]:
    sentence, start, after = 0, 0, "stop"
    for cut in _CUT.finditer(low):
        kind = cut.lastgroup or "comma"
        before = _LAST_WORD.search(low, max(start, cut.start() - 20), cut.start())
        word = before[0] if before else ""
        if kind == "stop" and cut[0] == "." and (word in _SHORTENED or (len(word) == 1 and word.isalpha())):
            continue
        if kind == "fresh" and word in _LEANING:
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


def _trimmed(low: str, start: int, end: int, sentence: int, after: str) -> Clause | None:
    """The clause without blanks and stray marks at its ends; None where no word or number is left."""
    while start < end and not low[start].isalnum() and low[start] not in "'\"«“¿¡":
        start += 1
    while end > start and (low[end - 1].isspace() or low[end - 1] in ",;:-–—/|+&"):
        end -= 1
    if not any(letter.isalnum() for letter in low[start:end]):
        return None
    return Clause(start, end, sentence, after, low[start:end])
