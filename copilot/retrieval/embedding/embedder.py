"""Text as vectors: near in meaning, near in direction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Embedder:
    """One embedding model. Its vectors have length 1, so that their product is the cosine."""

    model_id: str  #: kept with every vector; vectors of two models are never compared
    dimensions: int
    passages: Callable[[Sequence[str]], Vectors]
    questions: Callable[[Sequence[str]], Vectors]
    near: float  #: from this cosine on, a passage is taken to be about the question
    remark: str = ""  #: what `copilot doctor` says when this is not the model that was meant

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One row for each text that may be found."""
        return self.passages(texts) if texts else np.zeros((0, self.dimensions), dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """One vector for a question."""
        return self.questions([text])[0]


def of_length_one(vectors: Vectors) -> Vectors:
    """The same directions, each of length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
