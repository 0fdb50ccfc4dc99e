"""Find out who is described, when nobody remembers the name."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter
from copilot.assistant.tools.search_notes import line_of, said_in
from copilot.domain.source import Found, Source
from copilot.domain.wording import fold
from copilot.models.builtin.alike import alike
from copilot.records.buying import buyers_of
from copilot.records.care import Appointment
from copilot.records.people import Client
from copilot.records.scope import clients_within
from copilot.records.towns import likeliest_town
from copilot.retrieval.wording import telling, tokens

MOST = 6  #: people who are shown
COMES = 1.2  #: ... and somebody who is expected on the day that is named
LIVES, BOUGHT = 0.9, 0.4  #: what a town or a piece that is true of somebody is worth beside a word of a note
ALONE = 1.6  #: and a town where nobody else of them lives
SHORT = 3  #: letters; a town's name has more
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
    visit_from: date | None = None,
    visit_until: date | None = None,
) -> tuple[str, Found]:
    """Find the clients whom a description without a name fits ("sells wind turbines"), each with the words that show it.

    visit_from and visit_until: who has an appointment in these days comes forward.
    """
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
        expected = _expected(session, clients, visit_from, visit_until, counter.clock)
        among = {
            number: OWN * (client.associate_id == counter.desk.user_id) + COMES * (number in expected)
            for number, client in clients.items()
        }
        besides = _true_besides(session, counter, description, list(clients.values()))
        passages = counter.index.describe(session, counter.scope, description, words, among=among, besides=besides)
        names: dict[int | None, str] = {number: client.name for number, client in clients.items()}
        shown, sources, people = said_in(session, list(passages)[:MOST], names)
    people = [one | {"score": passage.score} for one, passage in zip(people, shown, strict=True)]
    named = {one["client_id"]: one["client"] for one in people}
    who = tuple(Source("client", str(number), name, description, client_id=number) for number, name in named.items())
    text = "\n".join(f"client_id {one['client_id']}: {line_of(one)}" for one in people) or "Nobody here is described like that."
    data = {"description": description, "own_book": own_book, "form": form, "people": people, "degraded": passages.degraded}
    return text, Found("describe_client", (*who, *sources), data)


def _true_besides(session: Session, counter: Counter, description: str, clients: list[Client]) -> dict[int, dict[str, float]]:
    """The words of a description that are true of a client and stand in no note (where they live, what they bought), and
    what each is worth beside one that does."""
    true: dict[int, dict[str, float]] = defaultdict(dict)
    things = counter.catalogue.words_of_things(session, description)
    articles = counter.catalogue.named(session, " ".join(things)) if things else set()
    ids = [client.id for client in clients if client.id]
    for buyer in buyers_of(session, ids, articles) if articles else ():
        true[buyer].update({token: BOUGHT for word in things for token in tokens(word)})
    towns = {client.city for client in clients if client.city}
    for word in dict.fromkeys(word for word in fold(description).split() if len(word) > SHORT):
        town = likeliest_town(word, towns)
        there = [client.id for client in clients if town and client.city == town and client.id]
        for number in there:
            true[number].update(dict.fromkeys(tokens(word), ALONE if len(there) == 1 else LIVES))
    return true


def _expected(session: Session, clients: Collection[int], since: date | None, until: date | None, offset: timedelta) -> set[int]:
    """Of these clients, those who have an appointment in these days, by the store's clock."""
    if since is None:
        return set()
    begin, end = (datetime.combine(day, time(), tzinfo=UTC) - offset for day in (since, until or since))
    booked = select(Appointment.client_id).where(
        col(Appointment.client_id).in_(clients),
        col(Appointment.status) == "booked",
        col(Appointment.starts_at) >= begin,
        col(Appointment.starts_at) < end + timedelta(days=1),
    )
    return set(session.exec(booked).all())


def _may_be(client: Client, asker: int, *, own_book: bool, form: str) -> bool:
    """Whether the words leave this client possible: of the asker's own book, and no lady where a gentleman is meant."""
    other = TITLES["she" if form == "he" else "he"] if form else frozenset()
    return (not own_book or client.associate_id == asker) and fold(client.salutation).rstrip(".") not in other
