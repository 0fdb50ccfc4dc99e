"""Further ways of asking about pieces and receipts, in all our languages at once: "leave out what came back"."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from copilot.records.products_named import things_like

About = Literal["pieces", "receipts"]


def says(about: About, what: str, asked: str) -> bool:
    """Whether a folded question holds one of these ways of asking."""
    return bool(_patterns(about)[what].search(asked))


def leaves_returns_out(asked: str) -> bool:
    """Whether a sum is asked for without what came back."""
    return says("receipts", "without_returns", asked) and says("receipts", "adds_up", asked)


def said_of_sums(asked: str) -> frozenset[str]:
    """The words with which a sum without what came back is asked for, where it is: they name no piece."""
    if not leaves_returns_out(asked):
        return frozenset()
    found = (m.group() for what in ("without_returns", "adds_up") for m in _patterns("receipts")[what].finditer(asked))
    return frozenset(word for said in found for word in said.split())


def names_a_thing(words: Iterable[str]) -> bool:
    """Whether words name a thing, a colour or a material, or a piece by its number: "the 28"."""
    return any(word.isdigit() or things_like(word) for word in words)


@cache
def _patterns(about: About) -> dict[str, re.Pattern[str]]:
    listed = yaml.safe_load((Path(__file__).parent / "lexicon" / f"{about}.yaml").read_text(encoding="utf-8"))
    return {what: re.compile("|".join(rf"(?<!\w)(?:{one})" for one in said)) for what, said in listed.items()}
