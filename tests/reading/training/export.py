"""Pack a trained network into the one file that is shipped: matrices in eight bits with a scale for every few, the rest in
sixteen.

    python -m tests.reading.training.export FOLDER copilot/reading/learned/weights.npz --level 0.5 --version NAME --train FILES...

Of which sort a suspicion is, it knows only when `tests.reading.training.telling` has taught it.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from copilot.reading.cases import case_of
from copilot.reading.learned.evidence import SIGNS
from copilot.reading.learned.reader import fingerprint
from copilot.reading.learned.telling import seen_at_once
from tests.reading.training.examples import read_all

FEW = 32  #: numbers of a row that share a scale: with one for a whole row, papers were told apart by two points less


def packed(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """A tensor as it is kept."""
    if values.ndim != 2:
        return {name: values.astype(np.float16)}
    few = values.reshape(len(values), -1, FEW if values.shape[1] % FEW == 0 else values.shape[1])
    scale = np.maximum(np.abs(few).max(axis=2) / 127, 1e-12)
    return {
        f"{name}:eight": np.round(few / scale[..., None]).astype(np.int8).reshape(values.shape),
        f"{name}:scale": scale.astype(np.float32),
    }


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("folder", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--level", type=float, default=0.5, help="The certainty from which a finding is believed.")
    ask.add_argument("--version", required=True)
    ask.add_argument(
        "--train", nargs="+", type=Path, required=True, help="What it was trained on, so that nobody tests it on that."
    )
    given = ask.parse_args()
    about = json.loads((given.folder / "about.json").read_text())
    tensors: dict[str, np.ndarray] = {}
    for name, value in torch.load(given.folder / "network.pt").items():
        tensors |= packed(name, value.numpy())
    sorts = len(about["told"]) - 1
    tensors["telling.weight"] = np.zeros((sorts, seen_at_once(sorts, tensors["note"].size)), dtype=np.float32)
    tensors["telling.bias"] = np.zeros(sorts, dtype=np.float32)
    np.savez_compressed(
        given.out,
        **tensors,
        sorts=np.array(about["told"][:-1]),
        level=np.array(given.level),
        signs_read=np.array(SIGNS),
        version=np.array(given.version),
        upper=np.array(about["upper"]),
        learned_from=np.unique(
            np.array([fingerprint(case_of(raw).message().words) for raw in read_all(given.train)], dtype=np.uint64)
        ),
    )
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
