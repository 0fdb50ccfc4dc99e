"""Text as words to compare: no case, no accents, no endings; Chinese and Japanese in pairs of signs."""

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile
from threading import Lock

import snowballstemmer
from bm25s.stopwords import STOPWORDS_CHINESE, STOPWORDS_EN_PLUS, STOPWORDS_FRENCH, STOPWORDS_ITALIAN, STOPWORDS_SPANISH

_WORD = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]+|[^\W_]+")
_SIGNS = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")
_ENGLISH = snowballstemmer.stemmer("english")
_lock = Lock()  # a stemmer keeps the word in hand in itself


def fold(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its ending."""
    with _lock:
        return str(_ENGLISH.stemWord(word))


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Every word of a text, ready to be compared, in order."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if _SIGNS.match(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        else:
            found.append(stem(word))
    return tuple(found)


_EMPTY = frozenset(
    token
    for words in (STOPWORDS_EN_PLUS, STOPWORDS_FRENCH, STOPWORDS_ITALIAN, STOPWORDS_SPANISH, STOPWORDS_CHINESE)
    for word in words
    for token in tokens(word)
)


def telling(text: str, *, aside: str = "") -> frozenset[str]:
    """The words that say what a question is about: without "the", "when", "qui"..., and those of `aside`."""
    return frozenset(tokens(text)) - _EMPTY - frozenset(tokens(aside))


def beginnings(text: str) -> frozenset[str]:
    """What to look for in a text as it was written, so that no form of a telling word is missed."""
    wanted = telling(text)
    found = {token for token in wanted if _SIGNS.match(token)}
    for written in _WORD.findall(text.casefold()):
        for token in wanted.intersection(tokens(written)) - found:
            pairs = zip(fold(written), token, strict=False)
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) or len(token)
            found |= {written[:shared], fold(written)[:shared]}
    return frozenset(found)
