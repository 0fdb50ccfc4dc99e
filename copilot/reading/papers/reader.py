"""The trained encoder at work: how likely each paper is to answer a question."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from copilot.domain.paper import KINDS, Paper
from copilot.reading.learned.graphs import frozen_tensors, opened, text_graph
from copilot.weights.checked import weight_file
from copilot.weights.running import open_graph, own_weights, softmax
from copilot.weights.words import Words

WEIGHTS = Path(__file__).with_name("weights.npz")
_LONGEST = 62  #: pieces of text that are read of one paper, or of a question
_REMEMBERED = 5_000  #: texts whose reading is kept in memory, about 10 KB each
_TOGETHER = 16  #: texts that are read at once
_HEADS = 12
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class _Read:
    """A text, read: its words and its whole as vectors of length one."""

    words: Vectors  #: pieces of text, 128
    whole: Vectors
    raw: Vectors  #: of a question: as the encoder left it; of a paper nothing


class PaperReader:
    """The encoder in memory. Safe to share between threads; what it has read of a paper it remembers."""

    def __init__(self, weights: Path = WEIGHTS, threads: int = 2) -> None:
        kept = own_weights(weights)
        self.version = str(kept.pop("version"))  #: the name that it got when it was trained
        first = int(kept.pop("first"))
        self._words = Words(weight_file("multilingual-e5-small"))
        tensors = opened(kept) | frozen_tensors(self._words.packed, first)
        layers = sum(name.startswith("layers.") and name.endswith(".q.weight") for name in tensors)
        self._reading = open_graph(text_graph(tensors, _HEADS, first, layers), threads)
        self._kinds = tensors["kind.weight"]
        self._turn = tensors["proj.weight"].T
        self._heads = {name: (tensors[f"{name}.weight"][0], float(tensors[f"{name}.bias"][0])) for name in ("weigh", "none")}
        self._scales = (float(tensors["scale"]), float(tensors["scale2"]))
        self._middle, self._least = tensors["mid"], float(tensors["mix"][0])
        self._kept: OrderedDict[Paper | str, _Read] = OrderedDict()
        self._lock = Lock()

    def weigh(self, question: str, papers: Sequence[Paper]) -> list[float]:
        """See `Weigh`. One number for each paper, in their order."""
        asked, *read = self._remembered([question, *papers])
        share = softmax(self._head("weigh", asked.raw))
        least = float(self._head("none", asked.raw[:1])[0]) + self._least
        found = []
        for paper in read:
            late = float(share @ (asked.words @ paper.words.T).max(axis=1)) - self._middle[0]
            near = float(asked.whole @ paper.whole) - self._middle[1]
            found.append(float(self._scales[0] * late + self._scales[1] * near - least))
        return found

    def _head(self, name: str, raw: Vectors) -> Vectors:
        weight, bias = self._heads[name]
        made: Vectors = raw @ weight + bias
        return made

    def _remembered(self, texts: Sequence[Paper | str]) -> list[_Read]:
        """What was read of each; those not read yet are read now, those of like length together."""
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        ids = {
            text: self._words.pieces.ids(text if isinstance(text, str) else text.text)[:_LONGEST]
            for text in dict.fromkeys(texts)
            if text not in known
        }
        new = sorted(ids, key=lambda text: len(ids[text]))
        for at in range(0, len(new), _TOGETHER):
            some = new[at : at + _TOGETHER]
            known |= dict(zip(some, self._read(some, [ids[text] for text in some]), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return [known[text] for text in texts]

    def _read(self, texts: Sequence[Paper | str], ids: Sequence[Sequence[int]]) -> list[_Read]:
        words, mask = self._words.placed(ids)
        sort = np.stack([self._kinds[_kind_of(text)] for text in texts])[:, None]
        read = self._reading.run(["read"], {"words": words, "mask": mask, "sort": sort})[0]
        return [_of(text, raw[: len(one) + 2], self._turn) for text, one, raw in zip(texts, ids, read, strict=True)]


@cache
def paper_reader() -> PaperReader:
    """The one of this process: it is large, and shops that are open side by side may share it."""
    return PaperReader()


def _kind_of(text: Paper | str) -> int:
    """The place of its kind; of a question, the first."""
    return 1 + KINDS.index(text.kind) if isinstance(text, Paper) else 0


def _of(text: Paper | str, raw: Vectors, turn: Vectors) -> _Read:
    return _Read(_unit(raw @ turn), _unit(raw.mean(axis=0)), raw.copy() if isinstance(text, str) else raw[:0].copy())


def _unit(x: Vectors) -> Vectors:
    return (x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)).astype(np.float32)
