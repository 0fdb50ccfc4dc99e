"""Why something came back: the words of the return itself, and of the notes around it."""

from typing import Any

from copilot.domain.source import Found
from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers.quoting import telling
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.planning import rest_words
from copilot.models.builtin.voice import Voice
from copilot.records.buying import Bought

MOST = 2  #: returns that are told where the question names none of them


def why_returned(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Each return that may be meant, with the reason that was written down; empty where nothing came back."""
    found = heard.of("purchases", client_id=person.id)
    back = [line for line in found.data["lines"] if line.returned_on] if found else []
    if not back:
        return []
    words = rest_words(heard.ask, person)
    scored = [(covered(_all_about(line, heard, person), words, voice.language), line) for line in back]
    best = max(share for share, _ in scored)
    meant = [line for share, line in scored if share == best]
    return [sentence for line in meant[:MOST] for sentence in _told(line, heard, person, words, voice)]


def _told(line: Bought, heard: Hearing, person: Person, words: list[str], voice: Voice) -> list[str]:
    said: dict[str, Any] = {
        "name": person.name,
        "articles": line.article + (f" ({line.size})" if line.size else ""),
        "day": voice.day(line.returned_on),
        "when": voice.when(line.on),
        "mark": f"purchase {line.purchase_id}",
    }
    case = next(iter(_cases(line, heard, person)), None)
    first = voice.say("why_back", text=case["text"].rstrip("."), case=case["mark"], **said) if case else ""
    note = _note(line, heard, person)
    quoted = [
        voice.say(
            "note_said" if note["author"] else "note_said_plain",
            author=note["author"],
            day=voice.day(note["on"]),
            quote=telling(note["text"], words, voice.language),
            mark=note["mark"],
        )
        for note in ([note] if note else [])
    ]
    return [first or voice.say("returned", **said), *quoted]


def _cases(line: Bought, heard: Hearing, person: Person) -> list[dict[str, Any]]:
    """The return as the service wrote it down, on that day or one beside it."""
    found = heard.of("open_matters", client_id=person.id)
    items = found.data["items"] if found else []
    near = [i for i in items if i["kind"] == "case" and line.returned_on and abs((i["on"] - line.returned_on).days) <= 1]
    return sorted(near, key=lambda i: i["what"] != "return")


def _note(line: Bought, heard: Hearing, person: Person) -> dict[str, Any] | None:
    """The note that is nearest to the day of the return, not before it where there is one."""
    notes = [note for f in _around(line, heard, person) for note in f.data["passages"] if not note["do_not_mention"]]
    back = line.returned_on or line.on
    return min(notes, key=lambda n: ((back - n["on"]).days > 0, abs((n["on"] - back).days)), default=None)


def _around(line: Bought, heard: Hearing, person: Person) -> list[Found]:
    found = [f for f in heard.all_of("search_notes") if f.data["client_id"] == person.id]
    return [f for f in found if f.data["since"] == line.on]


def _all_about(line: Bought, heard: Hearing, person: Person) -> str:
    """Everything that was written about it: people seldom call a piece by its name on the receipt."""
    notes = [note["text"] for f in _around(line, heard, person) for note in f.data["passages"]]
    return " ".join([line.article, *(case["text"] for case in _cases(line, heard, person)), *notes])
