"""A text by its sentences, and a table by its rows."""

import re
from collections.abc import Iterator
from itertools import groupby

_ENDS = re.compile(r"(?<=[.!?])([\"”»]?)\s+(?=[A-ZÀ-Ý\"“«])")


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a section in their order; each row of a table is one, with the names of its columns."""
    for table, lines in groupby(text.splitlines(), key=lambda line: line.strip().startswith("|")):
        if table:
            yield from _rows(list(lines))
        else:
            prose = " ".join(" ".join(line.lstrip("#-* ") for line in lines).split())
            yield from filter(None, _ENDS.sub(r"\1\n", prose).splitlines())


def _rows(lines: list[str]) -> Iterator[str]:
    head, *rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    for first, *others in rows:
        if set(first) - set(":- "):
            told = [f"{name}: {cell}" for name, cell in zip(head[1:], others, strict=False) if cell]
            yield ", ".join([f"{head[0]} {first}" if first[:1].isdigit() else first, *told]) + "."
