"""From which certainty a finding is believed: chosen on labelled files that the network did not learn from.

python -m tests.reading.training.levels FOLDER/train_g.npz ...
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np


def saved(path: Path, found: np.ndarray, wanted: np.ndarray, ids: Sequence[str]) -> None:
    """What a network said of a file beside its labels."""
    np.savez_compressed(path, found=found, wanted=wanted, ids=np.array(ids))


def figures(found: np.ndarray, wanted: np.ndarray) -> str:
    """How well wrong wording is told from clean: AUC, the best F1, recall at 3 % false alarms."""
    wrong = wanted[:, -1] > 0
    said = []
    anything, sorts = found[:, -1], found[:, :-1].max(1)
    for name, score in (("anything", anything), ("sorts", sorts), ("mean", anything + sorts)):
        best = max(f1(score >= at, wrong) for at in score)
        said.append(f"{name} AUC {area(score, wrong):.3f} F1 {best:.3f} R@3% {recall_at(score, wrong):.2f}")
    kinds = [area(found[:, sort], wanted[:, sort] > 0) for sort in range(found.shape[1] - 1) if wanted[:, sort].any()]
    return "; ".join(said) + f"; sorts' mean AUC {np.mean(kinds):.3f}"


def area(score: np.ndarray, wrong: np.ndarray) -> float:
    """How often a wrong one lies above a clean one."""
    above = (score[wrong][:, None] > score[~wrong]) + (score[wrong][:, None] == score[~wrong]) / 2
    return float(above.mean())


def f1(said: np.ndarray, wrong: np.ndarray) -> float:
    """Of those said to be wrong."""
    return float(2 * (said & wrong).sum() / max(1, said.sum() + wrong.sum()))


def recall_at(score: np.ndarray, wrong: np.ndarray, alarms: float = 0.03) -> float:
    """How many wrong ones are found where so many clean ones are taken for wrong."""
    return float((score[wrong] > np.quantile(score[~wrong], 1 - alarms, method="higher")).mean())


def best_level(found: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """The certainty at which F1 is best on these, smoothed over its neighbours so that no one case decides, and that F1."""
    wrong = wanted[:, -1] > 0
    sure = 1 / (1 + np.exp(-(found[:, :-1].max(1) + found[:, -1]) / 2))
    levels = np.linspace(0.05, 0.95, 91)
    scores = np.array([f1(sure >= level, wrong) for level in levels])
    smooth = np.convolve(np.pad(scores, 4, mode="edge"), np.full(9, 1 / 9), mode="valid")
    return float(levels[smooth.argmax()]), float(scores[smooth.argmax()])


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("files", type=Path, nargs="+")
    given = ask.parse_args()
    parts = [np.load(path) for path in given.files]
    found, wanted = (np.concatenate([part[name] for part in parts]) for name in ("found", "wanted"))
    print(figures(found, wanted))
    print("level {:.2f}, F1 {:.3f}".format(*best_level(found, wanted)))


if __name__ == "__main__":
    main()
