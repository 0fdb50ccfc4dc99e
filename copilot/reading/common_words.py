"""Words that say nothing of what a text is about, in four languages, and what is left of the others."""

import re
from functools import lru_cache
from importlib import resources

from copilot.domain.wording import fold

COMMON = frozenset((resources.files("copilot.reading") / "lexicon" / "common.txt").read_text("utf-8").split())  #: folded
_ENDING = 5  #: letters by which two forms of a word are recognised
_WORD = re.compile(r"[^\W\d_]{4,}")


def stem(word: str) -> str:
    """The first letters of a word, folded; empty where the word says nothing."""
    plain = fold(word)
    return "" if plain in COMMON else plain[:_ENDING]


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Those of a text's words of at least four letters."""
    return frozenset(found for word in _WORD.findall(text) if (found := stem(word)))
