"""Write something down: proposed here, kept only when a person confirms."""

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.domain.source import Found
from copilot.records.scope import client_in_scope


@tool(response_format="content_and_artifact")
def log_note(client_id: int, text: str, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """Propose a note about a client in the associate's own words; the associate then confirms it with one tap."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
    read = counter.read_note(text, language=counter.desk.language, written_on=counter.today) if counter.read_note else ()
    facts = [
        {
            "quote": f.quote,
            "provenance": str(f.provenance),
            "do_not_mention": f.do_not_mention,
            "sensitive": f.sensitive,
        }
        for f in read
    ]
    listed = "; ".join(f"“{f['quote']}” ({str(f['provenance']).replace('_', ' ')})" for f in facts) or "no fact was read from it"
    return f"Proposed for {client.name}, not yet kept: {text!r}. Read from it: {listed}.", Found(
        "log_note",
        (),
        {"client_id": client_id, "name": client.name, "called": client.called, "text": text, "facts": facts},
    )
