"""Questions about somebody in general, or about a service of ours, and so about a rule of the house."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from copilot.models.builtin.lexicon import Lexicon
from copilot.models.builtin.trade import services_in


@dataclass(frozen=True)
class _Ways:
    anybody: re.Pattern[str]
    somebody: re.Pattern[str]
    advice: re.Pattern[str]


def asks_of_anybody(asked: str, words: Lexicon) -> bool:
    """Whether a folded question is about somebody in general: "a lady's tote got soaked, what do I tell her?"."""
    ways, asked = _ways(words.language), asked.lstrip("¿¡ ")
    return bool(ways.anybody.search(asked)) and not ways.somebody.search(asked) and _of_service(asked, words)


def asks_of_service(asked: str, words: Lexicon) -> bool:
    """Whether it is about what we do for anybody, and names no one: "the band is loose, what does tightening cost?"."""
    begins = " ".join(asked.split()[:2])
    somebody = words.says("pronouns", begins) or words.says("many", asked) or _ways(words.language).somebody.search(asked)
    return not somebody and _of_service(asked, words)


def _of_service(asked: str, words: Lexicon) -> bool:
    seeks = _ways(words.language).advice.search(asked) or words.says("rule", asked)
    return bool(services_in(asked)) and bool(seeks or words.says("asks_price", asked) or words.says("asks_time", asked))


@cache
def _ways(language: str) -> _Ways:
    listed = yaml.safe_load((Path(__file__).parent / "lexicon" / "anybody.yaml").read_text(encoding="utf-8"))
    said: dict[str, list[str]] = listed.get(language, listed["en"])
    return _Ways(*(re.compile("|".join(said[name])) for name in ("anybody", "somebody", "advice")))
