"""One source as it is shown beside the chat. Its words are a client's or a colleague's: text, never formatting."""

import re

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from copilot.domain.source import Source

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"(://|www\.)", re.IGNORECASE)
_WORDS = {
    "note": "Note",
    "fact": "What we know",
    "purchase": "Purchase",
    "case": "Service case",
    "promise": "Promise",
    "wish": "Wish",
    "appointment": "Appointment",
    "consent": "Consent",
    "contact": "Contact",
    "product": "Product",
    "client": "Client",
    "house": "House document",
    "figure": "Figure",
}
HUSH = "Known, not to be mentioned. Let it guide you; do not say it to the client."
# Word joiners are invisible; they keep an address in somebody's note from becoming a link.
_JOINER = "\u2060"


def as_text(words: str) -> str:
    """Markdown that shows exactly these words: no emphasis, links, images, HTML, lists or code."""
    apart = _ADDRESS.sub(lambda found: found.group()[0] + _JOINER + found.group()[1:], words)
    lines = [_MARKUP.sub(r"\\\1", line.strip()) for line in apart.replace("\u200b", "").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(f"{line}  " if line else "" for line in lines)).strip()


def without_links(answer: str) -> str:
    """An answer whose words may quote a client: emphasis and lists stay, links, images and HTML do not."""
    plain = answer.replace("<", "\\<").replace("](", "]\\(").replace("]:", "]\\:").replace("![", "!\\[")
    return _ADDRESS.sub(lambda found: found.group()[0] + _JOINER + found.group()[1:], plain)


def card(source: Source, language: str = "en") -> dict[str, object]:
    """What stands beside the chat when a mark is tapped: plain values, shown as text."""
    return {
        "kind": _WORDS.get(source.kind, source.kind.capitalize()),
        "title": source.title,
        "body": source.body,
        "on": format_date(source.on, "d MMMM y", locale=_locale(language)) if source.on else "",
        "author": source.author,
        "known_by": source.provenance.in_words if source.provenance else "",
        "careful": source.provenance is not None and not source.provenance.may_be_said,
        "hush": source.do_not_mention,
    }


def panel(source: Source, language: str = "en") -> str:
    """The same as Markdown, for a page of its own: title, what it is, when and by whom, how we know it, its words."""
    shown = card(source, language)
    said_by = f"by {as_text(source.author)}" if source.author else ""
    parts = [
        f"### {as_text(source.title)}",
        " · ".join(str(part) for part in (shown["kind"], shown["on"], said_by) if part),
        f"We know this because: **{shown['known_by']}**" if shown["known_by"] else "",
        f"**{HUSH}**" if source.do_not_mention else "",
        "---",
        as_text(source.body),
    ]
    return "\n\n".join(part for part in parts if part)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
