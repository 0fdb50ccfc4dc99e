"""The trained network at work: which words of a message sound wrong, of which sort, and what they draw on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
from copilot.reading.learned.stretch import stretch, whole_clause
from copilot.reading.plain_text import PlainText
from copilot.weights.checked import weight_file
from copilot.weights.running import open_graph, own_weights
from copilot.weights.words import Words

WEIGHTS = Path(__file__).with_name("weights.npz")
_WHOLE = 256  #: pieces of text up to which a message is read as one
_WINDOW, _STRIDE = 56, 28  #: of a longer one, how many are read at once, and how far the next window starts
_PIECE = 96  #: pieces of text that are read of one fact
_REMEMBERED = 1_500  #: things known whose reading is kept in memory, about 100 KB each
_HEADS = 12
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Suspect:
    """Words that sound wrong in one way."""

    sort: str
    span: Span
    strength: float
    piece: str  #: the id of what they draw on most likely
    links: Mapping[str, float]  #: how likely each piece is


class LearnedReader:
    """The network in memory. Safe to share between threads; what it has read of a fact it remembers."""

    def __init__(self, weights: Path = WEIGHTS, threads: int = 2) -> None:
        kept = own_weights(weights)
        self.sorts = tuple(str(sort) for sort in kept.pop("sorts"))
        self.level = float(kept.pop("level"))
        self.version = str(kept.pop("version"))
        if tuple(str(sign) for sign in kept.pop("signs_read")) != SIGNS:
            raise ModelError(f"{weights.name} was trained on other signs than this version reads. Install the copilot again.")
        upper = tuple(int(layer) for layer in kept.pop("upper"))
        self._words = Words(weight_file("multilingual-e5-small"))
        self._tensors = opened(kept) | frozen_tensors(self._words.packed, max(upper))
        self._knowing = open_graph(known_graph(self._tensors, _HEADS, upper), threads)
        self._reading = open_graph(message_graph(self._tensors, _HEADS, upper, len(SIGNS)), threads)
        self._met = [f"{one}{place}" for place in range(len(upper)) for one in "kv"]
        self._memory = Memory(self._known, _REMEMBERED)

    def suspects(self, message: Message, plain: PlainText, situation: Situation) -> tuple[Suspect, ...]:
        """What sounds wrong in a message, the surest first of each sort; `plain`: the same message as `read_text` gives it."""
        pieces = pieces_of(message, situation)
        met, answers = self._memory.of(pieces)
        context = {name: one[None] for name, one in zip(self._met, met, strict=True)}
        ids, offsets = self._words.pieces.placed(plain.text)
        signs = _on_pieces(signs_of(plain.text, pieces, situation), offsets)
        found: dict[str, Suspect] = {}
        width = _WHOLE if len(ids) <= _WHOLE else _WINDOW
        for start in range(0, max(1, len(ids)), _STRIDE):
            window = slice(start, start + width)
            tags, whole, asked = self._window(ids[window], signs[window], context)
            links = _softmax(asked @ answers.T / np.sqrt(answers.shape[1]))
            strengths = _strengths(whole, self.level)
            for place, sort in enumerate(self.sorts):
                first, last = stretch(tags[:, place], tags[:, -1])
                link = links[first : last + 1].mean(axis=0)
                suspect = Suspect(
                    sort=sort,
                    span=plain.original(*whole_clause(plain.text, offsets[window][first][0], offsets[window][last][1])),
                    strength=strengths[place],
                    piece=pieces[int(link.argmax())].id,
                    links=dict(zip((piece.id for piece in pieces), map(float, link), strict=True)),
                )
                if sort not in found or suspect.strength > found[sort].strength:
                    found[sort] = suspect
            if start + width >= len(ids):
                break
        return tuple(found.values())

    def _window(
        self, ids: Sequence[int], signs: Vectors, context: Mapping[str, NDArray[Any]]
    ) -> tuple[Vectors, Vectors, Vectors]:
        """How sure of each sort for each piece of text; for the whole, before squashing, and of anything at all as the last;
        and what each piece of text asks for."""
        bare = np.zeros((1, len(SIGNS)), dtype=np.float32)
        given = {"words": self._words.placed([ids])[0], "signs": np.concatenate([bare, signs, bare])[None], **context}
        tags, wholes, asked = (out[0] for out in self._reading.run(["tags", "wholes", "asked"], given))
        whole = self._tensors["scale"] * tags.max(axis=0) + wholes[0]
        return _sigmoid(tags[1:-1]), whole, asked[1:-1]

    def _known(self, piece: Piece) -> Read:
        """A thing known, read by itself."""
        tensors = self._tensors
        sort = tensors["kind.weight"][piece.kind] + tensors["age.weight"][piece.age]
        if piece.from_note:
            sort = sort + tensors["note"]
        ids = self._words.pieces.ids(piece.text)[: _PIECE - 2]
        *met, answers = self._knowing.run([*self._met, "answers"], {"words": self._words.placed([ids])[0], "sort": sort})
        return Read(np.concatenate(met), answers[0])


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


def _strengths(whole: Vectors, level: float) -> list[float]:
    """How strong each sort is, on a scale where a half is the level from which it is believed.

    The likeliest sort is as sure as it and "anything is wrong" are together. Any other must be likely by itself too.
    """
    sorts, anything = whole[:-1], whole[-1]
    alone = sorts + np.log(level / (1 - level))
    alone[sorts.argmax()] = np.inf
    sure = _sigmoid(np.minimum((sorts + anything) / 2, alone))
    scaled = np.where(sure < level, sure / level / 2, 0.5 + (sure - level) / (1 - level) / 2)
    return [float(one) for one in scaled]


def _sigmoid(x: Vectors) -> Vectors:
    return (1 / (1 + np.exp(-x))).astype(np.float32)


def _softmax(x: Vectors) -> Vectors:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Vectors = raised / raised.sum(axis=-1, keepdims=True)
    return shares
