"""Pack a trained network into the one file that is shipped.

python -m tests.reading.training.export FOLDER copilot/reading/learned/weights.npz
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from copilot.reading.learned.evidence import SIGNS


def main(folder: Path, out: Path) -> None:
    about = json.loads((folder / "about.json").read_text())
    state = torch.load(folder / "network.pt")
    tensors = {name: value.numpy().astype(np.float16) for name, value in state.items()}
    levels = np.array(about.get("levels") or [0.5] * len(about["sorts"]), dtype=np.float32)
    np.savez_compressed(
        out,
        **tensors,
        sorts=np.array(about["sorts"]),
        levels=levels,
        signs_read=np.array(SIGNS),
        version=np.array(about.get("version", "0")),
        lower=np.array(about["lower"]),
    )
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
