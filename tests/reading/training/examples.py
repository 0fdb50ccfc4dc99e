"""Labelled messages as the network takes them in."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from torch import Tensor

from copilot.policies import BENCHMARK, read_policy
from copilot.reading.cases import case_of, fact_id
from copilot.reading.learned.evidence import SIGNS, pieces_of, read_text, signs_of
from copilot.settings import house_folder

SORTS = (
    "surveillance", "unvolunteered", "sensitive", "overfamiliar", "stale", "milestone", "dossier", "third_person",
    "ungrounded", "promise", "pressure", "no_value", "internal",
)  # fmt: skip


@dataclass
class Example:
    """One case, in numbers."""

    id: str
    ids: list[int]
    offsets: list[tuple[int, int]]
    signs: np.ndarray
    pieces: list[tuple[list[int], int, int, bool]]
    piece_ids: list[str]
    tags: np.ndarray
    whole: np.ndarray
    links: list[tuple[int, int, int]]  #: from token, to token, piece
    raw: dict
    words: Tensor | None = None  #: what the lower layers make of the message
    read: list[Tensor] = field(default_factory=list)  #: and of each piece


def example(raw: dict, tokens, policy) -> Example:
    """The case's message, evidence and labels."""
    case = case_of(raw)
    message, situation = case.message(), case.situation(policy)
    plain = read_text(message, situation)
    text = plain.text
    encoded = tokens(text)
    ids, offsets = encoded
    pieces = pieces_of(message, situation)
    signs = np.zeros((len(ids), len(SIGNS)), dtype=np.float32)
    for start, end, marks in signs_of(text, pieces, situation):
        for place, (a, b) in enumerate(offsets):
            if a < end and start < b:
                signs[place] = np.maximum(signs[place], marks)
    tags = np.zeros((len(ids), len(SORTS)), dtype=np.float32)
    whole = np.zeros(len(SORTS), dtype=np.float32)
    links = []
    piece_ids = [piece.id for piece in pieces]
    for label in raw.get("labels", {}).get("findings", ()):
        if label["type"] not in SORTS:
            continue
        sort = SORTS.index(label["type"])
        whole[sort] = 1
        begin = message.words.find(label["span"]) if label.get("span") else -1
        if begin < 0:
            continue
        inside = [
            place for place, (a, b) in enumerate(offsets)
            if b > a and plain.places[a] < begin + len(label["span"]) and plain.places[b - 1] >= begin
        ]  # fmt: skip
        if not inside:
            continue
        tags[inside, sort] = 1
        linked = [place for place, piece in enumerate(piece_ids) if label.get("fact") and fact_id(piece) == label["fact"]]
        links += [(inside[0], inside[-1] + 1, place) for place in linked[:1]]
    return Example(
        raw["id"], ids, offsets, signs,
        [(tokens(piece.text)[0][:96], piece.kind, piece.age, piece.from_note) for piece in pieces],
        piece_ids, tags, whole, links, raw,
    )  # fmt: skip


def read_all(paths: Iterable[Path]) -> list[dict]:
    """The raw cases of JSONL files."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def the_policy():
    """The one that the labels follow."""
    return read_policy(house_folder() / "knowledge" / BENCHMARK)


def flipped(raw: dict) -> dict | None:
    """The same case, had the client told us: then the finding is gone. None where that is unclear."""
    labels = raw["labels"]["findings"]
    sources = {fact["id"]: fact for fact in raw["facts"]}
    wrong = [label for label in labels if label["type"] == "unvolunteered"]
    if len(wrong) != 1 or len(labels) != 1 or wrong[0]["fact"] not in sources:
        return None
    fact = sources[wrong[0]["fact"]]
    if fact["source"] not in ("third_party", "inferred", "observed"):
        return None
    told = {**fact, "source": "told_us", "text": f"Told us: {fact['text'][:1].lower()}{fact['text'][1:]}"}
    facts = [told if one is fact else one for one in raw["facts"]]
    return {**raw, "id": raw["id"] + "-told", "facts": facts, "labels": {"decision": "send", "findings": []}}


def shuffled(example: Example, rng: random.Random) -> Example:
    """The same example with its pieces in another order, a few that nobody draws on left out."""
    used = {piece for _, _, piece in example.links}
    places = list(range(1, len(example.pieces)))
    rng.shuffle(places)
    kept = [0, *(place for place in places if place in used or rng.random() > 0.07)]
    new = {old: place for place, old in enumerate(kept)}
    return replace(
        example,
        pieces=[example.pieces[place] for place in kept],
        piece_ids=[example.piece_ids[place] for place in kept],
        read=[example.read[place] for place in kept],
        links=[(start, end, new[piece]) for start, end, piece in example.links],
    )


def batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Examples of like length together, the batches in any order."""
    order = sorted(examples, key=lambda one: len(one.ids) + rng.random() * 20)
    cut = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(cut)
    return cut
