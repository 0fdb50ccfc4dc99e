"""Words by which anybody would stop a message: plain signs beside the trained network, which learned from subtler ones.

Of 922 good messages of many trades that were written to be hard, these marked two (tests/bench/data/outreach/train_*.jsonl).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from copilot.domain.message import Span
from copilot.domain.reading import Sound
from copilot.domain.situation import Situation
from copilot.reading.cues import pattern, plain
from copilot.reading.learned.stretch import whole_clause
from copilot.reading.plain_text import PlainText
from copilot.reading.topics import topic_of

SURE = 0.9  #: how strong such a sign is
_LEXICON = "tone"
_SOUNDS = {
    "watching": Sound.WATCHING, "pressing": Sound.PRESSING, "intimate": Sound.INTIMATE, "inward": Sound.INWARD,
}  # fmt: skip
_SAME = 5  #: letters by which two forms of a word are recognised


@dataclass(frozen=True)
class Sign:
    """A clause and how it sounds; without a sound it opens a subject that is not ours to open."""

    span: Span
    sound: Sound | None
    topic: str = ""


def plain_signs(text: PlainText, situation: Situation) -> Iterator[Sign]:
    """Every plain sign in a message, each clause once a sort."""
    letters = plain(text.text)
    for group, sound in (*_SOUNDS.items(), ("delicate", None)):
        seen: set[Span] = set()
        for match in pattern(_LEXICON, group).finditer(letters):
            start, end = whole_clause(text.text, match.start(), match.end())
            span = text.original(start, end)
            if span in seen or (sound is None and _opened(match[0], letters[start:end], situation)):
                continue
            seen.add(span)
            yield Sign(span, sound, "" if sound else topic_of(letters[start:end], "en") or "a private matter")


def _opened(words: str, clause: str, situation: Situation) -> bool:
    """Whether the client spoke of it, or it is what the shop is there for."""
    topic = topic_of(clause, "en")
    said = [*(fact.note or fact.text for fact in situation.facts if fact.provenance.may_be_said and not fact.do_not_mention)]
    said += [contact.text for contact in situation.inbound] + [line.text for line in situation.store]
    stems = {word[:_SAME] for word in words.split() if len(word) > _SAME}
    return any(
        (topic and topic_of(letters, "en") == topic) or any(stem in letters for stem in stems) for letters in map(plain, said)
    )
