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


def panel(source: Source, language: str = "en") -> str:
    """Title, what it is, when and by whom, how we know it, and its own words."""
    facts = [_WORDS.get(source.kind, source.kind.capitalize())]
    if source.on:
        facts.append(format_date(source.on, "d MMMM y", locale=_locale(language)))
    if source.author:
        facts.append(f"by {as_text(source.author)}")
    parts = [f"### {as_text(source.title)}", " · ".join(facts)]
    if source.provenance:
        parts.append(f"We know this because: **{source.provenance.in_words}**")
    if source.do_not_mention:
        parts.append("**Known, not to be mentioned.** Let it guide you; do not say it to the client.")
    parts += ["---", as_text(source.body)]
    return "\n\n".join(part for part in parts if part)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
