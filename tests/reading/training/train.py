"""Train the reader of messages on labelled ones, and print what it finds on others.

    python -m tests.reading.training.train --train FILES... --check FILES... --upper 4 5 6 7 8 --out FOLDER

Needs torch (the dependency group `training`); nothing that is shipped does.
"""

import argparse
import copy
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from copilot.weights import packed
from copilot.weights.checked import weight_file
from copilot.weights.tokens import Pieces
from tests.reading.training.altered import altered
from tests.reading.training.examples import TOLD, Example, batches, example, read_all, shuffled, the_policy
from tests.reading.training.levels import figures, saved
from tests.reading.training.network import Frozen, Network

LONGEST = 384


def in_few_bits() -> torch.autocast:
    """Computes in sixteen bits where the processor can; where it only seems to, that takes five times as long."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


class Numbers:
    """Word vectors of the packaged model, and its cutting of text."""

    def __init__(self) -> None:
        self.packed = packed.read(weight_file("multilingual-e5-small"))
        self.tokens = Pieces(self.packed)
        places = self.packed.plain("emb.pos").reshape(self.packed.longest, -1)
        self.places = places + self.packed.plain("emb.type")[: self.packed.width]

    def placed(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """With marks of start and end."""
        ids, offsets = self.tokens.placed(text)
        ids, offsets = ids[: LONGEST - 2], offsets[: LONGEST - 2]
        return [self.packed.start, *ids, self.packed.end], [(0, 0), *offsets, (0, 0)]

    def read(self, frozen: Frozen, rows: list[list[int]], after: tuple[int, ...]) -> list[Tensor]:
        """What the encoder makes of each text after so many layers; those of like length together."""
        read: dict[int, Tensor] = {}
        order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        with torch.no_grad(), in_few_bits():
            for at in range(0, len(order), 64):
                some = order[at : at + 64]
                longest = max(len(rows[place]) for place in some)
                ids = np.zeros((len(some), longest), dtype=np.int64)
                mask = np.zeros((len(some), longest), dtype=bool)
                for row, place in enumerate(some):
                    ids[row, : len(rows[place])] = rows[place]
                    mask[row, : len(rows[place])] = True
                words = torch.from_numpy(packed.word_vectors(self.packed, ids) + self.places[:longest])
                made = frozen(words.float(), torch.from_numpy(mask), after)
                for row, place in enumerate(some):
                    read[place] = made[row, :, : len(rows[place])].bfloat16().clone()
        return [read[place] for place in range(len(rows))]


def read_beforehand(examples: list[Example], numbers: Numbers, frozen: Frozen, upper: tuple[int, ...]) -> None:
    """Give each example what the encoder makes of its message and of its pieces; equal pieces are read once."""
    rows = sorted({tuple(piece[0]) for one in examples for piece in one.pieces})
    known = dict(zip(rows, numbers.read(frozen, [list(row) for row in rows], upper), strict=True))
    words = numbers.read(frozen, [one.ids for one in examples], upper[:1])
    for one, read in zip(examples, words, strict=True):
        one.words = read[0]
        one.read = [known[tuple(piece[0])] for piece in one.pieces]


def batch_of(examples: list[Example]) -> dict[str, Tensor]:
    """The examples side by side."""
    pad = nn.utils.rnn.pad_sequence
    contexts = [torch.cat(one.read, dim=1).transpose(0, 1) for one in examples]
    owners = [torch.cat([torch.full((read.shape[1],), place) for place, read in enumerate(one.read)]) for one in examples]

    def column(number: int) -> Tensor:
        return pad([torch.tensor([int(piece[number]) for piece in one.pieces]) for one in examples], batch_first=True)

    return {
        "words": pad([one.words for one in examples], batch_first=True).float(),
        "mask": pad([torch.ones(len(one.ids), dtype=torch.bool) for one in examples], batch_first=True),
        "signs": pad([torch.from_numpy(one.signs) for one in examples], batch_first=True),
        "tags": pad([torch.from_numpy(one.tags) for one in examples], batch_first=True),
        "whole": torch.from_numpy(np.stack([one.whole for one in examples])),
        "context": pad(contexts, batch_first=True).transpose(1, 2).float(),
        "context_mask": pad([torch.ones(len(one), dtype=torch.bool) for one in contexts], batch_first=True),
        "owner": pad(owners, batch_first=True),
        "kind": column(1), "age": column(2), "note": column(3).float(),
        "overtaken": column(4).float(),
    }  # fmt: skip


def loss_of(batch: dict[str, Tensor], examples: list[Example], out: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Right tags, right findings, right facts; that anything is wrong counts as much as four sorts."""
    tags, whole, links = (one.float() for one in out)
    measure = nn.functional.binary_cross_entropy_with_logits
    each = measure(tags, batch["tags"], pos_weight=torch.tensor(3.0), reduction="none")
    per_tag = (each * batch["mask"][..., None]).sum() / batch["mask"].sum() * 4
    counts = torch.tensor([1.0] * (len(TOLD) - 1) + [4.0])
    per_case = (measure(whole, batch["whole"], pos_weight=torch.tensor(1.5), reduction="none") * counts).sum(1).mean()
    linked = [
        nn.functional.cross_entropy(links[row, start:end].mean(0, keepdim=True), torch.tensor([piece]))
        for row, one in enumerate(examples)
        for start, end, piece in one.links
    ]
    return per_tag + per_case + 0.3 * (torch.stack(linked).mean() if linked else torch.tensor(0.0))


def predict(network: Network, examples: list[Example]) -> np.ndarray:
    """For each example how sure the network is of each sort in the whole message, before squashing."""
    network.eval()
    found = {}
    with torch.no_grad(), in_few_bits():
        order = sorted(range(len(examples)), key=lambda place: len(examples[place].ids))
        for at in range(0, len(order), 16):
            whole = network(batch_of([examples[place] for place in order[at : at + 16]]))[1].float()
            found |= dict(zip(order[at : at + 16], whole.numpy(), strict=True))
    return np.stack([found[place] for place in range(len(examples))])


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--train", nargs="+", type=Path, required=True)
    ask.add_argument("--check", nargs="*", type=Path, default=[])
    ask.add_argument("--upper", nargs="+", type=int, default=[4, 5, 6], help="These are trained; those below stay as they are.")
    ask.add_argument("--further", type=Path, help="The folder of a trained network from which this training goes on.")
    ask.add_argument("--epochs", type=int, default=8)
    ask.add_argument("--size", type=int, default=8)
    ask.add_argument("--rate", type=float, default=5e-5)
    ask.add_argument("--altered", type=float, default=0.5, help="The share of altered cases that each epoch reads.")
    ask.add_argument("--slow", type=float, default=0.995, help="How slowly the network that is kept follows the trained one.")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--out", type=Path, required=True)
    given = ask.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    rng = random.Random(given.seed)
    numbers, policy, upper = Numbers(), the_policy(), tuple(given.upper)
    raws = read_all(given.train)
    train = [example(raw, numbers.placed, policy) for raw in raws]
    more = [example(raw, numbers.placed, policy) for raw in (altered(raws, given.seed) if given.altered else [])]
    check = {path.stem: [example(raw, numbers.placed, policy) for raw in read_all([path])] for path in given.check}
    print(len(train), "to learn from,", len(more), "altered;", {name: len(some) for name, some in check.items()}, flush=True)
    frozen = Frozen(numbers.packed, max(upper)).eval()
    read_beforehand([*train, *more], numbers, frozen, upper)
    for some in check.values():
        read_beforehand(some, numbers, frozen, upper)
    network = Network(numbers.packed, upper, len(TOLD))
    if given.further:
        network.load_state_dict(torch.load(given.further / "network.pt"))
    kept = copy.deepcopy(network)
    a_round = len(train) + round(len(more) * given.altered)
    steps = given.epochs * -(-a_round // given.size)
    taught, pace = teaching(network, "upper", given.rate, 10, steps)
    done = 0
    for epoch in range(given.epochs):
        began, total = time.perf_counter(), 0.0
        network.train()
        shown = [*train, *rng.sample(more, a_round - len(train))]
        for some in batches([shuffled(one, rng) for one in shown], given.size, rng):
            batch = batch_of(some)
            with in_few_bits():
                out = network(batch)
            loss = loss_of(batch, some, out)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            taught.step()
            taught.zero_grad()
            pace.step()
            done += 1
            follow(kept, network, min(given.slow, done / (done + 10)))
            total += float(loss.detach()) * len(some)
        print(f"epoch {epoch + 1} loss {total / len(shown):.3f} {time.perf_counter() - began:.0f} s", flush=True)
        if epoch % 2 == 1 or epoch == given.epochs - 1:
            for name, some in check.items():
                print(f"  {name}:", figures(predict(kept, some), np.stack([one.whole for one in some])), flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(kept.state_dict(), given.out / "network.pt")
    (given.out / "about.json").write_text(json.dumps({"upper": upper, "told": TOLD}))
    for name, some in check.items():
        saved(given.out / f"{name}.npz", predict(kept, some), np.stack([one.whole for one in some]), [one.id for one in some])


def teaching(network: nn.Module, layers: str, rate: float, faster: float, steps: int) -> tuple[AdamW, LambdaLR]:
    """How the network is changed: its layers, which have learned before, at this rate, what is new so much faster.

    The rate grows in the first tenth of the steps and falls to nothing in the rest.
    """
    known = [value for name, value in network.named_parameters() if name.startswith(layers)]
    new = [value for name, value in network.named_parameters() if not name.startswith(layers)]
    taught = AdamW([{"params": known, "lr": rate}, {"params": new, "lr": rate * faster}], weight_decay=0.01)
    return taught, LambdaLR(taught, lambda step: min((step + 1) / (steps * 0.1), (steps - step) / (steps * 0.9)))


def follow(kept: nn.Module, network: nn.Module, slow: float) -> None:
    """Move the network that is kept a little towards the one that is trained."""
    with torch.no_grad():
        for one, other in zip(kept.parameters(), network.parameters(), strict=True):
            one.lerp_(other, 1 - slow)


if __name__ == "__main__":
    main()
