"""Pack a trained network into the one file that is shipped: matrices in eight bits, the rest in sixteen.

python -m tests.reading.papers.export NETWORK copilot/reading/papers/weights.npz --first 6 --version NAME
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from tests.reading.training.export import packed


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("network", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--first", type=int, required=True, help="The first layer that was trained.")
    ask.add_argument("--version", required=True)
    given = ask.parse_args()
    tensors: dict[str, np.ndarray] = {}
    for name, value in torch.load(given.network).items():
        tensors |= packed(name, value.numpy())
    np.savez_compressed(given.out, **tensors, first=np.array(given.first), version=np.array(given.version))
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
