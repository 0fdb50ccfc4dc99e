"""Train the reader of messages on labelled ones, and print what it finds on others.

    python -m tests.reading.training.train --train FILES... --check FILES... --lower 4 --upper 4 5 6 --out FOLDER

Needs torch (the dependency group `training`); nothing that is shipped does.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from copilot.weights import packed
from copilot.weights.checked import weight_file
from copilot.weights.tokens import Pieces
from tests.reading.training.examples import SORTS, Example, batches, example, flipped, read_all, shuffled, the_policy
from tests.reading.training.network import Lower, Network

LONGEST = 384


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

    def read(self, lower: Lower, rows: list[list[int]]) -> list[Tensor]:
        """What the lower layers make of each text; those of like length together."""
        read: dict[int, Tensor] = {}
        order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        with torch.no_grad():
            for at in range(0, len(order), 64):
                some = order[at : at + 64]
                longest = max(len(rows[place]) for place in some)
                ids = np.zeros((len(some), longest), dtype=np.int64)
                mask = np.zeros((len(some), longest), dtype=bool)
                for row, place in enumerate(some):
                    ids[row, : len(rows[place])] = rows[place]
                    mask[row, : len(rows[place])] = True
                words = torch.from_numpy(packed.word_vectors(self.packed, ids) + self.places[:longest])
                out = lower(words, torch.from_numpy(mask))
                read |= {place: out[row, : len(rows[place])].clone() for row, place in enumerate(some)}
        return [read[place] for place in range(len(rows))]


def read_beforehand(examples: list[Example], numbers: Numbers, lower: Lower) -> None:
    """Give each example what the lower layers make of its message and of its pieces; equal pieces are read once."""
    texts = {tuple(piece[0]) for one in examples for piece in one.pieces}
    rows = sorted(texts)
    known = dict(zip(rows, numbers.read(lower, [list(row) for row in rows]), strict=True))
    for one, words in zip(examples, numbers.read(lower, [one.ids for one in examples]), strict=True):
        one.words = words
        one.read = [known[tuple(piece[0])] for piece in one.pieces]


def batch_of(examples: list[Example]) -> dict[str, Tensor]:
    """The examples side by side."""
    pad = nn.utils.rnn.pad_sequence
    contexts = [torch.cat(one.read) for one in examples]
    owners = [torch.cat([torch.full((len(read),), place) for place, read in enumerate(one.read)]) for one in examples]

    def column(number: int) -> Tensor:
        return pad([torch.tensor([int(piece[number]) for piece in one.pieces]) for one in examples], batch_first=True)

    return {
        "words": pad([one.words for one in examples], batch_first=True),
        "mask": pad([torch.ones(len(one.ids), dtype=torch.bool) for one in examples], batch_first=True),
        "signs": pad([torch.from_numpy(one.signs) for one in examples], batch_first=True),
        "tags": pad([torch.from_numpy(one.tags) for one in examples], batch_first=True),
        "whole": torch.from_numpy(np.stack([one.whole for one in examples])),
        "context": pad(contexts, batch_first=True),
        "context_mask": pad([torch.ones(len(one), dtype=torch.bool) for one in contexts], batch_first=True),
        "owner": pad(owners, batch_first=True),
        "kind": column(1), "age": column(2), "note": column(3).float(),
    }  # fmt: skip


def loss_of(batch: dict[str, Tensor], examples: list[Example], out: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Right tags, right findings, right facts."""
    tags, whole, links = (one.float() for one in out)
    each = nn.functional.binary_cross_entropy_with_logits(tags, batch["tags"], pos_weight=torch.tensor(3.0), reduction="none")
    per_tag = (each * batch["mask"][..., None]).sum() / batch["mask"].sum() * 4
    per_case = (
        nn.functional.binary_cross_entropy_with_logits(whole, batch["whole"], pos_weight=torch.tensor(1.5), reduction="none")
        .sum(1)
        .mean()
    )
    linked = [
        nn.functional.cross_entropy(links[row, start:end].mean(0, keepdim=True), torch.tensor([piece]))
        for row, one in enumerate(examples)
        for start, end, piece in one.links
    ]
    return per_tag + per_case + 0.3 * (torch.stack(linked).mean() if linked else torch.tensor(0.0))


def predict(network: Network, examples: list[Example]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each example the probabilities of its tags, of the whole, and of its links."""
    network.eval()
    found = []
    with torch.no_grad():
        for one in examples:
            tags, whole, links = network(batch_of([one]))
            found.append((tags[0].sigmoid().numpy(), whole[0].sigmoid().numpy(), links[0].softmax(-1).numpy()))
    return found


def prediction(one: Example, tags: np.ndarray, whole: np.ndarray, links: np.ndarray, threshold: np.ndarray) -> dict:
    """In the scorer's format, with the moment left out."""
    findings = []
    words = ((one.raw["draft"].get("subject") or "") + "\n" if one.raw["draft"].get("subject") else "") + one.raw["draft"]["text"]
    for sort in np.flatnonzero(whole >= threshold):
        peak = int(tags[:, sort].argmax())
        level = min(0.5, tags[peak, sort] * 0.5)
        start = end = peak
        while start > 1 and tags[max(1, start - 3) : start, sort].max() >= level:
            start -= 1
        while end < len(one.ids) - 2 and tags[end + 1 : end + 4, sort].max() >= level:
            end += 1
        a, b = one.offsets[start][0], one.offsets[end][1]
        piece = int(links[start : end + 1].mean(0).argmax())
        findings.append({"type": SORTS[sort], "span": words[a:b], "fact": one.piece_ids[piece] or None, "p": float(whole[sort])})
    holds = {"third_person", "internal"}
    decision = "hold" if any(f["type"] in holds for f in findings) else "revise" if findings else "send"
    return {"id": one.id, "decision": decision, "findings": findings}


def figures(examples: list[Example], found: list, threshold: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 of "something is wrong with the words", false alarms, and of each sort together."""
    tp = fp = fn = clean = alarms = 0
    micro = [0, 0, 0]
    pair = [SORTS.index("surveillance"), SORTS.index("unvolunteered")]
    for one, (_, whole, _) in zip(examples, found, strict=True):
        got, want = whole >= threshold, one.whole > 0
        got, want = got.copy(), want.copy()
        if want[pair].any() and got[pair].any():
            got[pair] = want[pair]
        tp += got.any() and want.any()
        fp += got.any() and not want.any()
        fn += want.any() and not got.any()
        clean += not want.any()
        alarms += got.any() and not want.any()
        micro = [micro[0] + (got & want).sum(), micro[1] + (got & ~want).sum(), micro[2] + (~got & want).sum()]
    p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
    mp, mr = micro[0] / max(1, micro[0] + micro[1]), micro[0] / max(1, micro[0] + micro[2])
    return {
        "F1": 2 * p * r / max(1e-9, p + r), "P": p, "R": r, "FA": alarms / max(1, clean),
        "microF1": 2 * mp * mr / max(1e-9, mp + mr),
    }  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--train", nargs="+", type=Path, required=True)
    ask.add_argument("--check", nargs="*", type=Path, default=[])
    ask.add_argument("--lower", type=int, default=4, help="So many layers stay as they are.")
    ask.add_argument("--upper", nargs="+", type=int, default=[4, 5, 6], help="Which layers those above begin as.")
    ask.add_argument("--epochs", type=int, default=8)
    ask.add_argument("--size", type=int, default=8)
    ask.add_argument("--rate", type=float, default=5e-5)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--out", type=Path)
    given = ask.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    rng = random.Random(given.seed)
    numbers, policy = Numbers(), the_policy()
    raws = read_all(given.train)
    raws += [told for raw in raws if (told := flipped(raw))]
    train = [example(raw, numbers.placed, policy) for raw in raws]
    check = {path.stem: [example(raw, numbers.placed, policy) for raw in read_all([path])] for path in given.check}
    print(len(train), "to learn from;", {name: len(some) for name, some in check.items()}, flush=True)
    lower = Lower(numbers.packed, given.lower).eval()
    for some in (train, *check.values()):
        read_beforehand(some, numbers, lower)
    network = Network(numbers.packed, tuple(given.upper), len(SORTS))
    new = [value for name, value in network.named_parameters() if not name.startswith("upper")]
    taught = torch.optim.AdamW(
        [{"params": network.upper.parameters(), "lr": given.rate}, {"params": new, "lr": given.rate * 10}], weight_decay=0.01
    )
    steps = given.epochs * -(-len(train) // given.size)
    pace = torch.optim.lr_scheduler.LambdaLR(taught, lambda step: min((step + 1) / (steps * 0.1), (steps - step) / (steps * 0.9)))
    for epoch in range(given.epochs):
        began, total = time.perf_counter(), 0.0
        network.train()
        for some in batches([shuffled(one, rng) for one in train], given.size, rng):
            batch = batch_of(some)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out = network(batch)
            loss = loss_of(batch, some, out)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            taught.step()
            taught.zero_grad()
            pace.step()
            total += float(loss.detach()) * len(some)
        print(f"epoch {epoch + 1} loss {total / len(train):.3f} {time.perf_counter() - began:.0f} s", flush=True)
        if check and (epoch % 4 == 3 or epoch == given.epochs - 1):
            for name, some in check.items():
                found = predict(network, some)
                for level in (0.15, 0.3, 0.5, 0.7):
                    print(
                        f"  {name} at {level}:",
                        {k: round(float(v), 3) for k, v in figures(some, found, np.full(len(SORTS), level)).items()},
                        flush=True,
                    )
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        torch.save(network.state_dict(), given.out / "network.pt")
        (given.out / "about.json").write_text(json.dumps({"lower": given.lower, "upper": given.upper, "sorts": SORTS}))
        for name, some in check.items():
            found = predict(network, some)
            lines = [json.dumps(prediction(one, *each, np.full(len(SORTS), 0.5))) for one, each in zip(some, found, strict=True)]
            (given.out / f"{name}.predicted.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
