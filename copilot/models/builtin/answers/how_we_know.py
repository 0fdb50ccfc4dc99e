"""How we came to know something: from whom, when, and in which words."""

from typing import Any

from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers import knowing
from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.voice import Voice


def provenance(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """How we came to know something."""
    known = heard.of("what_we_know", client_id=person.id)
    wanted = knowing.wanted_of(heard, person)
    facts = known.data["facts"] if known else []
    best = [f for mark in heard.said for f in facts if f["mark"] == mark][:1] if heard.ask.of_said else []
    if not best:
        ranked = _ranked(facts, wanted, heard.ask.language)
        best = [f for share, f in ranked[:2] if share >= ranked[0][0] - 0.01]
    sentences = [
        voice.say(
            "provenance",
            how=knowing.how(f, voice)[:1].upper() + knowing.how(f, voice)[1:],
            text=shortened(f["text"], 160),
            by=voice.say("provenance_by", by=f["by"]) if f["by"] else "",
            day=voice.day(f["on"]),
            mark=f["mark"],
        )
        for f in best
    ]
    return sentences + [knowing.quoted(note, person, wanted, heard, voice) for note in _of_that_day(best[:1], heard, person)]


def _of_that_day(facts: list[dict[str, Any]], heard: Hearing, person: Person) -> list[dict[str, Any]]:
    """The note from which a fact was learned, or that was written on its day: it says who told us, and for what."""
    notes = [p for f in heard.all_of("search_notes") if f.data["client_id"] == person.id for p in f.data["passages"]]
    written = {p["mark"]: p for p in notes if p["kind"] == "note"}
    for fact in facts:
        if fact["from_note"]:
            return [written[fact["mark"]]] if fact["mark"] in written else []
        return [p for p in written.values() if p["on"] == fact["on"]][:1]
    return []


def _ranked(facts: list[dict[str, Any]], wanted: list[str], language: str) -> list[tuple[float, dict[str, Any]]]:
    scored = [(covered(f"{f['subject']} {f['text']}", wanted, language), f) for f in facts]
    return sorted(
        [(score, f) for score, f in scored if score > 0],
        key=lambda one: (-one[0], one[1]["superseded"], -one[1]["on"].toordinal()),
    )
