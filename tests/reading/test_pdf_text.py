"""The words inside a PDF: by page, in pieces, with what was not read told."""

from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from copilot.reading import pdf_text
from copilot.reading.pdf_text import LONGEST_PIECE, Piece, pieces_of, text_of


def written(*pages: str) -> bytes:
    """A PDF with these words, a page each; an empty one is a blank page."""
    writer = PdfWriter()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    for text in pages:
        page = writer.add_blank_page(595, 842)
        if text:
            named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
            fonts = DictionaryObject({NameObject("/F1"): named})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
            drawn = DecodedStreamObject()
            shown = " T* ".join(f"({line}) Tj" for line in text.splitlines())
            drawn.set_data(f"BT /F1 12 Tf 14 TL 50 780 Td {shown} ET".encode("cp1252"))
            page[NameObject("/Contents")] = writer._add_object(drawn)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_every_page_is_read_and_a_sentence_that_goes_on_in_the_next_line_is_one() -> None:
    read = text_of(written("Repair order for Camille\nThe clasp was bent and\nis straight again.", "", "Total: £45"))

    assert read.pieces == (
        Piece(1, "Repair order for Camille\nThe clasp was bent and is straight again."),
        Piece(3, "Total: £45"),
    )
    assert (read.pages, read.read, read.whole, read.unreadable) == (3, 3, True, ())


def test_only_so_many_pages_and_letters_are_read_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "MOST_PAGES", 2)
    many = text_of(written("One", "Two", "Three"))
    monkeypatch.setattr(pdf_text, "MOST_LETTERS", 3)
    long = text_of(written("One", "Two"))

    assert [(one.pages, one.read, one.whole, len(one.pieces)) for one in (many, long)] == [(3, 2, False, 2), (2, 1, False, 1)]


def test_a_page_that_is_broken_or_is_one_huge_drawing_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = written("One", "Two").replace(b"(One)", b"<Zne)")
    monkeypatch.setattr(pdf_text, "_FULLEST", 60)
    full = text_of(written("One", "A page with much more on it"))

    read = text_of(broken)

    assert caplog.text == ""
    assert (read.unreadable, [piece.text for piece in read.pieces]) == ((1,), ["Two"])
    assert (full.unreadable, [piece.text for piece in full.pieces]) == ((2,), ["One"])


def test_a_scan_holds_no_words() -> None:
    assert text_of(written("", "")).pieces == ()


def test_pieces_keep_to_whole_lines_and_hold_nothing_that_a_database_refuses() -> None:
    pieces = list(pieces_of("A line of words.\n" * 100 + "x" * 2_000 + "\n\0\ud800End"))

    assert max(map(len, pieces)) <= LONGEST_PIECE
    assert {line for piece in pieces[:2] for line in piece.splitlines()} == {"A line of words."}
    assert pieces[-1].endswith("\nEnd")
