"""A wish: proposed here, kept only when a person confirms."""

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.assistant.proposing import not_proposed, proposed
from copilot.domain.source import Found
from copilot.models.builtin.alike import covered
from copilot.models.builtin.language import language_of
from copilot.records.counter.wishing import open_wishes
from copilot.records.scope import client_in_scope


@tool(response_format="content_and_artifact")
def change_wish(client_id: int, wish: str, runtime: ToolRuntime[Counter], became: str = "") -> tuple[str, Found]:
    """Propose a wish in the client's words; `became`: fulfilled or withdrawn, of an open wish that these words name."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        if became in ("fulfilled", "withdrawn"):
            telling = counter.catalogue.words_of_things(session, wish) or wish.casefold().split()
            language = language_of(wish)
            named = [w for w in open_wishes(session, client_id) if covered(w.text, telling, language) >= 0.5]
            if len(named) != 1:
                return not_proposed("change_wish", client, "no_wish", "no single open wish is named by these words.")
            which = f"{'got' if became == 'fulfilled' else 'not'}:{named[0].id}"
            return proposed("change_wish", "wish", client, {"which": which}, f"{named[0].text!r} is {became}")
        if not wish.strip():
            return not_proposed("change_wish", client, "wish", "say what they would like.")
        pieces = counter.catalogue.named(session, wish)
    change: dict[str, str | bool] = {"text": wish.strip()}
    if len(pieces) == 1:
        change["product_id"] = str(next(iter(pieces)))
    return proposed("change_wish", "wish", client, change, repr(wish))
