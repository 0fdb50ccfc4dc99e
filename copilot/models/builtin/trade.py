"""What a question about a rule is about, in the words in which house documents are written."""

import re
from functools import cache
from pathlib import Path

import yaml

from copilot.domain.wording import fold


def in_house_words(question: str) -> tuple[str, ...]:
    """The English words of each matter that a question in any of our languages names: "ourlet" is about "hem, alterations"."""
    said = re.sub(r"[\W_]+", " ", fold(question))
    return tuple(words for words, pattern in _matters() if pattern.search(said))


@cache
def _matters() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = yaml.safe_load((Path(__file__).parent / "lexicon" / "trade.yaml").read_text(encoding="utf-8"))
    return tuple((" ".join(map(str, one["words"])), re.compile("|".join(map(_pattern, one["said"])))) for one in listed)


def _pattern(beginning: object) -> str:
    text = str(beginning).replace("_", " ")
    return rf"\b{text[:-1]}\b" if text.endswith("=") else rf"\b{text}"
