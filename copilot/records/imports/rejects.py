"""`rejected.csv`: the rows that could not be loaded, where each stands, and why."""

import csv
import os
import re
from pathlib import Path
from typing import TextIO

from copilot.errors import ImportRefused

LONGEST = 30_000  #: characters of the original that are shown; a cell of a spreadsheet holds few more
HEADER = ("file", "line", "column", "reason", "original")
_NUMBER = re.compile(r"[+-]?[\d(][\d\s().,/-]*")


def harmless(cell: str) -> str:
    """The cell as a spreadsheet may open it: what it would take for a formula gets an apostrophe in front."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


class Rejects:
    """The file of rejected rows. It is made with its first row; one of an earlier import is removed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: TextIO | None = None

    def add(self, file: str, line: int, column: str, reason: str, original: str) -> None:
        """Put down one row."""
        if self._file is None:
            self._file = self._open()
        original = original.encode("utf-8", "replace").decode().replace("\0", "?").rstrip("\r\n")
        if len(original) > LONGEST:
            original = f"{original[:LONGEST]}... and {len(original) - LONGEST:,} characters more"
        csv.writer(self._file).writerow(harmless(cell) for cell in (file, str(line), column, reason, original))
        self.count += 1

    def close(self) -> None:
        """Finish the file; without rejected rows, see that no earlier one is left to mislead."""
        if self._file is not None:
            self._file.close()
        elif self.path.is_file():
            with self.path.open(encoding="utf-8-sig", errors="replace") as earlier:
                ours = earlier.readline().strip() == ",".join(HEADER)
            if ours:
                self.path.unlink()

    def _open(self) -> TextIO:
        try:
            # It holds client data: for the eyes of who imports.
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as wrong:
            raise ImportRefused(
                f"The rejected rows cannot be written to {self.path}: {wrong.strerror}. Name a file with --rejects."
            ) from wrong
        file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        csv.writer(file).writerow(HEADER)
        return file
