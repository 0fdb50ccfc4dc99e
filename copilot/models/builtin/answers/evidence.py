"""Everything that is known of a client, one thing after the other: the words that it is found by, and how it is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from copilot.models.builtin.answers import knowing, matters
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.planning import Call, topic_words, without_names
from copilot.models.builtin.voice import Voice
from copilot.records.buying import Bought

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|\s+[-–•]\s+")


@dataclass(frozen=True)
class Evidence:
    """One thing known of a client."""

    kind: str  #: fact, note, case, promise, wish, appointment, purchase
    text: str
    said: str
    mark: str
    on: date | None
    subject: str = ""  #: of a fact: what it is about
    open: bool = False  #: of a matter: whether it still is

    @property
    def paper(self) -> str:
        """Its words as the trained reader takes them: of a fact, the subject with a colon first."""
        return f"{self.subject}: {self.text.removeprefix(self.subject).lstrip()}" if self.subject else self.text


def gathering(heard: Hearing) -> list[Call]:
    """Everything that is known of the clients meant, and what of it the search finds near the whole question."""
    people = dict.fromkeys((*heard.clients, *heard.relatives_of))
    return [call for person in people if person.id for call in _all_of(heard, person)]


def _all_of(heard: Hearing, person: Person) -> list[Call]:
    who = {"client_id": person.id}
    tools = ("client_profile", "what_we_know", "open_matters", "purchases")
    calls: list[Call] = [(tool, who) for tool in tools]
    calls.append(("search_notes", {**who, "query": without_names(heard.ask, person)}))
    return [*calls, ("search_notes", {**who, "query": "", "until": heard.ask.today.isoformat()})]


def evidence_of(heard: Hearing, person: Person, voice: Voice) -> Iterator[Evidence]:
    """Facts that hold, notes sentence by sentence, matters open and past, and receipts, as far as they were looked up."""
    known = heard.of("what_we_know", client_id=person.id)
    for fact in known.data["facts"] if known else []:
        if not (fact["superseded"] or fact["from_note"]):
            text = f"{fact['subject']} {fact['text']}"
            yield Evidence("fact", text, knowing.said_of(fact, voice), fact["mark"], fact["on"], fact["subject"])
    yield from _written(heard, person, voice)
    open_matters = heard.of("open_matters", client_id=person.id)
    for item in open_matters.data["items"] if open_matters else []:
        yield _matter(item, voice)
    bought = heard.of("purchases", client_id=person.id)
    for line in bought.data["lines"] if bought else []:
        yield _receipt(line, person, voice)


def _written(heard: Hearing, person: Person, voice: Voice) -> Iterator[Evidence]:
    found = [f for f in heard.all_of("search_notes") if f.data["client_id"] == person.id and not f.data["since"]]
    wanted = topic_words(heard.ask, person)
    notes: dict[str, dict[str, Any]] = {}
    for f in found:
        for passage in f.data["passages"]:
            if passage["kind"] == "note" or (passage["kind"] == "case" and not heard.of("open_matters", client_id=person.id)):
                notes.setdefault(passage["mark"], passage)
    for note in notes.values():
        whole = Evidence("note", "", knowing.quoted(note, person, wanted, heard, voice), note["mark"], note["on"])
        for sentence in filter(str.strip, _SENTENCE.split(note["text"])):
            yield replace(whole, text=sentence)


def _matter(item: dict[str, Any], voice: Voice) -> Evidence:
    said = matters.line(item, voice)
    said = f"{said[:1].upper()}{said[1:]}."
    if item["kind"] == "case" and item["closed"]:
        closed = {"closed": voice.day(item["closed"]), "outcome": item["outcome"].rstrip("."), "mark": item["mark"]}
        said = f"{said} {voice.say('case_closed', **closed)}"
    text = " ".join(str(item.get(part) or "") for part in ("what", "text", "product", "outcome"))
    return Evidence(item["kind"], text, said, item["mark"], item["on"], open=item["open"])


def _receipt(line: Bought, person: Person, voice: Voice) -> Evidence:
    article = line.article + (f" ({line.size})" if line.size else "") + (f", {line.gift_for}" if line.gift_for else "")
    words = {"name": person.name, "articles": article, "when": voice.when(line.on), "mark": f"purchase {line.purchase_id}"}
    said = voice.say("paid_for", paid=voice.money([line.paid]), **words)
    if line.returned_on:
        said += " " + voice.say("returned", day=voice.day(line.returned_on), **words)
    text = f"{line.article} {line.category} {line.size} {line.gift_for}"
    return Evidence("purchase", text, said, f"purchase {line.purchase_id}", line.on)
