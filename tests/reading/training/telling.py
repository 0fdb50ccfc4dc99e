"""Teach a shipped network of which sort its suspicions are, and print how often it tells right on other files.

    python -m tests.reading.training.telling copilot/reading/learned/weights.npz --version NAME --train FILES... --check FILES...

Learns from every message in which something is wrong: from the words that the network suspects most, of each sort that is
labelled there, and from the words that are labelled. Needs torch (the dependency group `training`); nothing that is shipped does.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from copilot.domain.message import Span
from copilot.reading.as_read import as_read
from copilot.reading.cases import case_of
from copilot.reading.learned.evidence import read_text
from copilot.reading.learned.reader import LearnedReader
from copilot.reading.learned.telling import shares
from tests.reading.training.examples import read_all, the_policy

OF_LABELLED = 0.5  #: what the labelled words of a finding weigh beside those that the network suspects


@dataclass(frozen=True)
class Wrong:
    """A message in which something is wrong."""

    rows: list[np.ndarray]  #: what is seen of the words suspected, then of those labelled
    sorts: list[int]  #: of the labels
    labelled: list[int]  #: the sort of each row behind the first


def wrong_ones(reader: LearnedReader, paths: list[Path]) -> Iterator[Wrong]:
    """What the network sees of each message of the files that has a label of wording."""
    policy = the_policy()
    for raw in read_all(paths):
        labels = [one for one in raw["labels"]["findings"] if one["type"] in reader.sorts]
        if not labels:
            continue
        case = case_of(raw)
        written = case.message()
        seen = as_read(written, case.situation(policy))
        plain = read_text(seen.message, seen.situation)
        places = [seen.places[place] for place in plain.places]
        marked, labelled = [], []
        for one in labels:
            begin = written.words.find(one["span"]) if one.get("span") else -1
            inside = [at for at, place in enumerate(places) if begin >= 0 and begin <= place < begin + len(one["span"])]
            if inside:
                marked.append(Span(inside[0], inside[-1] + 1))
                labelled.append(reader.sorts.index(one["type"]))
        rows = reader.looks(seen.message, plain, seen.situation, marked)
        yield Wrong(rows, [reader.sorts.index(one["type"]) for one in labels], labelled[: len(rows) - 1])


def learned(wrong: list[Wrong], sorts: int, pull: float) -> tuple[np.ndarray, np.ndarray]:
    """The weights and the biases of the layer, for rows as they are seen."""
    rows = [one.rows[0] for one in wrong for _ in one.sorts] + [row for one in wrong for row in one.rows[1:]]
    right = [sort for one in wrong for sort in one.sorts] + [sort for one in wrong for sort in one.labelled]
    weighs = [1 / len(one.sorts) for one in wrong for _ in one.sorts] + [OF_LABELLED for one in wrong for _ in one.labelled]
    seen = np.stack(rows)
    middle, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-3)
    x, y, w = torch.from_numpy((seen - middle) / spread), torch.tensor(right), torch.tensor(weighs)
    weight = torch.zeros(sorts, x.shape[1], requires_grad=True)
    bias = torch.zeros(sorts, requires_grad=True)
    steps = torch.optim.LBFGS([weight, bias], max_iter=2000, tolerance_grad=1e-5, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        each = torch.nn.functional.cross_entropy(x @ weight.T + bias, y, reduction="none")
        total = (w * each).sum() + pull / 2 * weight.square().sum()
        total.backward()
        return total

    steps.step(loss)
    scaled = weight.detach().numpy() / spread
    return scaled.astype(np.float32), (bias.detach().numpy() - scaled @ middle).astype(np.float32)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("weights", type=Path, help="The shipped file; what is learned is written into it.")
    ask.add_argument("--train", nargs="+", type=Path, required=True)
    ask.add_argument("--check", nargs="*", type=Path, default=[])
    ask.add_argument("--pull", type=float, default=100.0, help="How strongly each weight is pulled towards nothing.")
    ask.add_argument("--version", required=True)
    given = ask.parse_args()
    reader = LearnedReader(given.weights)
    weight, bias = learned(list(wrong_ones(reader, given.train)), len(reader.sorts), given.pull)
    for path in given.check:
        right = [int(shares(one.rows[0], weight, bias).argmax()) in one.sorts for one in wrong_ones(reader, [path])]
        print(f"{path.stem}: the likeliest sort is labelled for {np.mean(right):.2f} of {len(right)}")
    with np.load(given.weights) as file:
        kept = {name: file[name] for name in file.files}
    taught = {"telling.weight": weight, "telling.bias": bias, "version": np.array(given.version)}
    np.savez_compressed(given.weights, **kept | taught)


if __name__ == "__main__":
    main()
