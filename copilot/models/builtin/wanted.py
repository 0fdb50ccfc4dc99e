"""What sort of answer a question wants: a date, an amount, a number, somebody, a size; and whether a text holds one."""

import re
from functools import cache
from pathlib import Path

import yaml

from copilot.models.builtin.lexicon import plain


def sorts_wanted(asked: str) -> frozenset[str]:
    """The sorts that a folded question asks for; none where it could be anything."""
    return frozenset(sort for sort, (question, _) in _patterns().items() if question.search(asked))


def holds(text: str, sort: str) -> bool:
    """Whether a text holds what could be an answer of this sort."""
    named = sort == "who" and bool(_NAME.search(text))
    return named or bool(_patterns()[sort][1].search(plain(text)))


_NAME = re.compile(r"(?<=[a-zà-ÿ,:] )[A-ZÀ-Ý][a-zà-ÿ]{2,}")  #: a capital within the sentence


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    listed = yaml.safe_load((Path(__file__).parent / "lexicon" / "wanted.yaml").read_text(encoding="utf-8"))
    return {sort: (_any(said["asked"]), _any(said["there"])) for sort, said in listed.items()}


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{one})" if one[0] == "[" else rf"(?<!\w)(?:{one})(?!\w)" for one in patterns))
