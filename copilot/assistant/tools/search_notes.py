"""Search what was written down."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter, day
from copilot.domain.source import Found, Source
from copilot.records.counter.correcting import no_longer_said
from copilot.records.knowledge import Note
from copilot.records.people import Client, User
from copilot.records.scope import client_in_scope, notes_within
from copilot.retrieval.passage import Passage, Passages

LATEST = 8  #: notes that are read where the latest are asked for


@tool(response_format="content_and_artifact")
def search_notes(
    query: str,
    runtime: ToolRuntime[Counter],
    client_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> tuple[str, Found]:
    """Search the notes, facts and service cases of one client (client_id; empty query: the latest notes), or of the store.

    With a client and `since` or `until`: that client's notes of this time, the latest first, whatever the query.
    """
    counter = runtime.context
    with Session(counter.engine) as session:
        if client_id is not None:
            name = client_in_scope(session, counter.scope, client_id).name
            passages = (
                counter.index.search_client(session, counter.scope, client_id, query, limit=8)
                if query.strip() and not (since or until)
                else _latest(session, counter, client_id, since, until)
            )
        else:
            name = ""
            passages = counter.index.search_store(session, counter.scope, query, limit=12)
        wanted = {p.client_id for p in passages if p.client_id}
        names: dict[int | None, str] = {c.id: c.name for c in session.exec(select(Client).where(col(Client.id).in_(wanted)))}
        _, sources, found = said_in(session, list(passages), names)
    text = "\n".join(line_of(one) for one in found) or "Nothing is written about that."
    return text, Found(
        "search_notes",
        sources,
        {
            "client_id": client_id,
            "name": name,
            "query": query,
            "since": since,
            "until": until,
            "passages": found,
            "supported": passages.supported,
            "degraded": passages.degraded,
        },
    )


def said_in(
    session: Session, passages: Sequence[Passage], names: Mapping[int | None, str]
) -> tuple[list[Passage], tuple[Source, ...], list[dict[str, Any]]]:
    """The passages of which something still holds, each as a source and as values to be told."""
    gone = no_longer_said(session, [p.row_id for p in passages if p.kind == "note" and p.row_id])
    said = {passage: _still_said(passage, gone) for passage in passages}
    shown = [passage for passage in passages if said[passage]]
    sources = tuple(source_of(passage, names.get(passage.client_id, "")) for passage in shown)
    found = [
        {
            "mark": source.mark,
            "client_id": passage.client_id,
            "client": names.get(passage.client_id, ""),
            "kind": passage.kind,
            "text": said[passage],
            "on": passage.on,
            "author": passage.author,
            "provenance": passage.provenance,
            "do_not_mention": passage.do_not_mention,
            "cosine": passage.cosine,
            "covered": passage.covered,
        }
        for passage, source in zip(shown, sources, strict=True)
    ]
    return shown, sources, found


def _latest(session: Session, counter: Counter, client_id: int, since: date | None = None, until: date | None = None) -> Passages:
    within = [col(Note.written_on) >= since] if since else []
    within += [col(Note.written_on) <= until] if until else []
    rows = session.exec(
        select(Note, User.name)
        .outerjoin(User, col(User.id) == Note.author_id)
        .where(Note.client_id == client_id, notes_within(counter.scope), *within)
        .order_by(col(Note.written_on).desc(), col(Note.id).desc())
        .limit(None if within else LATEST)
    ).all()
    return Passages(
        tuple(
            Passage("note", note.id, client_id, note.text, note.written_on, author or "", None, False, 0.0, str(note.id))
            for note, author in rows
        ),
        supported=bool(rows),
    )


def _still_said(passage: Passage, gone: Mapping[int, Sequence[str]]) -> str:
    """The passage without what was withdrawn or replaced since; empty where nothing of it holds."""
    text = passage.text
    for quote in gone.get(passage.row_id or 0, ()) if passage.kind == "note" else ():
        text = text.replace(quote, " ")
    return re.sub(r"\s+", " ", text).strip(" .,;") and (
        text if text == passage.text else re.sub(r" {2,}", " ", text).strip(" ,;")
    )


def source_of(passage: Passage, client: str = "") -> Source:
    """A passage as it is shown beside the chat."""
    return Source(
        passage.kind,
        passage.key if passage.row_id is None else str(passage.row_id),
        passage.title or f"{client}, {day(passage.on)}" if client or passage.title else day(passage.on),
        passage.text,
        client_id=passage.client_id,
        on=passage.on,
        author=passage.author,
        provenance=passage.provenance,
        do_not_mention=passage.do_not_mention,
    )


def line_of(one: dict[str, Any]) -> str:
    """One passage in a line, as a model reads it."""
    remarks = [day(one["on"])] + [one["author"]] * bool(one["author"])
    remarks += [str(one["provenance"].in_words)] if one["provenance"] else []
    remarks += ["NOT TO BE MENTIONED to the client"] * one["do_not_mention"]
    who = f"{one['client']}: " if one["client"] else ""
    return f"{who}{one['text']} ({'; '.join(remarks)}) [{one['mark']}]"
