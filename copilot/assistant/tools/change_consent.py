"""They want no more messages, or agree to them: proposed here, kept only when a person confirms."""

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.assistant.proposing import not_proposed, proposed
from copilot.domain.source import Found
from copilot.records.counter.consenting import CHANNELS
from copilot.records.scope import client_in_scope


@tool(response_format="content_and_artifact")
def change_consent(client_id: int, channel: str, runtime: ToolRuntime[Counter], agrees: bool = False) -> tuple[str, Found]:
    """Propose that a client stops marketing by a channel (email, sms, whatsapp, phone, post), or `agrees` to it."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
    if channel not in CHANNELS:
        return not_proposed("change_consent", client, "channel", f"say which channel: {', '.join(CHANNELS)}.")
    change: dict[str, str | bool] = {"what": f"consent:{channel}", "status": "granted" if agrees else "withdrawn"}
    return proposed("change_consent", "correction", client, change, f"{channel} {change['status']}")
