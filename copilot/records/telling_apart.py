"""Whom a name at the beginning of some words means, and what tells several of that name apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk, Scope
from copilot.domain.wording import fold
from copilot.records.buying import last_purchase_of
from copilot.records.care import Promise
from copilot.records.finding import clients_named, members_named
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, User
from copilot.records.scope import clients_within, notes_within
from copilot.records.trade import Purchase

_LONGEST_NAME = 5  #: words


@dataclass(frozen=True)
class Candidate:
    """One client whom the words may mean, with what tells them from others."""

    id: int
    name: str
    city: str
    associate: str
    role: str
    since: date | None
    last_purchase: date | None


def candidates(session: Session, scope: Scope, words: str) -> list[Candidate]:
    """The clients in scope whom these words name, the likeliest first."""
    named = clients_named(session, scope, words) or members_named(session, scope, words)
    return _told(session, [one.client for one in named])


def candidates_first(session: Session, scope: Scope, words: str) -> tuple[list[Candidate], str]:
    """The clients named at the beginning of the words, and what is left of the words behind the name."""
    spoken = words.split()
    clients: list[Client] = []
    taken = 0
    for length in range(1, min(_LONGEST_NAME, len(spoken)) + 1):
        named = clients_named(session, scope, " ".join(spoken[:length]).strip(",:"))
        fuller = [n for n in named if fold(spoken[length - 1]).strip(",:'’s") in fold(n.words)]
        if clients:
            fuller = [n for n in fuller if n.client.id in {c.id for c in clients}]
        if fuller:
            clients, taken = [n.client for n in fuller], length
        elif taken:
            break
    return _told(session, clients), " ".join(spoken[taken:]).lstrip(":,- ")


def client_briefly(session: Session, scope: Scope, client_id: int) -> Candidate | None:
    """One client in scope; None for any other."""
    found = session.exec(select(Client).where(Client.id == client_id, clients_within(scope))).first()
    return _told(session, [found])[0] if found else None


def good_examples(session: Session, desk: Desk) -> dict[str, str]:
    """Names to try questions with, by what there is to be said: of the asker's own book where they have one."""
    mine = col(Client.associate_id) == desk.user_id
    own = session.exec(select(Client.id).where(clients_within(desk.scope), mine).limit(1)).first() is not None
    people = select(Client).where(clients_within(desk.scope), col(Client.status) == "active", *([mine] if own else []))
    readable = col(Fact.note_id).is_(None) | col(Fact.note_id).in_(select(Note.id).where(notes_within(desk.scope)))
    hushed = select(Fact.client_id).where(col(Fact.do_not_mention).is_(True), col(Fact.superseded_by_id).is_(None), readable)
    wanted = {
        "open": col(Client.id).in_(select(Promise.client_id).where(col(Promise.kept_on).is_(None))),
        "avoid": col(Client.id).in_(hushed),
        "bought": col(Client.id).in_(select(Purchase.client_id)),
        "brief": col(Client.id).is_not(None),
    }
    found: dict[str, str] = {}
    for kind, has in wanted.items():
        # Each with another client where there are so many: the examples show the book, too.
        for client in session.exec(people.where(has).order_by(col(Client.id)).limit(len(wanted) + 1)):
            found.setdefault(kind, client.name)
            if client.name not in [name for other, name in found.items() if other != kind]:
                found[kind] = client.name
                break
    return found


def _told(session: Session, clients: Sequence[Client]) -> list[Candidate]:
    last = last_purchase_of(session, [client.id or 0 for client in clients])
    books = dict(session.exec(select(User.id, User.name).where(col(User.id).in_([c.associate_id for c in clients]))).all())
    return [
        Candidate(
            client.id or 0,
            client.name,
            client.city,
            books.get(client.associate_id, ""),
            client.account_role,
            client.since,
            last.get(client.id or 0),
        )
        for client in clients
    ]
