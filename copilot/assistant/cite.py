"""Marks: kept only where they name something that was looked up for this very answer."""

import re
from collections.abc import Iterable

from copilot.domain.source import Source

_MARKS = re.compile(r"\s?\[(?P<marks>[a-z]+ [\w.-]+(?:\s*[,;]\s*[a-z]+ [\w.-]+)*)\]")
KINDS = frozenset(
    "note fact purchase case promise wish appointment consent contact product client house figure list ledger".split()
)


def cite(text: str, sources: Iterable[Source]) -> tuple[str, tuple[Source, ...]]:
    """The text with its true marks only, one a bracket, and their sources in the order in which they appear."""
    by_mark: dict[str, Source] = {}
    for source in sources:
        by_mark.setdefault(source.mark, source)
    used: dict[str, Source] = {}

    def keep(match: re.Match[str]) -> str:
        marks = [" ".join(mark.split()) for mark in re.split(r"\s*[,;]\s*", match["marks"])]
        if not any(mark.split(" ")[0] in KINDS for mark in marks):
            return match.group()
        true = [mark for mark in marks if mark in by_mark]
        used.update({mark: by_mark[mark] for mark in true})
        blank = " " if match.group().startswith((" ", "\n")) else ""
        return "".join(f"{blank}[{mark}]" for mark in true)

    return _MARKS.sub(keep, text), tuple(used.values())
