"""What we know is no longer so, or was never so: proposed here, kept only when a person confirms."""

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.assistant.proposing import facts_meant, not_proposed, proposed
from copilot.domain.source import Found
from copilot.records.knowledge import Fact
from copilot.records.people import Client
from copilot.records.scope import client_in_scope


@tool(response_format="content_and_artifact")
def correct_fact(
    client_id: int, runtime: ToolRuntime[Counter], now: str = "", about: str = "", mark: str = "", wrong: bool = False
) -> tuple[str, Found]:
    """Propose what is right `now` (a size, a taste) `about` something, or that what is written is `wrong`; `mark`: its source."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        meant = facts_meant(session, counter, client_id, about, mark)
        if wrong:
            return _withdrawn(client, meant, about)
        if not now.strip():
            return not_proposed("correct_fact", client, "now", "say what is right now.")
        if meant:
            change: dict[str, str | bool] = {"what": f"fact:{meant[0].id}", "now": now.strip()}
            return proposed("correct_fact", "correction", client, change, f"{meant[0].text!r} becomes {now!r}")
        if not about.strip():
            return not_proposed("correct_fact", client, "about", "say what it is about, such as the shoe size.")
        change = {"what": "new_fact", "subject": about.strip(), "now": now.strip()}
        return proposed("correct_fact", "correction", client, change, f"{about}: {now}")


def _withdrawn(client: Client, meant: list[Fact], about: str) -> tuple[str, Found]:
    if not meant:
        return not_proposed("correct_fact", client, "nothing_like_that", "nothing like that is written down.")
    if len(meant) > 1 and len({fact.text for fact in meant}) > 1 and not about.strip():
        return not_proposed("correct_fact", client, "several", "several things come from there; say which one is wrong.")
    listed = "; ".join(repr(fact.text) for fact in meant)
    what = "fact:" + ",".join(str(fact.id) for fact in meant)
    return proposed("correct_fact", "correction", client, {"what": what, "wrong": True}, f"{listed} is marked as wrong")
