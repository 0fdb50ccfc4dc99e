"""How many texts a text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.channels.segments import segments


@pytest.mark.parametrize(
    ("text", "alphabet", "count", "left"),
    [
        ("", "GSM-7", 0, 160),
        ("a" * 160, "GSM-7", 1, 0),
        ("a" * 161, "GSM-7", 2, 145),
        ("a" * 306, "GSM-7", 2, 0),
        ("a" * 307, "GSM-7", 3, 152),
        ("€" * 80, "GSM-7", 1, 0),
        ("€" * 81, "GSM-7", 2, 143),  # 76 whole ones in the first piece: 152 of its 153 places
        ("è" * 160, "GSM-7", 1, 0),
        ("ê" * 70, "UCS-2", 1, 0),
        ("ê" * 71, "UCS-2", 2, 63),
        ("💍" * 35, "UCS-2", 1, 0),
        ("💍" * 36, "UCS-2", 2, 61),  # 33 whole ones in the first piece: 66 of its 67 places
        ("Votre bague est prête.", "UCS-2", 1, 48),
        ("L’orologio", "UCS-2", 1, 60),
    ],
)
def test_a_text_is_cut_as_the_networks_cut_it(text: str, alphabet: str, count: int, left: int) -> None:
    cut = segments(text)

    assert (cut.alphabet, cut.count, cut.left) == (alphabet, count, left)


def test_the_letters_that_make_it_dear_are_named() -> None:
    assert segments("Votre bague est prête, l’or aussi.").dear == ("ê", "’")


@given(st.text(max_size=400), st.text(max_size=50))
def test_more_words_are_never_fewer_texts(text: str, more: str) -> None:
    assert segments(text + more).count >= segments(text).count
