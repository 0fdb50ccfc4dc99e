"""What sort of answer a question wants, in four languages, and what could be one."""

import pytest

from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.wanted import holds, sorts_wanted
from copilot.records.everyday import how_telling


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("Which day is she fetching the clock?", "when"),
        ("Elle repart quand ?", "when"),
        ("Quanto è costato il tappeto?", "how_much"),
        ("¿Cuántas veces vino?", "how_many"),
        ("Come si chiama il cugino?", "who"),
        ("Quelle pointure ?", "size"),
    ],
)
def test_the_question_says_what_sort_of_answer_it_wants(question: str, sort: str) -> None:
    assert sort in sorts_wanted(plain(question))


def test_a_question_that_could_be_answered_by_anything_wants_no_sort() -> None:
    assert sorts_wanted("what did she say of the lamp") == frozenset()


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Opens on 3 December 2026", "when"),
        ("About £350 each", "how_much"),
        ("Three of them", "how_many"),
        ("Heard from a cousin", "who"),
        ("came with Ludovica", "who"),
        ("38 in the loafer", "size"),
    ],
)
def test_a_text_holds_what_could_be_the_answer(text: str, sort: str) -> None:
    assert holds(text, sort)


def test_a_text_without_anybody_does_not_say_who() -> None:
    assert not holds("wrote the title on the back of the paper", "who")


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    assert how_telling("briefcase", "en") > how_telling("took", "en")
    assert how_telling("never counted anywhere", "fr") == 1.0
