"""What we know about a client, and how."""

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, or_, select

from copilot.assistant.counter import Counter, day
from copilot.domain.provenance import Provenance
from copilot.domain.source import Found, Source
from copilot.records.knowledge import Fact, Note
from copilot.records.people import User
from copilot.records.scope import client_in_scope, notes_within


@tool(response_format="content_and_artifact")
def what_we_know(client_id: int, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """List what we know about a client (sizes, tastes, family, occasions...), how, since when, and what not to mention."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        rows = session.exec(
            select(Fact, User.name)
            .outerjoin(User, col(User.id) == Fact.learned_by_id)
            .outerjoin(Note, col(Note.id) == Fact.note_id)
            .where(Fact.client_id == client_id, or_(col(Fact.note_id).is_(None), notes_within(counter.scope)))
            .order_by(col(Fact.learned_on).desc(), col(Fact.id))
        ).all()
    facts, sources = [], []
    for fact, author in rows:
        mark_kind, key = ("note", fact.note_id) if fact.note_id else ("fact", fact.id)
        source = Source(
            mark_kind,
            str(key),
            fact.subject or "What we know",
            fact.text,
            client_id=client_id,
            on=fact.learned_on,
            author=author or "",
            provenance=Provenance(fact.provenance),
            do_not_mention=fact.do_not_mention,
        )
        sources.append(source)
        facts.append(
            {
                "mark": source.mark,
                "subject": fact.subject,
                "text": fact.text,
                "provenance": fact.provenance,
                "on": fact.learned_on,
                "by": author or "",
                "do_not_mention": fact.do_not_mention,
                "sensitive": fact.sensitive,
                "id": fact.id,
                "superseded": fact.superseded_by_id is not None or fact.withdrawn_at is not None,
                "wrong": fact.withdrawn_at is not None,
                "over": bool(fact.valid_until and fact.valid_until < counter.today),
                "from_note": fact.note_id is not None,
            }
        )
    text = "\n".join(_line(fact) for fact in facts) or f"Nothing is written down about {client.name} yet."
    ledger = Source("ledger", f"facts-{client_id}", f"{client.name}: what we know", text, client_id=client_id)
    return text, Found(
        "what_we_know",
        (*sources, ledger),
        {"client_id": client_id, "name": client.name, "facts": facts, "ledger": ledger.mark},
    )


def _line(fact: dict) -> str:
    remarks = [Provenance(fact["provenance"]).in_words, day(fact["on"])]
    remarks += ["NOT TO BE MENTIONED to the client"] * fact["do_not_mention"]
    if fact["wrong"]:
        remarks.append("WRONG: withdrawn, not to be used")
    elif fact["superseded"]:
        remarks.append("out of date: something newer replaced it")
    remarks += ["over by now"] * fact["over"]
    return f"{fact['subject'] + ': ' if fact['subject'] else ''}{fact['text']} ({'; '.join(remarks)}) [{fact['mark']}]"
