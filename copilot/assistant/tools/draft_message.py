"""A message to one client: proposed here; a person reads it, changes it, and alone can let it go."""

from typing import Literal

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter
from copilot.domain.draft import Status
from copilot.domain.source import Found
from copilot.records.drafts import Draft
from copilot.records.scope import client_in_scope

OCCASIONS = Literal[
    "", "thanks", "visit", "wearing", "care", "promise", "wish_back", "arrival", "appointment", "ready", "delayed", "answer",
    "occasion", "event", "lapse", "apology",
]  # fmt: skip
CHANGES = Literal["", "shorter", "warmer", "reserved", "less_salesy", "add_date", "say_how", "language"]
_OPEN = (Status.WRITING.value, Status.SENT_BACK.value)


@tool(response_format="content_and_artifact")
def draft_message(
    client_id: int,
    runtime: ToolRuntime[Counter],
    about: str = "",
    words: str = "",
    occasion: OCCASIONS = "",
    channel: Literal["", "email", "sms", "whatsapp", "post"] = "",
    language: Literal["", "en", "fr", "it", "es"] = "",
    closeness: Literal["", "reserved", "warm", "close"] = "",
    change: CHANGES = "",
) -> tuple[str, Found]:
    """Propose a message to one client, or with `change` another wording of the last one; `words`: the message as it was dictated."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        draft_id = _last_open(session, counter, client_id) if change else None
    data: dict[str, object] = {"client_id": client.id, "name": client.name, "called": client.called, "why": "", "draft": None}
    if change and draft_id is None:
        return f"There is no open draft to {client.name} that could be changed.", Found(
            "draft_message", (), {**data, "why": "no_draft"}
        )
    wish = {
        "about": about.strip(),
        "words": words.strip(),
        "occasion": occasion,
        "channel": channel,
        "language": language,
        "closeness": closeness,
        "change": change,
    }
    draft = {"draft_id": draft_id, "wish": {key: value for key, value in wish.items() if value}}
    told = (
        f"A message to {client.name} is on the page now, to be read and changed; it was not sent, and only the asker can send it."
    )
    return told, Found("draft_message", (), {**data, "draft": draft})


def _last_open(session: Session, counter: Counter, client_id: int) -> int | None:
    """The asker's own draft to the client that they touched last, if it can still be changed."""
    mine = select(Draft.id).where(Draft.client_id == client_id, Draft.associate_id == counter.desk.user_id)
    return session.exec(mine.where(col(Draft.status).in_(_OPEN)).order_by(col(Draft.changed_at).desc())).first()
