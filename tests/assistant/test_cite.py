"""Marks are kept where they name something looked up in this turn, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.assistant.cite import KINDS, cite
from copilot.domain.source import Source


def source(mark: str) -> Source:
    kind, key = mark.split(" ")
    return Source(kind, key, mark, mark)


def test_a_true_mark_stays_and_names_its_source() -> None:
    text, sources = cite("She takes a 54 [fact 3].", [source("fact 3"), source("note 1")])

    assert text == "She takes a 54 [fact 3]."
    assert [s.mark for s in sources] == ["fact 3"]


def test_a_mark_of_something_not_looked_up_goes_with_the_blank_before_it() -> None:
    text, sources = cite("She takes a 54 [fact 4], they say [note 99].", [source("fact 3")])

    assert text == "She takes a 54, they say."
    assert sources == ()


@pytest.mark.parametrize("between", [", ", "; ", ",", " ; "])
def test_marks_that_share_a_bracket_are_split_and_only_the_true_ones_stay(between: str) -> None:
    found = [source("fact 3"), source("purchase 9")]

    text, sources = cite(f"Both [{between.join(['fact 3', 'note 4', 'purchase 9'])}].", found)

    assert text == "Both [fact 3] [purchase 9]."
    assert [s.mark for s in sources] == ["fact 3", "purchase 9"]


def test_sources_come_in_the_order_of_the_text_each_once() -> None:
    text, sources = cite("A [note 2]. B [note 1]. C [note 2].", [source("note 1"), source("note 2")])

    assert text == "A [note 2]. B [note 1]. C [note 2]."
    assert [s.mark for s in sources] == ["note 2", "note 1"]


def test_the_fuller_of_two_sources_with_one_mark_is_shown() -> None:
    line, card = Source("client", "1", "Maya", "London"), Source("client", "1", "Maya", "London, +44 20 7946 0000, e-mail")

    _, sources = cite("A [client 1].", [line, card, line])

    assert sources == (card,)


@pytest.mark.parametrize("text", ["[see below 3]", "[sic]", "a[0] b[i 1]", "[link](http://x)", "[note]", "[note that she left]"])
def test_brackets_that_are_no_marks_are_left_as_they_stand(text: str) -> None:
    assert cite(text, [source("note 1")])[0] == text


@pytest.mark.parametrize(
    "spelt", ["[Note 1]", "[ note 1 ]", "[note #1]", "[NOTE  1]", "[notes 1, 7]", "[note 1 and note 7]", "[note 7, 1]"]
)
def test_however_a_model_spells_a_mark_it_is_held_to_what_was_looked_up(spelt: str) -> None:
    text, sources = cite(f"A {spelt}.", [source("note 1")])

    assert text == "A [note 1]."
    assert [s.mark for s in sources] == ["note 1"]
    assert cite(f"A {spelt}.", [source("fact 1")]) == ("A.", ())


def test_a_mark_never_becomes_a_link_to_somewhere_else() -> None:
    text, sources = cite("A [note 1](http://evil.example/?q=1) and [note 2](javascript:alert(1)).", [source("note 1")])

    assert text.startswith("A [note 1] and")
    assert "evil" not in text
    assert "[note 2]" not in text
    assert len(sources) == 1


def test_keys_of_figures_ledgers_and_house_sections_are_marks_too() -> None:
    found = [source("figure 213f"), source("ledger contacts-1"), source("house leather-c81")]

    text, sources = cite("A [figure 213f] [ledger contacts-1] [house leather-c81] [house leather-c82].", found)

    assert text == "A [figure 213f] [ledger contacts-1] [house leather-c81]."
    assert len(sources) == 3


def test_a_mark_twice_is_cited_once() -> None:
    again, sources = cite(cite("A [note 1, note 2].", [source("note 1")])[0], [source("note 1")])

    assert again == "A [note 1]."
    assert len(sources) == 1


_MARK = st.builds(lambda kind, key: f"{kind} {key}", st.sampled_from(sorted(KINDS)), st.integers(1, 5))


@given(st.lists(st.one_of(_MARK.map(lambda m: f"[{m}]"), st.text(alphabet="ab .[]1", max_size=5)), max_size=8), st.sets(_MARK))
def test_whatever_is_written_no_mark_survives_that_was_not_looked_up(pieces: list[str], found: set[str]) -> None:
    text, sources = cite(" ".join(pieces), [source(mark) for mark in sorted(found)])

    assert {s.mark for s in sources} <= found
    assert all(f"[{s.mark}]" in text for s in sources)
    foreign = {f"{kind} {key}" for kind in KINDS for key in range(1, 6)} - found
    assert not any(f"[{mark}]" in text for mark in foreign)
