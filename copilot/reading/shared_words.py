"""Words that a message shares with one thing that it may not say, and with nothing else that is known.

No network: two such words in a sentence are a use, whoever wrote it. Of 640 labelled messages this marked 25, none of them
clean. Facts read from a note are left to the network: a note's words alone seldom show who told us.
"""

import re
from collections.abc import Iterable, Iterator

from copilot.domain.message import Message, Span
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading, Sound, Use
from copilot.domain.situation import Known, Situation
from copilot.reading.common_words import stem, stems

_STRENGTH = 0.75
_LEAST = 2  #: words
_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCE = re.compile(r"[^.!?\n]+")
_CLAUSE = re.compile(r"[,;:()]|\s-\s")
_NEVER_GIVEN = frozenset((Provenance.OBSERVED, Provenance.INFERRED, Provenance.THIRD_PARTY))


def shared_words(message: Message, situation: Situation, reading: Reading) -> Reading:
    """The reading with the uses that plain words give away and that it does not hold yet."""
    if reading.unread:
        return reading
    certain = situation.policy.sure("uses")
    seen = {use.fact for use in reading.uses if use.strength >= certain}
    watching = [tone.span for tone in reading.tones if tone.sound is Sound.WATCHING and tone.strength >= certain]
    found = [
        use for use in _uses(message, situation) if use.fact not in seen and not any(span.meets(use.span) for span in watching)
    ]
    return reading.with_more(Reading(uses=tuple(found))) if found else reading


def _uses(message: Message, situation: Situation) -> Iterator[Use]:
    unsaid = [fact for fact in situation.facts if _not_for_words(fact)]
    if not unsaid:
        return
    may_be_said = {each for text in _said(situation) for each in stems(text)}
    words = message.words
    for fact in unsaid:
        giveaway = stems(fact.text) - may_be_said
        for sentence in _SENTENCE.finditer(words) if len(giveaway) >= _LEAST else ():
            at = [word for word in _WORD.finditer(words, *sentence.span()) if stem(word[0]) in giveaway]
            if len({stem(word[0]) for word in at}) >= _LEAST:
                yield Use(_clauses(words, Span(*sentence.span()), at[0].start(), at[-1].end()), fact.id, _STRENGTH)
                break


def _not_for_words(fact: Known) -> bool:
    return fact.do_not_mention or (fact.provenance in _NEVER_GIVEN and not fact.note)


def _said(situation: Situation) -> Iterable[str]:
    yield from (fact.text for fact in situation.facts if not _not_for_words(fact))
    yield from (line.text for line in situation.store)
    yield from (contact.text for contact in situation.contacts)


def _clauses(words: str, sentence: Span, first: int, last: int) -> Span:
    """From where the clause with the first of the words begins to where that with the last one ends."""
    cuts = [(cut.start(), cut.end()) for cut in _CLAUSE.finditer(words, sentence.start, sentence.end)]
    start = max((end for _, end in cuts if end <= first), default=sentence.start)
    end = min((begin for begin, _ in cuts if begin >= last), default=sentence.end)
    while start < first and words[start].isspace():
        start += 1
    return Span(start, end)
