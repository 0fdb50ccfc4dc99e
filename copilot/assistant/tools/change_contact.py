"""A new number or address: proposed here, kept only when a person confirms."""

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.assistant.proposing import not_proposed, proposed
from copilot.domain.source import Found
from copilot.records.counter.contact_points import country_of, in_use
from copilot.records.counter.reaching import checked
from copilot.records.counter.refusing import CounterRefused
from copilot.records.scope import client_in_scope


@tool(response_format="content_and_artifact")
def change_contact(client_id: int, kind: str, value: str, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """Propose a client's new telephone number, WhatsApp number or e-mail address; `kind` is phone, whatsapp or email."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        try:
            shown, _ = checked(kind, value, country_of(session, client.store_id))
        except CounterRefused as refused:
            return not_proposed("change_contact", client, "contact", str(refused))
        old = next((point for point in in_use(session, client_id) if point.kind == kind), None)
    change: dict[str, str | bool] = {"what": f"point:{old.id}" if old else f"new_{kind}", "contact": shown}
    return proposed("change_contact", "correction", client, change, f"{old.value if old else 'none'} becomes {shown}")
