"""Why the import turned something away, in the reader's language; what there is no translation of stays in English."""

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from copilot.chat.words import words
from copilot.records.imports.rejects import HEADER, harmless

_SCREEN = "import_reasons"
_HOLE = re.compile(r"\\{(\w+)\\}")
_COLUMN = re.compile(r"([a-z_]+): (.+)", re.DOTALL)


def in_language(reason: str, language: str) -> str:
    """A reason as the import gave it, with the name of its column in front where it had one."""
    column = _COLUMN.fullmatch(reason)
    before, said = (f"{column[1]}: ", column[2]) if column else ("", reason)
    if not column and (stands := re.fullmatch(r"([a-z_]+) (is empty; .+)", reason)):
        before, said = f"{stands[1]}: ", stands[2]
    for key, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return before + words(_SCREEN, language)[key].format(**found.groupdict())
    return reason


def rejected_in(rejects: Path, language: str) -> Iterator[bytes]:
    """The file of rejected rows, a row at a time, with its reasons in this language; what stood in the rows stays as it was."""
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        yield "\ufeff".encode()
        for row in csv.reader(file):
            cells = dict(zip(HEADER, row, strict=True))
            line = io.StringIO()
            csv.writer(line).writerow((cells | {"reason": harmless(in_language(cells["reason"], language))}).values())
            yield line.getvalue().encode()


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The English sentences as patterns; the longer ones first, for they say more exactly what they are."""
    sentences = sorted(words(_SCREEN, "en").items(), key=lambda pair: -len(pair[1]))
    return tuple((key, re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(text)), re.DOTALL)) for key, text in sentences)
