"""The trained network at work: which words of a message sound wrong, of which sort, and what they draw on."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from copilot.domain.message import Message, Span
from copilot.domain.situation import Situation
from copilot.errors import ModelError
from copilot.reading.learned.evidence import SIGNS, Piece, pieces_of, read_text, signs_of
from copilot.reading.learned.graphs import message_graph
from copilot.weights import packed
from copilot.weights.checked import weight_file
from copilot.weights.graph import encoder
from copilot.weights.tokens import Pieces

WEIGHTS = Path(__file__).with_name("weights.npz")
_WHOLE = 256  #: pieces of text up to which a message is read as one
_WINDOW, _STRIDE = 56, 28  #: of a longer one, how many are read at once, and how far the next window starts
_PIECE = 96  #: pieces of text that are read of one fact
_AT_ONCE = 16
_REMEMBERED = 4_000  #: facts whose reading is kept in memory, about 10 KB each
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
        if not weights.is_file():
            raise ModelError(f"{weights.name} of the guard's reader is missing. Install the copilot again.")
        with np.load(weights) as file:
            kept = {name: file[name] for name in file.files}
        self.sorts = tuple(str(sort) for sort in kept.pop("sorts"))
        self.levels = {sort: float(level) for sort, level in zip(self.sorts, kept.pop("levels"), strict=True)}
        self.version = str(kept.pop("version"))
        if tuple(str(sign) for sign in kept.pop("signs_read")) != SIGNS:
            raise ModelError(f"{weights.name} was trained on other signs than this version reads. Install the copilot again.")
        lower = int(kept.pop("lower"))
        self._tensors = _opened(kept)
        upper = len({name.split(".")[1] for name in self._tensors if name.startswith("upper.")})
        self._packed = packed.read(weight_file("multilingual-e5-small"))
        self._pieces = Pieces(self._packed)
        places = self._packed.plain("emb.pos").reshape(self._packed.longest, -1)
        self._places = places + self._packed.plain("emb.type")[: self._packed.width]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        one = {"sess_options": options, "providers": ["CPUExecutionProvider"]}
        self._lower = onnxruntime.InferenceSession(encoder(self._packed, lower), **one)
        self._upper = onnxruntime.InferenceSession(message_graph(self._tensors, _HEADS, upper, len(SIGNS)), **one)
        self._known: OrderedDict[str, NDArray[np.float16]] = OrderedDict()
        self._lock = Lock()

    def suspects(self, message: Message, situation: Situation) -> tuple[Suspect, ...]:
        """What sounds wrong in a message, the surest first of each sort."""
        plain = read_text(message, situation)
        pieces = pieces_of(message, situation)
        context, answers = self._evidence(pieces)
        ids, offsets = self._pieces.placed(plain.text)
        signs = _on_pieces(signs_of(plain.text, pieces, situation), offsets)
        found: dict[str, Suspect] = {}
        width = _WHOLE if len(ids) <= _WHOLE else _WINDOW
        for start in range(0, max(1, len(ids)), _STRIDE):
            window = slice(start, start + width)
            tags, whole, asked = self._window(ids[window], signs[window], context[None])
            links = _softmax(asked @ answers.T / np.sqrt(answers.shape[1]))
            for place, sort in enumerate(self.sorts):
                first, last = _stretch(tags[:, place])
                link = links[first : last + 1].mean(axis=0)
                suspect = Suspect(
                    sort=sort,
                    span=plain.original(offsets[window][first][0], offsets[window][last][1]),
                    strength=_strength(float(whole[place]), self.levels[sort]),
                    piece=pieces[int(link.argmax())].id,
                    links=dict(zip((piece.id for piece in pieces), map(float, link), strict=True)),
                )
                if sort not in found or suspect.strength > found[sort].strength:
                    found[sort] = suspect
            if start + width >= len(ids):
                break
        return tuple(found.values())

    def _window(self, ids: Sequence[int], signs: Vectors, context: Vectors) -> tuple[Vectors, Vectors, Vectors]:
        """How sure of each sort for each piece of text and for the whole, and what each piece of text asks for."""
        bare = np.zeros((1, len(SIGNS)), dtype=np.float32)
        read = self._read([[self._packed.start, *ids, self._packed.end]])[0] + self._tensors["kind.weight"][0]
        given = {"read": read[None], "signs": np.concatenate([bare, signs, bare])[None], "context": context}
        tags, wholes, asked = (out[0] for out in self._upper.run(["tags", "wholes", "asked"], given))
        whole = self._tensors["scale"] * tags.max(axis=0) + wholes[0]
        return _sigmoid(tags[1:-1]), _sigmoid(whole), asked[1:-1]

    def _evidence(self, pieces: Sequence[Piece]) -> tuple[Vectors, Vectors]:
        """All pieces side by side, and what each answers to; a text that was read before is remembered."""
        read = self._remembered([piece.text for piece in pieces])
        kinds, ages, note = (self._tensors[name] for name in ("kind.weight", "age.weight", "note"))
        sorts = [kinds[piece.kind] + ages[piece.age] + (note if piece.from_note else 0) for piece in pieces]
        context = [one.astype(np.float32) + sort for one, sort in zip(read, sorts, strict=True)]
        means = np.stack([one.mean(axis=0) for one in context])
        return np.concatenate(context), means @ self._tensors["answers.weight"].T + self._tensors["answers.bias"]

    def _remembered(self, texts: Sequence[str]) -> list[NDArray[np.float16]]:
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        missing = sorted({text for text in texts if text not in known}, key=len)
        for at in range(0, len(missing), _AT_ONCE):
            some = missing[at : at + _AT_ONCE]
            rows = [[self._packed.start, *self._pieces.ids(text), self._packed.end][:_PIECE] for text in some]
            known |= {text: one.astype(np.float16) for text, one in zip(some, self._read(rows), strict=True)}
        with self._lock:
            self._known |= {text: known[text] for text in missing}
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return [known[text] for text in texts]

    def _read(self, rows: Sequence[Sequence[int]]) -> list[Vectors]:
        """What the lower layers make of each text."""
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int32)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
        words = packed.word_vectors(self._packed, ids) + self._places[:longest]
        read = self._lower.run(None, {"words": words, "mask": mask})[0]
        return [read[place, : len(row)] for place, row in enumerate(rows)]


def _opened(kept: Mapping[str, NDArray[Any]]) -> dict[str, Vectors]:
    """The tensors as numbers of 32 bits; matrices are kept in eight, with a scale for each row."""
    whole = {name: value.astype(np.float32) for name, value in kept.items() if ":" not in name}
    eight = {name.partition(":")[0] for name in kept if name.endswith(":eight")}
    return whole | {name: kept[f"{name}:eight"].astype(np.float32) * kept[f"{name}:scale"] for name in eight}


def _on_pieces(marks: Sequence[tuple[int, int, Vectors]], offsets: Sequence[tuple[int, int]]) -> Vectors:
    signs = np.zeros((len(offsets), len(SIGNS)), dtype=np.float32)
    for start, end, mark in marks:
        for place, (a, b) in enumerate(offsets):
            if a < end and start < b:
                signs[place] = np.maximum(signs[place], mark)
    return signs


def _stretch(sure: Vectors) -> tuple[int, int]:
    """The words about the surest one that are of one sort with it; a gap of two does not part them."""
    peak = int(sure.argmax())
    level = min(0.5, float(sure[peak]) * 0.5)
    first = last = peak
    while first > 0 and sure[max(0, first - 3) : first].max() >= level:
        first -= 1
    while last < len(sure) - 1 and sure[last + 1 : last + 4].max() >= level:
        last += 1
    return first, last


def _strength(sure: float, level: float) -> float:
    """The certainty on a scale where a half is the level from which findings of this sort are believed."""
    return sure / level / 2 if sure < level else 0.5 + (sure - level) / (1 - level) / 2


def _sigmoid(x: Vectors) -> Vectors:
    return (1 / (1 + np.exp(-x))).astype(np.float32)


def _softmax(x: Vectors) -> Vectors:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Vectors = raised / raised.sum(axis=-1, keepdims=True)
    return shares
