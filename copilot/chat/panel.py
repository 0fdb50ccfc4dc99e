"""One source as it is shown beside the chat. Its words are a client's or a colleague's: text, never formatting."""

import re
from datetime import date

from babel.dates import format_date

from copilot.chat.marks import title_in
from copilot.chat.words import words
from copilot.domain.source import Source
from copilot.domain.wording import locale_of

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"(://|www\.)", re.IGNORECASE)
_BESIDE = ("known_because", "hush", "hush_why", "picture", "open_pdf")  # what Source.jsx says itself
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
    said = words("panel", language)
    return {
        "kind": said.get(source.kind, source.kind.capitalize()),
        "title": title_in(source, language),
        "body": source.body,
        "on": in_figures(source.on, language) if source.on else "",
        "author": source.author,
        "by": said["written_by"].format(author=source.author) if source.author else "",
        "known_by": said[f"by_{source.provenance.value}"] if source.provenance else "",
        "careful": source.provenance is not None and not source.provenance.may_be_said,
        "hush": source.do_not_mention,
        "words": {key: said[key] for key in _BESIDE},
        **_correcting(source, said["correct_this"]),
    }


def _correcting(source: Source, label: str) -> dict[str, object]:
    """What opens the counter's form for a source that is no longer so."""
    name = _FORMS.get(source.kind)
    if name is None or source.client_id is None:
        return {}
    what = {"what": f"fact:{source.key}"} if source.kind == "fact" else {}
    return {"act": {"name": name, "label": label, "payload": {"client_id": source.client_id, **what}}}


#: The action that puts right what a source says, by its kind.
_FORMS = {
    "fact": "counter_correct",
    "note": "counter_correct",
    "client": "counter_correct",
    "consent": "counter_correct",
    "wish": "counter_wish",
    "appointment": "counter_book",
}


def panel(source: Source, language: str = "en") -> str:
    """The same as Markdown, for a page of its own: title, what it is, when and by whom, how we know it, its words."""
    shown, said = card(source, language), words("panel", language)
    said_by = said["written_by"].format(author=as_text(source.author)) if source.author else ""
    parts = [
        f"### {as_text(title_in(source, language))}",
        " · ".join(str(part) for part in (shown["kind"], shown["on"], said_by) if part),
        f"{said['known_because']} **{shown['known_by']}**" if shown["known_by"] else "",
        f"**{said['hush']} {said['hush_why']}**" if source.do_not_mention else "",
        "---",
        as_text(source.body),
    ]
    return "\n\n".join(part for part in parts if part)


def in_figures(on: date, language: str) -> str:
    """A date as the page writes it: "3 September 2026"."""
    return format_date(on, "d MMMM y", locale=locale_of(language[:2].lower()))
