"""Of a client of whom very much is known, what stands nearest to a message: so much a reader looks at, and no more.

A reader that is shown a hundred things sees none of them well, and slowly. What is left out is said in the verdict. Rules
that count and compare (the moment, consent, open matters) see everything.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from copilot.domain.message import Message
from copilot.domain.situation import Known, PastContact, Situation, StoreFact
from copilot.domain.wording import fold

MOST_FACTS, MOST_CONTACTS, MOST_STORE = 16, 8, 8
_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d.,']*")
_ENDING = 5  #: letters by which two forms of a word are recognised


_One = TypeVar("_One", Known, PastContact, StoreFact)


def nearest(message: Message, situation: Situation) -> tuple[Situation, tuple[str, ...]]:
    """The situation with the facts and contacts that share most words with the message, then the latest; what was left out."""
    words = _stems(message.words)
    facts = _chosen(situation.facts, MOST_FACTS, lambda fact: _nearness(words, fact))
    contacts = _chosen(situation.contacts, MOST_CONTACTS, lambda one: (len(words & _stems(one.text)), one.at.timestamp()))
    store = _chosen(
        situation.store, MOST_STORE, lambda line: (len(words & _stems(line.text)) / (1 + len(_stems(line.text))) ** 0.5,)
    )
    far = tuple(
        f"{len(every) - len(kept):,} of {len(every):,} {name}, the furthest from these words"
        for name, every, kept in (
            ("things known", situation.facts, facts),
            ("contacts", situation.contacts, contacts),
            ("things that the store may say", situation.store, store),
        )
        if len(kept) < len(every)
    )
    return (replace(situation, facts=facts, contacts=contacts, store=store) if far else situation), far


def _chosen(every: tuple[_One, ...], most: int, nearness: Callable[[_One], tuple[float, ...]]) -> tuple[_One, ...]:
    """The nearest ones, in the order in which they were given."""
    if len(every) <= most:
        return every
    ranked = sorted(range(len(every)), key=lambda at: nearness(every[at]), reverse=True)
    return tuple(every[at] for at in sorted(ranked[:most]))


def _nearness(words: frozenset[str], fact: Known) -> tuple[float, ...]:
    delicate = fact.do_not_mention or not fact.provenance.may_be_said
    return (len(words & _stems(fact.text)), delicate, fact.learned_on.toordinal())


@lru_cache(maxsize=16_384)
def _stems(text: str) -> frozenset[str]:
    """The words by their beginnings, and figures by their digits."""
    found = (fold(word)[:_ENDING] if word[0].isalpha() else re.sub(r"\D", "", word) for word in _WORD.findall(text))
    return frozenset(found)
