"""Labelled messages as the network takes them in."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from torch import Tensor

from copilot.policies import BENCHMARK, read_policy
from copilot.reading.as_read import as_read
from copilot.reading.cases import case_of, fact_id
from copilot.reading.learned.evidence import KINDS, SIGNS, pieces_of, read_text, signs_of
from copilot.settings import house_folder

SORTS = (
    "surveillance", "unvolunteered", "sensitive", "overfamiliar", "stale", "milestone", "dossier", "third_person",
    "ungrounded", "promise", "pressure", "no_value", "internal",
)  # fmt: skip
#: What the network tells apart: each sort, and whether anything at all is wrong.
TOLD = (*SORTS, "anything")
_SPARE = frozenset(KINDS.index(one) for one in ("observed", "inferred", "third_party", "internal"))


@dataclass
class Example:
    """One case, in numbers."""

    id: str
    ids: list[int]
    offsets: list[tuple[int, int]]
    signs: np.ndarray
    pieces: list[tuple[list[int], int, int, bool, bool]]
    piece_ids: list[str]
    tags: np.ndarray
    whole: np.ndarray
    links: list[tuple[int, int, int]]  #: from token, to token, piece
    raw: dict
    words: Tensor | None = None  #: what the lower layers make of the message
    read: list[Tensor] = field(default_factory=list)  #: and of each piece, layer by layer


def example(raw: dict, tokens, policy) -> Example:
    """The case's message, evidence and labels."""
    case = case_of(raw)
    written = case.message()
    seen = as_read(written, case.situation(policy))
    message, situation = seen.message, seen.situation
    plain = read_text(message, situation)
    places = [seen.places[place] for place in plain.places]
    text = plain.text
    encoded = tokens(text)
    ids, offsets = encoded
    pieces = pieces_of(message, situation)
    signs = np.zeros((len(ids), len(SIGNS)), dtype=np.float32)
    for start, end, marks in signs_of(text, pieces, situation):
        for place, (a, b) in enumerate(offsets):
            if a < end and start < b:
                signs[place] = np.maximum(signs[place], marks)
    tags = np.zeros((len(ids), len(TOLD)), dtype=np.float32)
    whole = np.zeros(len(TOLD), dtype=np.float32)
    links = []
    piece_ids = [piece.id for piece in pieces]
    for label in raw.get("labels", {}).get("findings", ()):
        if label["type"] not in SORTS:
            continue
        sort = SORTS.index(label["type"])
        whole[[sort, -1]] = 1
        begin = written.words.find(label["span"]) if label.get("span") else -1
        if begin < 0:
            continue
        inside = [
            place for place, (a, b) in enumerate(offsets)
            if b > a and places[a] < begin + len(label["span"]) and places[b - 1] >= begin
        ]  # fmt: skip
        if not inside:
            continue
        tags[inside, sort] = tags[inside, -1] = 1
        linked = [place for place, piece in enumerate(piece_ids) if label.get("fact") and fact_id(piece) == label["fact"]]
        links += [(inside[0], inside[-1] + 1, place) for place in linked[:1]]
    return Example(
        raw["id"], ids, offsets, signs,
        [(tokens(piece.text)[0][:96], piece.kind, piece.age, piece.from_note, piece.overtaken) for piece in pieces],
        piece_ids, tags, whole, links, raw,
    )  # fmt: skip


def read_all(paths: Iterable[Path]) -> list[dict]:
    """The raw cases of JSONL files."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def the_policy():
    """The one that the labels follow."""
    return read_policy(house_folder() / "knowledge" / BENCHMARK)


def shuffled(example: Example, rng: random.Random) -> Example:
    """The same example with its pieces in another order; some of those that no clean message draws on are left out."""
    used = {piece for _, _, piece in example.links}
    places = list(range(1, len(example.pieces)))
    rng.shuffle(places)
    spare = {place for place in places if example.pieces[place][1] in _SPARE and place not in used}
    kept = [0, *(place for place in places if place not in spare or rng.random() > 0.3)]
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
