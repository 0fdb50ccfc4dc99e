"""Marks: kept only where they name something that was looked up for this very answer."""

import re
from collections.abc import Iterable

from copilot.domain.source import Source

#: A bracket that may hold marks, with the address behind it that would make a link of it.
_BRACKET = re.compile(r"(?P<blank>\s?)\[(?P<marks>[^\[\]\n]{3,200})\](?P<address>\([^()\s]*\))?")
_PART = re.compile(r"(?:(?P<kind>[a-z]+)\s+)?#?(?P<key>[\w.-]+)")
KINDS = frozenset(
    "note fact purchase case promise wish appointment consent contact product client house figure list ledger".split()
)


def cite(text: str, sources: Iterable[Source]) -> tuple[str, tuple[Source, ...]]:
    """The text with its true marks only, one a bracket, and their sources in the order in which they appear."""
    by_mark: dict[str, Source] = {}
    for source in sources:
        # Looked up twice, as a name in a list and as a whole card: what opens is the fuller of the two.
        known = by_mark.get(source.mark.casefold())
        if known is None or len(source.body) > len(known.body):
            by_mark[source.mark.casefold()] = source
    used: dict[str, Source] = {}

    def keep(match: re.Match[str]) -> str:
        marks = _marks(match["marks"])
        if not marks:
            return match.group()
        true = [by_mark[mark] for mark in marks if mark in by_mark]
        used.update({source.mark: source for source in true})
        blank = " " if match["blank"] else ""
        return "".join(f"{blank}[{source.mark}]" for source in true)

    return _BRACKET.sub(keep, text), tuple(used.values())


def _marks(inside: str) -> list[str]:
    """The marks in a bracket, however a model spelt them: "Note 3, 4 and fact 9"; none where it holds other words."""
    marks, kind = [], ""
    for said in re.split(r"\s*(?:[,;]|\band\b)\s*", inside.casefold().strip()):
        part = _PART.fullmatch(said)
        if part is None or not (part["kind"] or kind):
            return []
        kind = part["kind"] or kind
        one = kind.removesuffix("s") if kind.removesuffix("s") in KINDS else kind
        marks.append(f"{one} {part['key']}")
    return marks if any(mark.split(" ")[0] in KINDS for mark in marks) else []
