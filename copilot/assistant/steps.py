"""What is being looked up, in the words of the shop."""

from typing import Any

from copilot.domain.source import Found

_LOOKING = {
    "find_client": "Finding out who is meant",
    "client_profile": "Opening the client's card",
    "what_we_know": "Going through what we know, and how",
    "purchases": "Going through the receipts",
    "search_notes": "Reading the notes",
    "open_matters": "Checking repairs, promises, wishes and appointments",
    "consents_and_contacts": "Checking consents and messages",
    "products": "Looking along the shelves",
    "house": "Looking it up in the house documents",
    "book": "Going through the book",
    "log_note": "Preparing the note",
}
_NOUNS = {
    "client": ("client", "clients"),
    "note": ("note", "notes"),
    "fact": ("fact", "facts"),
    "purchase": ("receipt", "receipts"),
    "case": ("service case", "service cases"),
    "promise": ("promise", "promises"),
    "wish": ("wish", "wishes"),
    "appointment": ("appointment", "appointments"),
    "consent": ("consent", "consents"),
    "contact": ("message", "messages"),
    "product": ("product", "products"),
    "house": ("section", "sections"),
}


def looking(tool: str, args: dict[str, Any]) -> str:
    """Said while a tool runs."""
    return _LOOKING.get(tool, "Looking something up")


def looked(found: Found | None, words: str) -> str:
    """Said when it has run: how much came back."""
    if found is None:
        return words
    counts: dict[str, set[str]] = {}
    for source in found.sources:
        if source.kind in _NOUNS:
            counts.setdefault(source.kind, set()).add(source.key)
    parts = [f"{len(keys)} {_NOUNS[kind][len(keys) != 1]}" for kind, keys in counts.items()]
    return ", ".join(parts) or {"log_note": "ready for you to confirm", "find_client": "no new name"}.get(found.about, "nothing")
