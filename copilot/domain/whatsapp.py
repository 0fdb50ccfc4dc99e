"""WhatsApp's custom: free words for a day after the client wrote; before and after only texts that it has approved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from copilot.domain.policy import Template

DAY = timedelta(hours=24)
_PLACE = re.compile(r"\{(\d+)\}")
_HOLE = re.compile(r"\\\{(\d+)\\\}")  #: a place, once everything else is taken as it stands


@dataclass(frozen=True)
class Filled:
    """An approved text with the words of the day in it."""

    template: Template
    words: dict[str, str]  #: by the number of their place


def window_open(heard_at: datetime | None, at: datetime) -> bool:
    """Whether the client wrote on WhatsApp in the last 24 hours, so that free words may go."""
    return heard_at is not None and timedelta() <= at - heard_at < DAY


def template_of(text: str, templates: tuple[Template, ...]) -> Filled | None:
    """The template that this text is, an approved one before others; None where it is none of ours."""
    for template in sorted(templates, key=lambda one: not one.approved):
        match = _pattern(template.text).fullmatch(text.strip())
        if match is not None:
            return Filled(template, {name[1:]: words for name, words in match.groupdict().items()})
    return None


def with_words(template: Template, words: Sequence[str]) -> str:
    """The template with these words in {1}, {2}...; empty where WhatsApp would not take one of them there."""
    text = _PLACE.sub(lambda place: words[int(place[1]) - 1], template.text.strip())
    found = template_of(text, (template,))
    return text if found is not None and all(map(str.strip, words)) else ""


def refused(text: str, heard_at: datetime | None, at: datetime, templates: tuple[Template, ...]) -> str:
    """Why WhatsApp would not take this text now, as a key of the page's words; empty where it would."""
    if window_open(heard_at, at):
        return ""
    filled = template_of(text, templates)
    if filled is None:
        return "whatsapp_needs_template"
    return "" if filled.template.approved else "whatsapp_not_approved"


def _pattern(text: str) -> re.Pattern[str]:
    """What stands in a place is on one line and holds no run of spaces, as WhatsApp wants it; the same place, the same words."""
    seen: set[str] = set()

    def place(match: re.Match[str]) -> str:
        name = f"n{match[1]}"
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return rf"(?P<{name}>(?:(?![\n\t]|\s{{4}}).)+?)"

    return re.compile(_HOLE.sub(place, re.escape(text.strip())))
