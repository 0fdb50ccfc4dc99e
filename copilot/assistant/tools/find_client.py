"""Find out whom somebody means."""

import re
from collections.abc import Iterable, Set
from datetime import date

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter, day
from copilot.domain.source import Found, Source
from copilot.domain.wording import fold
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import nobodys_names, shortest_words
from copilot.models.builtin.trade import said_of_services
from copilot.records.buying import last_purchase_of
from copilot.records.describing import clients_described
from copilot.records.everyday import EVERYDAY_WORDS, in_dictionary
from copilot.records.finding import NamedClient, clients_named, members_named, numbers_of_nobody
from copilot.records.people import Client, User
from copilot.records.scope import clients_within
from copilot.records.towns import no_towns


@tool(response_format="content_and_artifact")
def find_client(words: str, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """Find the clients whom these words name or describe: a name, a nickname, "the lady with the sapphire ring"."""
    counter = runtime.context
    with Session(counter.engine) as session:
        # "The signet ring" names a piece, not a client called Signe, unless it is written as a name.
        things = counter.catalogue.words_of_things(session, words)
        common = EVERYDAY_WORDS.union(shortest_words(language_of(words)), said_of_services(words), things)
        named = clients_named(session, counter.scope, words, common=common)
        named = named or members_named(session, counter.scope, words, common=common)
        books = dict(session.exec(select(User.id, User.name)).all())
        first_names = _parts(name.split(" ")[0] for name in books.values())
        named = [one for one in named if not _colleague(one, first_names)]
        strange = [] if named else _strange(words, common | _parts(books.values()))
        described = [] if named else clients_described(session, counter.scope, counter.catalogue, words)
        described = [] if _name_in_full(words, strange) else described
        clients = [n.client for n in named] or [d.client for d in described]
        sureness = {n.client.id: n.sureness for n in named}
        spoken = {n.client.id: n.words for n in named}
        why = {d.client.id: d.why for d in described}
        last = last_purchase_of(session, [c.id for c in clients if c.id])
        found = [
            {
                "id": c.id,
                "name": c.name,
                "called": c.called,
                "sureness": round(sureness.get(c.id, 0.5), 3),
                "words": spoken.get(c.id, ""),
                "own": c.associate_id == counter.desk.user_id,
                "hint": _hint(c, books.get(c.associate_id), last.get(c.id or 0)),
                "why": why.get(c.id, ""),
                "city": c.city,
                "salutation": c.salutation,
                "role": c.account_role,
            }
            for c in clients
        ]
        sources = tuple(
            Source("client", str(f["id"]), str(f["name"]), str(f["why"] or f["hint"]), client_id=int(str(f["id"]))) for f in found
        )
        named_here = session.exec(select(col(Client.id)).where(clients_within(counter.scope)).limit(1)).first()
        strange = [] if found else [*numbers_of_nobody(session, counter.scope, words), *strange]
        strange = no_towns(session, counter.scope, strange)
    lines = [f"client_id {f['id']}: {f['name']} ({f['why'] or f['hint']}) [client {f['id']}]" for f in found[:10]]
    text = "\n".join(lines) or "No client here answers to these words."
    if len(found) > 10:
        text += f"\n... and {len(found) - 10} more; ask for one more word about them."
    return text, Found(
        "find_client",
        sources,
        {
            "clients": found,
            "described": bool(described),
            "empty": named_here is None,
            "words": words,
            "strange": strange,
            "practice": not counter.scope.sees_clients,
        },
    )


def _colleague(one: NamedClient, colleagues: Set[str]) -> bool:
    """Whether the words are a colleague's first name, and only sound like the client's: Luca, and no Lucia."""
    said = fold(one.words).removesuffix("'s").removesuffix("’s")
    return said in colleagues and said not in re.split(r"[\s-]+", fold(f"{one.client.name} {one.client.called}"))


def _parts(names: Iterable[str]) -> frozenset[str]:
    """The folded words of names."""
    return frozenset(part for name in names for part in fold(name).split())


def _strange(words: str, common: frozenset[str]) -> list[str]:
    """Words that stand where a name stands and are not common ones: a name that nobody here has."""
    known = common | nobodys_names()
    strange, before = [], ""
    for place, word in enumerate(re.findall(r"[^\W\d_]{2,}", words)):
        folded = fold(word)
        # "The wheel of a bus" names nobody called Bus.
        everyday = before in _BEFORE_THINGS and (in_dictionary(word) or in_dictionary(folded))
        after = before in _BEFORE_NAMES and not everyday
        as_name = place == 0 or word[:1].isupper() or after or before in strange
        if as_name and len(folded) > 2 and not {folded, folded.removesuffix("s")} & known:
            strange.append(folded)
        before = folded
    return strange


def _name_in_full(words: str, strange: Iterable[str]) -> bool:
    """Whether the words give a full name that nobody here bears: "Hélène Vasseur"."""
    unknown = set(strange)
    return any(unknown.issuperset(fold(full).split()) for full in _FULL_NAME.findall(words))


#: Two words written as names, one behind the other.
_FULL_NAME = re.compile(r"\b[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ][\w'’-]+")

#: Of these, the ones after which a thing is as likely.
_BEFORE_THINGS = frozenset("of for about with to".split())

#: Words after which a name is likely, in the four languages.
_BEFORE_NAMES = frozenset(
    "of for about is does did has was with to mr mrs ms miss dr client "
    "chez mme monsieur madame mlle signora signor signore señora señor".split()
)


def _hint(client: Client, associate: str | None, last: date | None) -> str:
    parts = [client.city, f"in {associate}'s book" if associate else ""]
    parts.append(f"last purchase {day(last)}" if last else "no purchase yet")
    return ", ".join(p for p in parts if p)
