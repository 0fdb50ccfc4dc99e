"""Train the reader of papers on questions with the papers that answer them, and print what it finds of others.

    python -m tests.reading.papers.train --train tests/reading/papers/data/?.jsonl \
        --check tests/reading/papers/data/unseen.jsonl --out network.pt

Needs torch (the dependency group `training`); nothing that is shipped does.
"""

import argparse
import copy
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from copilot.domain.paper import KINDS, Paper
from copilot.reading.learned.graphs import opened
from copilot.weights.running import own_weights
from tests.reading.papers.dossiers import Dossier, dossiers_of, figures
from tests.reading.papers.network import Network
from tests.reading.training.network import Frozen
from tests.reading.training.train import Numbers, follow, in_few_bits, teaching

LONGEST = 64


@dataclass
class Read:
    """A dossier, and what the lower layers make of its papers and questions."""

    dossier: Dossier
    papers: list[Tensor] = field(default_factory=list)
    questions: list[Tensor] = field(default_factory=list)


def read(dossiers: list[Dossier], numbers: Numbers, frozen: Frozen, first: int) -> list[Read]:
    """Equal texts are read once."""

    def ids(text: str | Paper) -> tuple[int, ...]:
        return tuple(numbers.placed(text.text if isinstance(text, Paper) else text)[0][:LONGEST])

    rows = sorted({ids(text) for one in dossiers for text in (*one.papers, *(q.text for q in one.questions))})
    made = numbers.read(frozen, [list(row) for row in rows], (first,))
    known = {row: each[0] for row, each in zip(rows, made, strict=True)}
    return [Read(one, [known[ids(p)] for p in one.papers], [known[ids(q.text)] for q in one.questions]) for one in dossiers]


def batch_of(one: Read, kept: list[int]) -> tuple[Tensor, ...]:
    """All questions of a dossier beside those of its papers that are kept."""

    def side(texts: list[Tensor]) -> tuple[Tensor, Tensor]:
        pad = nn.utils.rnn.pad_sequence
        mask = [torch.ones(len(text), dtype=torch.bool) for text in texts]
        return pad(texts, batch_first=True).float(), pad(mask, batch_first=True)

    kinds = torch.tensor([KINDS.index(one.dossier.papers[place].kind) for place in kept])
    return *side(one.questions), *side([one.papers[place] for place in kept]), kinds


def loss_of(scores: Tensor, none: Tensor, right: Tensor) -> Tensor:
    """The right ones, or none, among all; and each of them against none."""
    among = torch.cat([scores, none[:, None]], dim=1)
    wanted = torch.cat([right, (right.sum(1, keepdim=True) == 0).float()], dim=1)
    chosen = -(wanted / wanted.sum(1, keepdim=True) * torch.log_softmax(among, dim=1)).sum(1).mean()
    measure = nn.functional.binary_cross_entropy_with_logits
    each = measure(scores - none[:, None], right, pos_weight=torch.tensor(4.0), reduction="none")
    return chosen + each.sum(1).mean() / 5


def shipped(path: Path) -> dict[str, Tensor]:
    """The network of a file as it is shipped, its matrices opened."""
    kept = own_weights(path)
    del kept["first"], kept["version"]
    return {name: torch.from_numpy(value) for name, value in opened(kept).items()}


def predict(network: Network, some: list[Read]) -> list[np.ndarray]:
    """For each dossier how likely each paper answers each question: questions, papers."""
    network.eval()
    found = []
    with torch.no_grad(), in_few_bits():
        for one in some:
            scores, none = network(*batch_of(one, list(range(len(one.papers)))))
            found.append((scores.float() - none.float()[:, None]).numpy())
    return found


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--train", nargs="+", type=Path, required=True)
    ask.add_argument("--check", type=Path, required=True)
    ask.add_argument("--first", type=int, default=6, help="The first layer that is trained; those below stay as they are.")
    ask.add_argument("--further", type=Path, help="A file as it is shipped, from which this training goes on.")
    ask.add_argument("--epochs", type=int, default=6)
    ask.add_argument("--rate", type=float, default=3e-5)
    ask.add_argument("--kept", type=float, default=0.7, help="The share of papers that answer nothing which a round shows.")
    ask.add_argument("--slow", type=float, default=0.99, help="How slowly the network that is kept follows the trained one.")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--out", type=Path, required=True)
    given = ask.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    rng = random.Random(given.seed)
    numbers = Numbers()
    frozen = Frozen(numbers.packed, given.first).eval()
    train, check = (
        read([one for path in paths for one in dossiers_of(path)], numbers, frozen, given.first)
        for paths in (given.train, [given.check])
    )
    network = Network(numbers.packed, given.first)
    if given.further:
        network.load_state_dict(shipped(given.further))
    kept = copy.deepcopy(network)
    print(len(train), "dossiers; before:", figures([one.dossier for one in check], predict(kept, check)), flush=True)
    taught, pace = teaching(network, "layers", given.rate, 5, given.epochs * len(train))
    done = 0
    for epoch in range(given.epochs):
        began, total = time.perf_counter(), 0.0
        network.train()
        rng.shuffle(train)
        for one in train:
            answers = {place for question in one.dossier.questions for place in question.answers}
            shown = [place for place in range(len(one.papers)) if place in answers or rng.random() < given.kept]
            right = torch.tensor([[float(place in question.answers) for place in shown] for question in one.dossier.questions])
            with in_few_bits():
                scores, none = network(*batch_of(one, shown))
            loss = loss_of(scores.float(), none.float(), right)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            taught.step()
            taught.zero_grad()
            pace.step()
            done += 1
            follow(kept, network, min(given.slow, done / (done + 10)))
            total += float(loss.detach())
        said = figures([one.dossier for one in check], predict(kept, check))
        print(f"epoch {epoch + 1} loss {total / len(train):.3f} {time.perf_counter() - began:.0f} s {said}", flush=True)
        torch.save(kept.state_dict(), given.out)


if __name__ == "__main__":
    main()
