"""The words inside a PDF, page by page, in pieces that can be found and cited. What was not read is told, never passed over."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from copilot.reading.dropped import damaged_pdf

MOST_PAGES = 50
MOST_LETTERS = 100_000
LONGEST_PIECE = 800  #: letters
_FULLEST = 2_000_000  #: bytes that draw one page; beyond, it is a drawing, and reading it takes minutes
_PATIENCE = 20.0  #: seconds for the whole file: somebody waits
_ENDED = re.compile(r"[.!?:;]$")


@dataclass(frozen=True)
class Piece:
    """Some lines of one page."""

    page: int  #: counted from 1
    text: str


@dataclass(frozen=True)
class PdfText:
    """What was read of a file."""

    pages: int  #: that the file has
    read: int  #: pages that were gone through, from the first on
    pieces: tuple[Piece, ...]
    unreadable: tuple[int, ...] = ()  #: of the pages gone through, those whose text could not be had

    @property
    def whole(self) -> bool:
        """Whether every page was gone through."""
        return self.read == self.pages


def text_of(content: bytes) -> PdfText:
    """The words of a PDF that can be opened: the first 50 pages of it, or 100,000 letters, or as much as 20 seconds allow."""
    from pypdf import PdfReader

    pieces: list[Piece] = []
    unreadable: list[int] = []
    letters, read, until = 0, 0, time.monotonic() + _PATIENCE
    reader = PdfReader(BytesIO(content))
    pages = len(reader.pages)
    for number in range(1, min(pages, MOST_PAGES) + 1):
        if letters >= MOST_LETTERS or time.monotonic() > until:
            break
        read = number
        with damaged_pdf() as broken:
            page = reader.pages[number - 1]
            drawn = page.get_contents()
            if drawn is None:
                continue
            if len(drawn.get_data()) > _FULLEST:
                unreadable.append(number)
                continue
            found = [Piece(number, text) for text in pieces_of(page.extract_text())]
            pieces += found
            letters += sum(len(piece.text) for piece in found)
        if broken:
            unreadable.append(number)
    return PdfText(pages, read, tuple(pieces), tuple(unreadable))


def pieces_of(text: str) -> Iterator[str]:
    """A page in pieces of whole lines where they fit. What is no text, such as a byte of zero, is left out."""
    plain = text.encode("utf-8", "ignore").decode().replace("\0", "")
    piece = ""
    for line in _lines(plain):
        for part in _parts(line):
            if piece and len(piece) + len(part) >= LONGEST_PIECE:
                yield piece
                piece = ""
            piece = f"{piece}\n{part}" if piece else part
    if piece:
        yield piece


def _lines(text: str) -> Iterator[str]:
    """Its lines; one that only goes on with a sentence belongs to the line before."""
    held = ""
    for line in (" ".join(line.split()) for line in text.splitlines()):
        if held and line[:1].islower() and not _ENDED.search(held):
            held = f"{held} {line}"
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _parts(line: str) -> Iterator[str]:
    while len(line) > LONGEST_PIECE:
        cut = line.rfind(" ", 0, LONGEST_PIECE)
        cut = cut if cut > 0 else LONGEST_PIECE
        yield line[:cut].strip()
        line = line[cut:].strip()
    if line:
        yield line
