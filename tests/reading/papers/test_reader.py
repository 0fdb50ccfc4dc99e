"""The trained reader of papers, on questions that neither it nor its makers had seen."""

from pathlib import Path

import numpy as np
import pytest

from copilot.domain.paper import Paper
from copilot.errors import ModelError
from copilot.reading.papers.reader import PaperReader
from tests.reading.papers.dossiers import dossiers_of, figures

UNSEEN = Path(__file__).parent / "data" / "unseen.jsonl"


@pytest.fixture(scope="module")
def reader() -> PaperReader:
    return PaperReader()


def test_of_most_questions_that_it_never_saw_it_finds_the_paper_and_tells_which_have_none(reader: PaperReader) -> None:
    dossiers = list(dossiers_of(UNSEEN))

    odds = [np.array([reader.weigh(question.text, one.papers) for question in one.questions]) for one in dossiers]

    found = figures(dossiers, odds)
    assert found.first > 0.6, found
    assert found.told_apart > 0.85, found


@pytest.mark.parametrize(
    ("question", "answers", "shares_a_word"),
    [
        ("anything against heels?", "niente tacco sopra i 3 cm", "the heel bar mended her key"),
        ("does she still live in Blackheath?", "moved to Richmond in the spring", "walked over from Blackheath with the dog"),
        ("¿qué bebe cuando viene?", "espresso, never milk, and still water", "bebé en camino, su hermana"),
    ],
)
def test_what_answers_in_other_words_is_likelier_than_what_shares_one(
    reader: PaperReader, question: str, answers: str, shares_a_word: str
) -> None:
    told, other = reader.weigh(question, [Paper("note", answers), Paper("note", shares_a_word)])

    assert told > other


def test_an_answer_does_not_hang_on_what_was_read_before(reader: PaperReader) -> None:
    papers = [Paper("fact", "shoe size: 38.5"), Paper("note", "looked at the ink rucksack, the straps dig in")]

    at_first = PaperReader().weigh("what shoe does she take", papers)
    after_others = reader.weigh("what shoe does she take", papers)

    assert after_others == pytest.approx(at_first, abs=0.25)


def test_nothing_known_is_nothing_weighed(reader: PaperReader) -> None:
    assert reader.weigh("what shoe does she take", []) == []


def test_missing_weights_are_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Install the copilot again"):
        PaperReader(tmp_path / "weights.npz")
