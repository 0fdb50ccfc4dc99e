"""Words taken out of a sentence so that what stays is still a sentence, with its prices and dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.domain.message import Span

_PICTURES = r"[\u2190-\u21ff\u2600-\u27bf\u2b50\ufe0f\u200d\U0001f000-\U0001faff]"
_TITLED = "".join(rf"(?<!\b{title})" for title in ("Mr", "Ms", "Dr", "Sr", "St", "M", "Mrs", "Sra", "Sig"))
_STOP = rf"{_TITLED}[.!?…]+[\"')»]*(?!\w)"
#: Up to a stop that no letter or figure follows, a run of pictures, or the end of the line.
_SENTENCE = re.compile(rf"[^\n]+?(?:{_STOP}|\s*{_PICTURES}+|(?=\n)|$)")
_ENDING = re.compile(r"\s*[.!?…]+[\"')»]*$")
_AND = r"and|but|so|or|yet|because|et|mais|ou|donc|car|e|ed|ma|o|perché|y|pero|porque|así que|alors"
_ONE = r"I|we|you|it|they|there|he|she|je|j'|nous|vous|il|elle|c'est|io|noi|lei|lui|c'è|yo|nosotros|usted|él|ella"
_SUBJECTS = (
    r"(?:and|but|so)\s+(?=(?:I|we|you|it|they|there|he|she)\b)|(?:et|mais|donc)\s+(?=(?:je|j'|nous|vous|il|elle|c'est)\b)"
    r"|(?:e|ma)\s+(?=(?:io|noi|lei|lui|c'è)\b)|(?:y|pero)\s+(?=(?:yo|nosotros|usted|él|ella)\b)"
)
_CUT = re.compile(rf"(?P<lead>(?:[,;:]|\s[-–—])\s+(?:(?:{_AND})\b\s+)?|\s+(?:{_SUBJECTS}))", re.IGNORECASE)
_LEANS = re.compile(
    r"(?:(?:but|and|so|mais|et|ma|e|pero|y)\s+)?(?:if|when|since|as|after|before|while|with|now that|until|because|although"
    r"|once|for|si|quand|puisque|comme|après|avant|avec|pour|depuis|maintenant que|lorsque|se|quando|poiché|dopo|prima|con|per"
    r"|da quando|ora che|cuando|como|después|antes|para|desde|ahora que|ya que|in time|à temps|in tempo|a tiempo)\b",
    re.IGNORECASE,
)
_OWN_SUBJECT = re.compile(rf"(?:{_ONE}|let|shall|would|here|do|don't|come|please)\b", re.IGNORECASE)
_FOLLOWS = re.compile(r"\b(?:so|or|donc|così|alors|así que)\b", re.IGNORECASE)  #: what comes after it hangs on what went
MONEY = re.compile(
    r"(?:[€£$¥₩]\s?|\b[A-Z]{3}\s)\d(?:[\d.,' \u202f\xa0]*\d)?"
    r"|\b\d(?:[\d.,' \u202f\xa0]*\d)?\s?(?:[€£$¥₩]|\b(?:EUR|GBP|USD|CHF|zł|kr)(?!\w))"
)
_LEAST = 3  #: words that a clause needs to stand alone


@dataclass(frozen=True)
class Edit:
    """Words that something else takes the place of."""

    span: Span
    instead: str


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    lead: str  #: what joins it to the one before
    gone: bool  #: it holds words that must go

    def of(self, words: str) -> str:
        return words[self.start : self.end]


def sentences(words: str) -> Iterator[Span]:
    """Where each sentence stands, without the blanks about it."""
    for match in _SENTENCE.finditer(words):
        text = match[0]
        if text.strip():
            yield Span(match.start() + len(text) - len(text.lstrip()), match.end() - len(text) + len(text.rstrip()))


def taken_out(words: str, spans: Sequence[Span]) -> list[Edit]:
    """What has to change for these words to go: in every sentence that holds some of them, as little as leaves a sentence."""
    return [
        Edit(sentence, _without(words, sentence, met))
        for sentence in sentences(words)
        if (met := [span for span in spans if span.meets(sentence)])
    ]


def _without(words: str, sentence: Span, spans: Sequence[Span]) -> str:
    clauses = _clauses(words, sentence, spans)
    if not any(clause.gone for clause in clauses):  # only the stop was meant
        return words[sentence.start : sentence.end]
    first = next(place for place, clause in enumerate(clauses) if clause.gone)
    last = max(place for place, clause in enumerate(clauses) if clause.gone)
    head = _head(words, clauses[:first], clauses[first])
    tail = _tail(words, clauses, first, last)
    ending = _ENDING.search(words[sentence.start : sentence.end])
    stop = ending[0].strip() if ending else ""
    kept = "".join(clause.lead * (place > 0) + clause.of(words) for place, clause in enumerate(head))
    for clause in tail:
        text = clause.of(words)
        kept += (clause.lead if kept else "") + (text if kept else text[:1].upper() + text[1:])
    if not kept:
        return ""
    if clauses[-1].gone or clauses[-1] not in tail:  # the end of the sentence went, and its question with it
        stop = "!" if stop.startswith("!") and not tail else "."
    return kept.rstrip(" ,;:-–—") + stop


def _clauses(words: str, sentence: Span, spans: Sequence[Span]) -> list[_Clause]:
    ending = _ENDING.search(words[sentence.start : sentence.end])
    last = sentence.start + ending.start() if ending else sentence.end
    cuts = [(sentence.start, sentence.start, "")]
    cuts += [(cut.start(), cut.end(), cut["lead"]) for cut in _CUT.finditer(words, sentence.start, last)]
    ends = [start for start, _, _ in cuts[1:]] + [last]
    return [
        _Clause(start, end, lead, any(span.meets(Span(start, end)) for span in spans))
        for (_, start, lead), end in zip(cuts, ends, strict=True)
        if end > start
    ]


def _head(words: str, before: list[_Clause], gone: _Clause) -> list[_Clause]:
    """What stands before, if it says something alone."""
    head = list(before)
    if gone.lead.strip() == ":" and not (head and MONEY.search(head[-1].of(words))):
        head = [] if len(head) == 1 and len(head[0].of(words).split()) > _LEAST else head[:-1]
    while head and _LEANS.match(head[-1].of(words)):
        head.pop()  # "if it isn't the one" led up to what went
    said = " ".join(clause.of(words) for clause in head)
    return head if len(said.split()) >= _LEAST or MONEY.search(said) else []


def _tail(words: str, clauses: list[_Clause], first: int, last: int) -> list[_Clause]:
    """What makes sense after it: all of the rest where only an aside went, else prices, and what has a subject of its own."""
    aside = bool(_LEANS.match(clauses[first].of(words)))
    kept: list[_Clause] = []
    for place, clause in enumerate(clauses):
        text = clause.of(words)
        begun = any(one.start > clauses[last].start for one in kept)
        alone = _OWN_SUBJECT.match(text) and not _FOLLOWS.search(clause.lead)
        whole = place > last and (aside or begun or alone)
        if place > first and not clause.gone and (whole or MONEY.search(text)):
            kept.append(clause)
    return kept
