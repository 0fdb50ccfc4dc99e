"""The trained network at work: which words of a message sound wrong, of which sort, and what they draw on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copilot.domain.message import Message, Span
from copilot.domain.situation import Situation
from copilot.errors import ModelError
from copilot.reading.learned.evidence import SIGNS, Piece, pieces_of, signs_of
from copilot.reading.learned.graphs import frozen_tensors, known_graph, message_graph, opened
from copilot.reading.learned.memory import Memory, Read
from copilot.reading.learned.stretch import clauses_in, marked, stretch
from copilot.reading.learned.telling import look, shares
from copilot.reading.plain_text import PlainText
from copilot.weights.checked import weight_file
from copilot.weights.running import open_graph, own_weights, softmax
from copilot.weights.words import Words

WEIGHTS = Path(__file__).with_name("weights.npz")
_WHOLE = 256  #: pieces of text up to which a message is read as one
_WINDOW, _STRIDE = 56, 28  #: of a longer one, how many are read at once, and how far the next window starts
_PIECE = 96  #: pieces of text that are read of one fact
_REMEMBERED = 1_500  #: things known whose reading is kept in memory, about 100 KB each
_HEADS = 12
_AS_WELL = 0.4  #: how likely another sort must be beside the likeliest one
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Suspect:
    """Words that sound wrong in one way."""

    sort: str
    span: Span
    strength: float
    sure: float  #: that anything is wrong in what was read at once with them, on the same scale
    share: float  #: how likely it is of this sort rather than of another, if anything is wrong there
    piece: str  #: the id of what they draw on most likely
    links: Mapping[str, float]  #: how likely each piece is


@dataclass(frozen=True)
class _Seen:
    """What was read at once; of all but `whole` one row for each piece of its text."""

    offsets: Sequence[tuple[int, int]]
    pieces: Sequence[Piece]
    tags: Vectors  #: how sure of each sort, and of anything at all as the last, before squashing
    whole: Vectors  #: the same of all of it
    links: Vectors  #: how likely it draws on each thing known
    signs: Vectors
    read: Vectors  #: as the network read it

    @cached_property
    def sure(self) -> Vectors:
        """The same as `tags`, from 0 to 1."""
        return _sigmoid(self.tags)

    @property
    def most_suspect(self) -> Vectors:
        """What is seen of the words where it is surest that anything is wrong."""
        anything = self.sure[:, -1]
        return self.look(*stretch(anything, anything))

    def look(self, first: int, last: int) -> Vectors:
        """What is seen of the words from one piece of text to another."""
        part = slice(first, last + 1)
        return look(self.tags[part], self.whole, self.links[part], self.signs[part], self.read[part], self.pieces)


class LearnedReader:
    """The network in memory. Safe to share between threads; what it has read of a fact it remembers."""

    def __init__(self, weights: Path = WEIGHTS, threads: int = 2) -> None:
        kept = own_weights(weights)
        self.sorts = tuple(str(sort) for sort in kept.pop("sorts"))
        self.level = float(kept.pop("level"))
        self.version = str(kept.pop("version"))
        self._learned_from = frozenset(int(one) for one in kept.pop("learned_from"))
        if tuple(str(sign) for sign in kept.pop("signs_read")) != SIGNS:
            raise ModelError(f"{weights.name} was trained on other signs than this version reads. Install the copilot again.")
        upper = tuple(int(layer) for layer in kept.pop("upper"))
        self._words = Words(weight_file("multilingual-e5-small"))
        self._tensors = opened(kept) | frozen_tensors(self._words.packed, max(upper))
        self._knowing = open_graph(known_graph(self._tensors, _HEADS, upper), threads)
        self._reading = open_graph(message_graph(self._tensors, _HEADS, upper, len(SIGNS)), threads)
        self._telling = self._tensors["telling.weight"], self._tensors["telling.bias"]
        self._met = [f"{one}{place}" for place in range(len(upper)) for one in "kv"]
        self._memory = Memory(self._known, _REMEMBERED)

    def has_learned_from(self, words: str) -> bool:
        """Whether this very message was among those that it was trained on: what it says of one tells little of others."""
        return fingerprint(words) in self._learned_from

    def suspects(self, message: Message, plain: PlainText, situation: Situation) -> tuple[Suspect, ...]:
        """What sounds wrong in a message, the surest first of each sort; `plain`: the same message as `read_text` gives it."""
        found: dict[str, Suspect] = {}
        for seen in self._windows(message, plain, situation):
            sure, told = seen.sure, shares(seen.most_suspect, *self._telling)
            clauses = clauses_in(plain.text, seen.offsets)
            strengths = _strengths(seen.whole, told, self.level)
            for place, sort in enumerate(self.sorts):
                first, last = stretch(sure[:, place], sure[:, -1])
                link = seen.links[first : last + 1].mean(axis=0)
                suspect = Suspect(
                    sort=sort,
                    span=plain.original(*marked(clauses, sure[:, place], sure[:, -1])),
                    strength=strengths[place],
                    sure=max(strengths),
                    share=float(told[place]),
                    piece=seen.pieces[int(link.argmax())].id,
                    links=dict(zip((piece.id for piece in seen.pieces), map(float, link), strict=True)),
                )
                if sort not in found or suspect.strength > found[sort].strength:
                    found[sort] = suspect
        return tuple(found.values())

    def looks(self, message: Message, plain: PlainText, situation: Situation, labelled: Sequence[Span]) -> list[Vectors]:
        """What is seen of the most suspect words of a message, then of each of these stretches of `plain`; of what lies
        behind the first window nothing. From this the telling of sorts is learned."""
        seen = next(self._windows(message, plain, situation))
        rows = [seen.most_suspect]
        for span in labelled:
            inside = [at for at, (start, end) in enumerate(seen.offsets) if start < span.end and span.start < end]
            rows += [seen.look(inside[0], inside[-1])] if inside else []
        return rows

    def _windows(self, message: Message, plain: PlainText, situation: Situation) -> Iterator[_Seen]:
        """The message, or what is read at once of a long one."""
        pieces = pieces_of(message, situation)
        met, answers = self._memory.of(pieces)
        context = {name: one[None] for name, one in zip(self._met, met, strict=True)}
        ids, offsets = self._words.pieces.placed(plain.text)
        signs = _on_pieces(signs_of(plain.text, pieces, situation), offsets)
        width = _WHOLE if len(ids) <= _WHOLE else _WINDOW
        for start in range(0, max(1, len(ids)), _STRIDE):
            window = slice(start, start + width)
            tags, whole, asked, read = self._window(ids[window], signs[window], context)
            links = softmax(asked @ answers.T / np.sqrt(answers.shape[1]))
            yield _Seen(offsets[window], pieces, tags, whole, links, signs[window], read)
            if start + width >= len(ids):
                break

    def _window(
        self, ids: Sequence[int], signs: Vectors, context: Mapping[str, NDArray[Any]]
    ) -> tuple[Vectors, Vectors, Vectors, Vectors]:
        """Before squashing, how sure of each sort for each piece of text, and for the whole, of anything at all as the last;
        what each piece of text asks for; and as what it was read."""
        bare = np.zeros((1, len(SIGNS)), dtype=np.float32)
        given = {"words": self._words.placed([ids])[0], "signs": np.concatenate([bare, signs, bare])[None], **context}
        tags, wholes, asked, read = (out[0] for out in self._reading.run(["tags", "wholes", "asked", "read"], given))
        whole = self._tensors["scale"] * tags.max(axis=0) + wholes[0]
        return tags[1:-1], whole, asked[1:-1], read[1:-1]

    def _known(self, piece: Piece) -> Read:
        """A thing known, read by itself."""
        tensors = self._tensors
        sort = tensors["kind.weight"][piece.kind] + tensors["age.weight"][piece.age]
        if piece.from_note:
            sort = sort + tensors["note"]
        if piece.overtaken:
            sort = sort + tensors["overtaken"]
        ids = self._words.pieces.ids(piece.text)[: _PIECE - 2]
        *met, answers = self._knowing.run([*self._met, "answers"], {"words": self._words.placed([ids])[0], "sort": sort})
        return Read(np.concatenate(met), answers[0])


def fingerprint(words: str) -> int:
    """What a message is known by again, 64 bits, without its words."""
    return int.from_bytes(sha256(words.encode()).digest()[:8])


@cache
def learned_reader() -> LearnedReader:
    """The one of this process: it is large, and shops that are open side by side may share it."""
    return LearnedReader()


def _on_pieces(marks: Sequence[tuple[int, int, Vectors]], offsets: Sequence[tuple[int, int]]) -> Vectors:
    signs = np.zeros((len(offsets), len(SIGNS)), dtype=np.float32)
    begins, ends = np.array(offsets, dtype=np.int64).reshape(-1, 2).T
    for start, end, mark in marks:
        at = (begins < end) & (start < ends)
        signs[at] = np.maximum(signs[at], mark)
    return signs


def _strengths(whole: Vectors, told: Vectors, level: float) -> list[float]:
    """How strong each sort is, on a scale where a half is the level from which it is believed.

    The likeliest sort is as sure as it is that anything is wrong. Any other must be likely too.
    """
    sure = float(_sigmoid((whole[:-1].max() + whole[-1]) / 2))
    scaled = sure / level / 2 if sure < level else 0.5 + (sure - level) / (1 - level) / 2
    most = np.where(told >= _AS_WELL, 1.0, told / _AS_WELL / 2)
    most[told.argmax()] = 1.0
    return [min(scaled, float(one)) for one in most]


def _sigmoid(x: Vectors) -> Vectors:
    return (1 / (1 + np.exp(-x))).astype(np.float32)
