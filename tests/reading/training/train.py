"""Train the reader of messages on labelled ones, and print what it finds on others.

    python -m tests.reading.training.train --train FILES... --check FILES... --lower 0 1 --upper 2 3 --out FOLDER

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
from tests.reading.training.network import Network

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

    def vectors(self, rows: list[list[int]]) -> tuple[Tensor, Tensor]:
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=bool)
        for row, some in enumerate(rows):
            ids[row, : len(some)] = some
            mask[row, : len(some)] = True
        return torch.from_numpy(packed.word_vectors(self.packed, ids) + self.places[:longest]), torch.from_numpy(mask)


def batch_of(examples: list[Example], numbers: Numbers) -> dict[str, Tensor]:
    """The examples side by side."""
    words, mask = numbers.vectors([one.ids for one in examples])
    pieces = [piece for one in examples for piece in one.pieces]
    piece_words, piece_mask = numbers.vectors([piece[0] for piece in pieces])
    length = piece_words.shape[1]
    contexts, owned, at = [], [], 0
    for one in examples:
        contexts.append([(at + row) * length + place for row, piece in enumerate(one.pieces) for place in range(len(piece[0]))])
        owned.append(list(range(at, at + len(one.pieces))))
        at += len(one.pieces)
    signs = np.zeros((len(examples), words.shape[1], examples[0].signs.shape[1]), dtype=np.float32)
    tags = np.zeros((len(examples), words.shape[1], len(SORTS)), dtype=np.float32)
    for row, one in enumerate(examples):
        signs[row, : len(one.ids)] = one.signs
        tags[row, : len(one.ids)] = one.tags
    context, context_mask = _padded(contexts)
    owned_rows, owned_mask = _padded(owned)
    return {
        "words": words, "mask": mask, "signs": torch.from_numpy(signs), "tags": torch.from_numpy(tags),
        "whole": torch.from_numpy(np.stack([one.whole for one in examples])),
        "piece_words": piece_words, "piece_mask": piece_mask,
        "piece_kind": torch.tensor([piece[1] for piece in pieces]), "piece_age": torch.tensor([piece[2] for piece in pieces]),
        "piece_note": torch.tensor([float(piece[3]) for piece in pieces]),
        "context": context, "context_mask": context_mask, "pieces": owned_rows, "pieces_mask": owned_mask,
    }  # fmt: skip


def _padded(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, rows))
    values = torch.zeros((len(rows), longest), dtype=torch.long)
    mask = torch.zeros((len(rows), longest), dtype=torch.bool)
    for row, some in enumerate(rows):
        values[row, : len(some)] = torch.tensor(some)
        mask[row, : len(some)] = True
    return values, mask


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


def predict(network: Network, examples: list[Example], numbers: Numbers) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each example the probabilities of its tags, of the whole, and of its links."""
    network.eval()
    found = []
    with torch.no_grad():
        for one in examples:
            tags, whole, links = network(batch_of([one], numbers))
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
    ask.add_argument("--lower", nargs="+", type=int, default=[0, 1, 2, 3, 4, 5])
    ask.add_argument("--upper", nargs="+", type=int, default=[6, 7, 8, 9, 10, 11])
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
    network = Network(numbers.packed, tuple(given.lower), tuple(given.upper), len(SORTS))
    new = [value for name, value in network.named_parameters() if name.split(".")[0] not in ("first", "lower", "upper")]
    old = [value for name, value in network.named_parameters() if name.split(".")[0] in ("first", "lower", "upper")]
    taught = torch.optim.AdamW([{"params": old, "lr": given.rate}, {"params": new, "lr": given.rate * 10}], weight_decay=0.01)
    steps = given.epochs * -(-len(train) // given.size)
    pace = torch.optim.lr_scheduler.LambdaLR(taught, lambda step: min((step + 1) / (steps * 0.1), (steps - step) / (steps * 0.9)))
    for epoch in range(given.epochs):
        began, total = time.perf_counter(), 0.0
        network.train()
        for some in batches([shuffled(one, rng) for one in train], given.size, rng):
            batch = batch_of(some, numbers)
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
        if check and (epoch % 2 or epoch == given.epochs - 1):
            for name, some in check.items():
                found = predict(network, some, numbers)
                for level in (0.3, 0.5, 0.7, 0.85):
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
            found = predict(network, some, numbers)
            lines = [json.dumps(prediction(one, *each, np.full(len(SORTS), 0.5))) for one, each in zip(some, found, strict=True)]
            (given.out / f"{name}.predicted.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
