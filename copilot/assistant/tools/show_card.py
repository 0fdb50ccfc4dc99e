"""Put a client's card in sight."""

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.domain.source import Found, Source
from copilot.records.scope import client_in_scope


@tool(response_format="content_and_artifact")
def show_card(client_id: int, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """Show a client's card on the page: only when the card itself is asked for, as in "open Ms Laurent's card"."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
    source = Source("client", str(client_id), client.name, client.city, client_id=client_id, on=client.since)
    return f"The card of {client.name} is on the page now [{source.mark}].", Found(
        "show_card", (source,), {"client_id": client_id, "name": client.name, "called": client.called}
    )
