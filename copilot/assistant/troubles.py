"""That the chat model failed, or search did, in the asker's language."""

from functools import cache
from pathlib import Path

import yaml

SEARCH_DEGRADED = "search degraded"
NOT_WORDED = "not worded"


def trouble_said(words: str, kind: str, language: str, *, then: str = "") -> str:
    """The trouble as it is in English, or its translation by kind, with what happens `then`: "instead", "again" or nothing."""
    said = _said()
    if kind not in said or language not in said[kind]:
        return words
    return " ".join(said[key][language] for key in (kind, then) if key)


def not_worded(language: str) -> str:
    """That the built-in writer wrote a message because the chat model did not."""
    return trouble_said("The chat model did not word this message; the built-in writer did.", NOT_WORDED, language)


@cache
def _said() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("troubles.yaml").read_text("utf-8"))
