"""Dossiers: what is known of a client, paper by paper, with questions and the papers that answer them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from copilot.domain.paper import Paper

FALSELY = 0.2  #: the share of unanswerable questions that may be answered where the others are counted


@dataclass(frozen=True)
class Question:
    """What is asked, and the places of the papers that answer; none where nothing does."""

    text: str
    answers: tuple[int, ...]


@dataclass(frozen=True)
class Dossier:
    """Everything known of one client, and what is asked about them."""

    papers: tuple[Paper, ...]
    questions: tuple[Question, ...]


def dossiers_of(path: Path) -> Iterator[Dossier]:
    """One from each line of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        places = {piece["id"]: place for place, piece in enumerate(raw["pieces"])}
        yield Dossier(
            tuple(Paper(piece["kind"], _text(piece)) for piece in raw["pieces"]),
            tuple(Question(one["q"], tuple(places[name] for name in one["answers"])) for one in raw["questions"]),
        )


def _text(piece: dict[str, str]) -> str:
    return f"{piece['subject']}: {piece['text']}" if piece.get("subject") else piece["text"]


@dataclass(frozen=True)
class Figures:
    """How well a reader finds the papers that answer."""

    first: float  #: the share of answerable questions whose likeliest paper answers
    among_three: float
    told_apart: float  #: AUC of the likeliest paper's odds: answerable questions against the others
    answered: float  #: the share answered rightly at the level where FALSELY of the unanswerable ones are answered

    def __str__(self) -> str:
        return (
            f"first {self.first:.3f}, among three {self.among_three:.3f}, told apart {self.told_apart:.3f}, "
            f"answered at {FALSELY:.0%} false {self.answered:.3f}"
        )


def figures(dossiers: Sequence[Dossier], odds: Sequence[np.ndarray]) -> Figures:
    """`odds`: for each dossier, questions by papers."""
    rows = [
        (question.answers, row)
        for one, each in zip(dossiers, odds, strict=True)
        for question, row in zip(one.questions, each, strict=True)
    ]
    asked = [(set(answers), np.argsort(-row), float(row.max())) for answers, row in rows if answers]
    others = np.array([float(row.max()) for answers, row in rows if not answers])
    best = np.array([most for _, _, most in asked])
    level = np.quantile(others, 1 - FALSELY)
    return Figures(
        float(np.mean([order[0] in answers for answers, order, _ in asked])),
        float(np.mean([bool(answers.intersection(order[:3].tolist())) for answers, order, _ in asked])),
        float((best[:, None] > others[None]).mean()),
        float(np.mean([order[0] in answers and most > level for answers, order, most in asked])),
    )
