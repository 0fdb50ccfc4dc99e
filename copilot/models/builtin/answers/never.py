"""What is not to be done with somebody: what their facts and the notes about them say no to, besides what stays unsaid."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers import knowing
from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.planning import topic_words
from copilot.models.builtin.voice import Voice

FACTS, NOTES = 4, 2  #: that are told, the nearest to the question and the newest first
LONGEST = 160  #: characters of a fact
_CLAUSE = re.compile(r"[.,;:!?()\n«»“”\"]|\s[-–—]\s")


def not_to_be_done(heard: Hearing, person: Person, voice: Voice, *, told: Sequence[str] = ()) -> list[str]:
    """A list of what is not to be asked, offered, sent or said, in the words that were written; empty where nothing is."""
    there = " ".join(told)
    items = [_item(fact, voice) for fact in _facts(heard, person) if f"[{fact['mark']}]" not in there][:FACTS]
    items += [
        knowing.quoted(note, person, topic_words(heard.ask, person), heard, voice)
        for note in _notes(heard, person)
        if f"[{note['mark']}]" not in there or not _ordered(there)
    ][:NOTES]
    listed = "\n".join(f"- {item}" for item in items)
    return [voice.say("avoid_doing", called=person.called or person.name, list=listed)] if items else []


def about_writing(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """What somebody said of being written to at all: "no message of any kind, speak to him at the counter"."""
    subjects = _words()["writing"]
    facts = [f for f in _current(heard, person) if covered(f["subject"], subjects, "en") and _says_no(f["text"])]
    return [knowing.said_of(fact, voice) for fact in facts[:1]]


def _item(fact: dict[str, Any], voice: Voice) -> str:
    return voice.say("avoid_item", text=shortened(fact["text"], LONGEST), how=knowing.how(fact, voice), mark=fact["mark"])


def _facts(heard: Hearing, person: Person) -> list[dict[str, Any]]:
    """The facts that forbid something, those that speak of what is asked first, and then those that order it."""
    words, language = topic_words(heard.ask, person), heard.ask.language
    likely = {kind.removeprefix("is "): share for kind, share in heard.ask.shares if kind.startswith("is ")}
    fit = [f for f in _current(heard, person) if _ordered(f["text"]) or _will_not_have(f)]

    def near(fact: dict[str, Any]) -> tuple[float, bool, int]:
        said = covered(f"{fact['subject']} {fact['text']}", words, language)
        meant = max((share for kind, share in likely.items() if covered(fact["subject"], kind.split(), language)), default=0.0)
        return (said + meant, _ordered(fact["text"]), fact["on"].toordinal())

    return sorted(fit, key=near, reverse=True)


def _current(heard: Hearing, person: Person) -> list[dict[str, Any]]:
    """The facts of the profile that hold and may be spoken of."""
    known = heard.of("what_we_know", client_id=person.id)
    facts = known.data["facts"] if known else []
    return [f for f in facts if not (f["superseded"] or f["over"] or f["from_note"] or f["do_not_mention"])]


def _notes(heard: Hearing, person: Person) -> list[dict[str, Any]]:
    found = [f for f in heard.all_of("search_notes") if f.data["client_id"] == person.id]
    notes = {p["mark"]: p for f in found for p in f.data["passages"] if p["kind"] == "note" and _ordered(p["text"])}
    return sorted(notes.values(), key=lambda note: -note["on"].toordinal())


def _will_not_have(fact: dict[str, Any]) -> bool:
    return any(covered(fact["subject"], [word], "en") for word in _words()["of"]) and _says_no(fact["text"])


def _says_no(text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{_words()['says_no']})(?!\w)", plain(text)) is not None


def _ordered(text: str) -> bool:
    """Whether a clause of it orders that something be left alone."""
    return any(_orders().match(clause.strip()) for clause in _CLAUSE.split(plain(text)))


@cache
def _orders() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{order})" for order in _words()["orders"]))


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent.parent / "lexicon" / "never.yaml").read_text(encoding="utf-8"))
    return words
