"""Which products somebody means: by words of name, category, material and colour, in four languages."""

import re
import time
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer
import yaml
from sqlalchemy import func
from sqlmodel import Session, col, select

from copilot.domain.wording import fold
from copilot.records.trade import Product

_FRESH_FOR = 60.0  #: seconds for which a catalogue of the same length counts as unchanged
_WORD = re.compile(r"\w+")
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()  # a stemmer keeps the word in hand in itself, and the tools of one question run side by side
#: Sizes, which name nothing by themselves; what they say in common stands in `same_thing.yaml`.
_SIZES = frozenset(
    "small mini tiny large big maxi petit petite petits petites grand grands grandes "
    "piccolo piccola piccoli piccole grande grandi mignon pequeno pequena pequenos pequenas".split()
)
_EMPTY = frozenset("the and with for size small large new one les des une aux con per gli los las del della dans sur".split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word, so that "rings" finds a ring."""
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


def _families() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load((Path(__file__).parent / "same_thing.yaml").read_text(encoding="utf-8"))
    families: dict[str, frozenset[str]] = {}
    for family in listed:
        words = frozenset(stem(fold(word)) for word in family)
        for word in words:
            families[word] = families.get(word, frozenset()) | words
    return families


_FAMILY = _families()


def things_like(word: str) -> frozenset[str]:
    """The stems of all words for the thing, the material or the colour that a folded word names, in our languages."""
    return _FAMILY.get(stem(word), frozenset())


class Catalogue:
    """The words of all products, read once and again when the catalogue has changed."""

    def __init__(self) -> None:
        self._version: tuple[int, int] = (-1, -1)
        self._read_at = 0.0
        self._by_word: dict[str, set[int]] = {}
        self._by_name: dict[str, set[int]] = {}

    def words_of_things(self, session: Session, text: str) -> list[str]:
        """The words of `text` that name an article, a material, a colour or a collection of this catalogue."""
        self._refresh(session)
        return [word for word in _WORD.findall(fold(text)) if self._with(word)]

    def named(self, session: Session, text: str) -> set[int]:
        """The ids of the products that `text` names: those that match the most of its shop words."""
        self._refresh(session)
        hits: dict[int, set[str]] = defaultdict(set)
        for word in set(_WORD.findall(fold(text))):
            for product_id in self._with(word):
                hits[product_id].add(word)
        most = max(map(len, hits.values()), default=0)
        best = {product_id: words for product_id, words in hits.items() if len(words) == most}
        # "The hand-wound chronograph" is no bag of hand-woven leather: what names a piece goes before what it is made of.
        naming = {word for product_id, words in best.items() for word in words if product_id in self._with(word, self._by_name)}
        return self._of_size({product_id for product_id, words in best.items() if not naming or words & naming}, text)

    def told_apart(self, session: Session, one: set[int], other: set[int], text: str) -> tuple[set[int], set[int]]:
        """The pieces of one thing and of `other`, which `text` names, as "a watch but no strap" tells them apart: where most
        watches have a strap, and some that are sold with them are one, only these are the other."""
        self._refresh(session)
        called = other.intersection(set().union(*(self._with(word, self._by_name) for word in _WORD.findall(fold(text)))))
        within = called and called < one and len(one & other) > len(one) / 2
        return (one - called, called) if within else (one, other)

    def _of_size(self, fitting: set[int], text: str) -> set[int]:
        """Of the pieces that fit, those of the size that is named, where a piece has one in its name: the mini tote is small."""
        sizes = frozenset().union(*(_FAMILY.get(stem(word), frozenset()) for word in _WORD.findall(fold(text)) if word in _SIZES))
        sized = fitting.intersection(*([set().union(*(self._by_name.get(size, set()) for size in sizes))] if sizes else []))
        return sized or fitting

    def _with(self, word: str, by_word: dict[str, set[int]] | None = None) -> set[int]:
        stemmed, listed = stem(word), self._by_word if by_word is None else by_word
        if stemmed in _EMPTY or word in _SIZES or len(stemmed) < 2:
            return set()
        return set().union(*(listed.get(same, set()) for same in _FAMILY.get(stemmed, frozenset()) | {stemmed}))

    def _refresh(self, session: Session) -> None:
        count, newest = session.exec(select(func.count(col(Product.id)), func.max(Product.id))).one()
        version = (count, newest or 0)
        if version == self._version and time.monotonic() - self._read_at < _FRESH_FOR:
            return
        by_word: dict[str, set[int]] = defaultdict(set)
        by_name: dict[str, set[int]] = defaultdict(set)
        columns = (Product.id, Product.name, Product.category, Product.collection, Product.material, Product.colour)
        for product_id, *texts in session.exec(select(*columns)).all():  # type: ignore[call-overload]
            for word in _WORD.findall(fold(" ".join(texts))):
                if len(word) > 2 or word.isdigit():
                    by_word[stem(word)].add(product_id)
            for word in _WORD.findall(fold(" ".join(texts[:3]))):
                by_name[stem(word)].add(product_id)
        self._by_word, self._by_name = dict(by_word), dict(by_name)
        self._version, self._read_at = version, time.monotonic()
