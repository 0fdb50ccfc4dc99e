"""Numbers in words: "eighty-five", "quatre-vingt-dix", "ottantacinque", "doscientos veinte"."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml


def shape(language: str) -> str:
    """The pattern of a number that is put together from several words or parts."""
    return str(_words(language)["shape"])


def counted(said: str, language: str) -> int:
    """What the words count; zero where they are no number."""
    words = _words(language)
    parts: dict[str, int] = words["parts"]
    known = sorted([*parts, *words["hundred"]], key=len, reverse=True)
    total = 0
    for part in re.findall("|".join(known), re.sub(r"[- ]", "", said)):
        total = max(total, 1) * 100 if part in words["hundred"] else total + parts[part]
    return total


@cache
def _words(language: str) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lexicon" / "numbers.yaml").read_text(encoding="utf-8"))
    return dict(said[language])
