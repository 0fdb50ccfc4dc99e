"""A change as the tools propose it: the fields of a form, filled; a person confirms, and the server checks again."""

import re

from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.domain.source import Found
from copilot.models.builtin.alike import covered
from copilot.models.builtin.language import language_of
from copilot.records.counter.correcting import current_facts
from copilot.records.knowledge import Fact
from copilot.records.people import Client

_MARK = re.compile(r"\[?(?P<kind>fact|note) (?P<id>\d{1,9})\]?")


def proposed(tool: str, kind: str, client: Client, change: dict[str, str | bool], words: str) -> tuple[str, Found]:
    """What a tool returns that proposes: the words for the model, and the fields of the form."""
    data = {"client_id": client.id, "name": client.name, "called": client.called, "kind": kind, "change": change, "why": ""}
    return f"Proposed for {client.name}, not yet kept: {words}. The asker confirms it with one tap.", Found(tool, (), data)


def not_proposed(tool: str, client: Client, why: str, words: str) -> tuple[str, Found]:
    """Nothing can be proposed; `why` names the sentence of the built-in model, `words` tell another one."""
    data: dict[str, object] = {"client_id": client.id, "name": client.name, "called": client.called, "change": None, "why": why}
    return f"Nothing was proposed: {words}", Found(tool, (), data)


def facts_meant(session: Session, counter: Counter, client_id: int, about: str, mark: str) -> list[Fact]:
    """The current facts that a mark names, else those that the words are about; the firmest and newest first."""
    facts = current_facts(session, counter.scope, client_id)
    if named := _MARK.fullmatch(mark.strip()):
        key = int(named["id"])
        meant = [f for f in facts if (f.id == key and named["kind"] == "fact") or (f.note_id == key and named["kind"] == "note")]
        if meant:
            return meant
    return best_about(facts, about)


def best_about(facts: list[Fact], about: str) -> list[Fact]:
    """Of these facts those that hold all the telling words, in any of our languages; by their subject before their text."""
    wanted = [word for word in re.findall(r"[^\W_]+", about.casefold()) if len(word) > 2]
    if not wanted:
        return []
    language = language_of(about)
    scored = [
        (covered(fact.subject, wanted, language), covered(f"{fact.subject} {fact.text}", wanted, language), fact)
        for fact in facts
    ]
    fit = [(by_subject, fact) for by_subject, whole, fact in scored if whole > 0.99]
    best = max((by_subject for by_subject, _ in fit), default=0.0)
    return sorted((fact for share, fact in fit if share == best), key=lambda fact: fact.note_id is not None)
