"""Slips of the hand in a question, and what must be left as it is."""

import pytest

from copilot.models.builtin.mending import mended


@pytest.mark.parametrize(
    ("language", "asked", "meant"),
    [
        ("en", "waht is her wrsit size", "what is her wrist size"),
        ("en", "when dose she come agian", "when does she come again"),
        ("en", "wat did she buy lst month", "what did she buy last month"),
        ("fr", "qd est elle venue", "quand est elle venue"),
        ("it", "qnd viene", "quando viene"),
        ("es", "el ano pasado", "el ano pasado"),
        ("en", "she spent her prize on a coat", "she spent her prize on a coat"),
    ],
)
def test_slips_in_our_own_words_are_put_right(language: str, asked: str, meant: str) -> None:
    assert mended(asked, language) == meant


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "the otter on her crutch, and the lather booth"),
        ("fr", "le portier du caveau prend du raisin"),
        ("it", "le maglie di sua moglie, l altura e gli agnelli"),
        ("es", "el suizo de los trenes, cuando entra el vestido, algo de un toro en el lago"),
    ],
)
def test_a_word_that_our_languages_have_is_no_slip_for_one_of_ours(language: str, asked: str) -> None:
    assert mended(asked, language) == asked


@pytest.mark.parametrize("asked", ["okafor galbraith desmet", "zorblax", "hessa", "the brandt bangle", "household 7"])
def test_names_and_things_are_left_as_they_are(asked: str) -> None:
    assert mended(asked, "en") == asked


@pytest.mark.parametrize(
    ("written", "language", "meant"), [("ring sise", "en", "ring size"), ("tayas de zapato", "es", "tallas de zapato")]
)
def test_a_word_written_by_ear_is_put_right(written: str, language: str, meant: str) -> None:
    assert mended(written, language) == meant
