"""Opening a file that somebody exported: is it CSV at all, which columns has it, and its lines one by one.

Nothing here keeps more than one line of the file in memory.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, TextIO

from copilot.errors import ImportRefused
from copilot.records.imports.formats import Column, Need, Table

MAX_BYTES = 2_000_000_000  #: a larger file is refused before it is read
MAX_LINE = 1_000_000  #: characters of one line; the rest of a longer one is skipped
_SNIFFED = 65_536
_OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or another archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"SQLite": "a database",
}
_SAVE_AGAIN = "Save it again as 'CSV UTF-8'."
#: An accent within a word, or a word of nothing else: not the stray byte of a damaged row.
_WORD_IN_ANOTHER_ENCODING = re.compile(rb"[A-Za-z][\x80-\xff][A-Za-z]|[\x80-\xff]{3}")
_NOT_UTF8 = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file as it stands there: its cells, or what is wrong with it."""

    line: int
    raw: str
    cells: list[str]
    wrong: str = ""


@dataclass
class OpenFile:
    """A file whose header has been read."""

    table: Table
    columns: list[Column]
    raw: BinaryIO
    text: TextIO
    delimiter: str
    header_line: int

    @property
    def bytes_read(self) -> int:
        """How far the file has been read."""
        return self.raw.tell()

    def close(self) -> None:
        """Close the file."""
        self.text.close()

    def records(self) -> Iterator[Record]:
        """Every row below the header, blank lines aside."""
        return _records(self.text, self.delimiter, len(self.columns), self.header_line + 1)


def open_file(path: Path, table: Table, *, max_bytes: int = MAX_BYTES) -> OpenFile:
    """Open a file and read its header; ImportRefused says in one sentence why it cannot be read."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise ImportRefused(f"{path.name} has {size:,} bytes; up to {max_bytes:,} are read. Split it into several exports.")
        raw = path.open("rb")
    except OSError as wrong:
        raise ImportRefused(f"{path.name} cannot be opened: {wrong.strerror}.") from wrong
    try:
        _refuse_what_is_not_text(path.name, raw.read(_SNIFFED))
        raw.seek(0)
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        line, header = 1, text.readline(MAX_LINE)
        while header and not header.strip():
            line, header = line + 1, text.readline(MAX_LINE)
        if not header:
            raise ImportRefused(f"{path.name} is empty; its first line should name the columns.")
        delimiter = ";" if header.count(";") > header.count(",") else ","
        return OpenFile(table, _columns(path.name, table, header, delimiter), raw, text, delimiter, line)
    except BaseException:
        raw.close()
        raise


def _refuse_what_is_not_text(name: str, start: bytes) -> None:
    for signature, what in _OTHER_KINDS.items():
        if start.startswith(signature):
            raise ImportRefused(f"{name} is {what}, not a CSV file. {_SAVE_AGAIN}")
    if b"\0" in start.partition(b"\n")[0] or start.count(b"\0") > len(start) // 100:
        raise ImportRefused(f"{name} is a binary file, not a CSV file. {_SAVE_AGAIN}")
    readable = foreign = 0
    for line in start.split(b"\n")[: -1 if len(start) == _SNIFFED else None]:
        if not line.isascii():
            try:
                line.decode()
                readable += 1
            except UnicodeDecodeError:
                foreign += bool(_WORD_IN_ANOTHER_ENCODING.search(line))
    if foreign >= 3 and foreign > readable:
        raise ImportRefused(f"{name} is not in UTF-8, so its accents cannot be read. {_SAVE_AGAIN}")


def _columns(name: str, table: Table, header: str, delimiter: str) -> list[Column]:
    try:
        written = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter, strict=True))]
    except csv.Error as wrong:
        raise ImportRefused(f"The first line of {name} does not name columns. {_SAVE_AGAIN}") from wrong
    known = {column.header: column for column in table.columns}
    if len(written) == 1 and "\t" in header:
        raise ImportRefused(f"{name} is separated by tabs; separate its columns by commas or semicolons.")
    headers = [re.sub(r"[\s-]+", "_", word.lower()) for word in written]
    for word, header_ in zip(written, headers, strict=True):
        if header_ not in known:
            near = get_close_matches(header_, known, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}."
            raise ImportRefused(f"{name} has a column {_shown(word)} that I do not know: {hint}")
        if headers.count(header_) > 1:
            raise ImportRefused(f"{name} has the column {header_!r} twice; take one out.")
    missing = [c.header for c in table.columns if c.need is Need.NEVER_MISSING and c.header not in headers]
    if missing:
        raise ImportRefused(f"{name} lacks the column {' and '.join(map(repr, missing))}, which tells its rows apart.")
    return [known[header_] for header_ in headers]


def _shown(word: str) -> str:
    return repr(_NOT_UTF8.sub("?", word[:60]))


class _LineTooLong(Exception):
    pass


class _Lines:
    """The lines of a stream, of which some can be handed back to be read again."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else self.stream.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.taken.append(line)
        if len(line) == MAX_LINE and line[-1] not in "\r\n":
            rest = line
            while rest and rest[-1] not in "\r\n":
                rest = self.stream.readline(MAX_LINE)
            raise _LineTooLong
        return line


def _records(stream: TextIO, delimiter: str, width: int, line: int) -> Iterator[Record]:
    lines = _Lines(stream)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        taken: list[str] = []
        lines.taken = taken
        wrong = ""
        cells: list[str] = []
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            wrong = (
                "has a quotation mark that is never closed, or one inside a cell that is not doubled, or a cell "
                f"of more than {csv.field_size_limit():,} characters."
            )
        except _LineTooLong:
            wrong = f"is a line of more than {MAX_LINE:,} characters."
        if not wrong and len(cells) != width and any(map(str.strip, taken)):
            wrong = f"has {len(cells)} cells, but the first line names {width} columns."
        if wrong and len(taken) > 1:
            # An open quotation mark swallowed the rows below it: they are read again, for they may be sound.
            lines.returned.extendleft(reversed(taken[1:]))
            del taken[1:]
        if wrong:
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
        raw = "".join(taken)
        if not wrong and not raw.isascii() and _NOT_UTF8.search(raw):
            wrong = "is not in UTF-8; save the file again as 'CSV UTF-8'."
        if not wrong and "\0" in raw:
            wrong = "contains a NUL byte, as binary files do."
        if wrong or any(map(str.strip, cells)):
            yield Record(line, raw, cells, wrong)
        line += len(taken)
