"""Find out who is described, when nobody remembers the name."""

from typing import Literal

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter
from copilot.assistant.tools.search_notes import line_of, said_in
from copilot.domain.source import Found, Source
from copilot.domain.wording import fold
from copilot.models.builtin.alike import alike
from copilot.records.people import Client
from copilot.records.scope import clients_within
from copilot.retrieval.wording import telling, tokens

MOST = 6  #: people who are shown
OWN = 0.4  #: by how much somebody of the asker's own book comes forward
TITLES = {
    "he": frozenset({"mr", "m", "monsieur", "sig", "signor", "signore", "sr", "senor", "herr"}),
    "she": frozenset({"mrs", "ms", "miss", "mme", "mlle", "madame", "sig.ra", "sigra", "signora", "sra", "senora", "frau"}),
}


@tool(response_format="content_and_artifact")
def describe_client(
    description: str,
    runtime: ToolRuntime[Counter],
    own_book: bool = False,
    form: Literal["", "he", "she"] = "",
    language: str = "en",
) -> tuple[str, Found]:
    """Find the clients whom a description without a name fits ("sells wind turbines"), each with the words that show it."""
    counter = runtime.context
    tell = telling(description)
    words = [
        sorted({word, *alike(word, language)}, key=lambda one: one != word)
        for word in dict.fromkeys(fold(description).split())
        if tell.intersection(tokens(word))
    ]
    with Session(counter.engine) as session:
        clients = {
            client.id: client
            for client in session.exec(select(Client).where(clients_within(counter.scope), col(Client.status) != "deceased"))
            if client.id and _may_be(client, counter.desk.user_id, own_book=own_book, form=form)
        }
        among = {number: OWN * (client.associate_id == counter.desk.user_id) for number, client in clients.items()}
        passages = counter.index.describe(session, counter.scope, description, words, among=among)
        names: dict[int | None, str] = {number: client.name for number, client in clients.items()}
        shown, sources, people = said_in(session, list(passages)[:MOST], names)
    people = [one | {"score": passage.score} for one, passage in zip(people, shown, strict=True)]
    named = {one["client_id"]: one["client"] for one in people}
    who = tuple(Source("client", str(number), name, description, client_id=number) for number, name in named.items())
    text = "\n".join(f"client_id {one['client_id']}: {line_of(one)}" for one in people) or "Nobody here is described like that."
    data = {"description": description, "own_book": own_book, "form": form, "people": people, "degraded": passages.degraded}
    return text, Found("describe_client", (*who, *sources), data)


def _may_be(client: Client, asker: int, *, own_book: bool, form: str) -> bool:
    """Whether the words leave this client possible: of the asker's own book, and no lady where a gentleman is meant."""
    other = TITLES["she" if form == "he" else "he"] if form else frozenset()
    return (not own_book or client.associate_id == asker) and fold(client.salutation).rstrip(".") not in other
