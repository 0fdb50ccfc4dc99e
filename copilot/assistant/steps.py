"""What is being looked up, in the words of the shop and the asker's language."""

from copilot.domain.source import Found
from copilot.models.builtin.voice import Voice

_TOOLS = (
    "find_client",
    "describe_client",
    "client_profile",
    "what_we_know",
    "purchases",
    "search_notes",
    "open_matters",
    "consents_and_contacts",
    "products",
    "house",
    "book",
    "log_note",
    "draft_message",
    "show_card",
)
_PROPOSING = ("correct_fact", "change_contact", "change_visit", "change_wish", "change_consent")
_KINDS = (
    "client",
    "note",
    "fact",
    "purchase",
    "case",
    "promise",
    "wish",
    "appointment",
    "consent",
    "contact",
    "product",
    "house",
)


def looking(tool: str, voice: Voice) -> str:
    """Said while a tool runs."""
    return voice.say(f"looking.{'propose' if tool in _PROPOSING else tool if tool in _TOOLS else 'other'}")


def looked(found: Found | None, words: str, voice: Voice) -> str:
    """Said when it has run: how much came back."""
    if found is None:
        return words
    counts: dict[str, set[str]] = {}
    for source in found.sources:
        if source.kind in _KINDS:
            counts.setdefault(source.kind, set()).add(source.key)
    parts = [f"{len(keys)} {voice.say(f'looked.{kind}').split('|')[len(keys) != 1]}" for kind, keys in counts.items()]
    empty = found.about if found.about in ("log_note", "draft_message", "find_client") else "nothing"
    empty = "log_note" if found.about in _PROPOSING and found.data.get("change") else empty
    return ", ".join(parts) or voice.say(f"looked.{empty}")
