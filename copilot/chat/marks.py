"""Marks and titles of sources in the asker's language; what was written down stays as it was written."""

import re
from collections.abc import Iterable
from functools import cache

from copilot.assistant.counter import day
from copilot.chat.words import LANGUAGES, words
from copilot.domain.source import Source

_MARK = re.compile(r"\[([^\W\d_][\w-]*) ([\w.#-]+)\]")
_HOLE = re.compile(r"\\{(\w+)\\}")
#: Which of the titles a kind of source may have, as tried; where none fits, only a day in it is ours.
_TITLES = {
    "figure": ("sum_of",),
    "list": ("clients",),
    "ledger": ("all_known", "all_matters", "all_contacts"),
    "fact": ("because", "what_we_know"),
    "note": ("because", "what_we_know"),
    "purchase": ("because",),
    "promise": ("because", "promise_of"),
    "wish": ("because", "wish_of"),
    "appointment": ("because", "appointment_on"),
    "case": ("because", "case_of"),
    "contact": ("because", "came", "went"),
    "consent": ("because", "consent"),
}


def mark_in(mark: str, language: str) -> str:
    """A mark as it is shown: `purchase 12` is `achat 12` in French."""
    kind, _, key = mark.partition(" ")
    return f"{words('marks', language).get(kind, kind)} {key}"


def marked_in(text: str, sources: Iterable[Source], language: str) -> str:
    """An answer with the marks of these sources as they are shown."""
    for source in sources:
        text = text.replace(f"[{source.mark}]", f"[{mark_in(source.mark, language)}]")
    return text


def unmarked(text: str) -> str:
    """An answer as it was shown, with its marks as they are kept: whatever language it was shown in."""
    return _MARK.sub(lambda found: f"[{_kinds().get(found[1], found[1])} {found[2]}]", text)


def title_in(source: Source, language: str) -> str:
    """A source's title as it is shown. A house document's and a product's is their own."""
    if language == "en":
        return source.title
    dated = day(source.on) if source.on else ""
    for key in _TITLES.get(source.kind, ()):
        said = words("source_titles", language)[key]
        pattern = _HOLE.sub(r"(?P<\1>.+?)", re.escape(words("source_titles", "en")[key]))
        if found := re.fullmatch(pattern, source.title):
            held = found.groupdict()
            if held.get("day", dated) != dated or (key == "because" and held["kind"] != source.kind):
                continue
            return said.format(**{name: _said(name, value, source, language) for name, value in held.items()})
    ours = dated and source.kind not in ("house", "product")
    return source.title.replace(dated, day(source.on, language)) if ours else source.title


def _said(name: str, value: str, source: Source, language: str) -> str:
    card = words("card", language)
    match name:
        case "day" if source.on:
            return day(source.on, language)
        case "kind" if value == source.kind:
            return words("panel", language).get(value, value).lower()
        case "kind" | "channel":
            return card.get(value.lower(), value)
        case "status":
            return card.get(value.lower(), value).lower()
        case _:
            return value


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for language in LANGUAGES for kind, word in words("marks", language).items()}
