"""The book: counts and lists of clients."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, select

from copilot.assistant.counter import Counter, day
from copilot.domain.countries import names_of_country
from copilot.domain.source import Found, Source
from copilot.domain.wording import fold
from copilot.models.builtin.alike import alike
from copilot.records.book_reasons import Because
from copilot.records.books import BookQuestion, clients_asked_for, place_known
from copilot.records.people import Store
from copilot.records.towns import town_meant

_READ = (
    "whole_store",
    "store_in",
    "promised_by_me",
    "contact_by_me",
    "fact",
    "not_in",
    "there",
    "without",
    "or_cases",
)  #: not passed on as they are
_THINGS = ("bought", "bought_too", "not_bought", "wish_for", "case_about", "returned_piece")
SHOWN = 25  #: clients named to a model; the count covers all


@tool(response_format="content_and_artifact")
def book(
    runtime: ToolRuntime[Counter],
    whole_store: bool = False,
    bought: str = "",
    bought_too: str = "",
    bought_since: date | None = None,
    bought_until: date | None = None,
    bought_nothing: bool = False,
    present_for: Literal["", "another", "own"] = "",
    not_bought: str = "",
    not_seen_since: date | None = None,
    seen_since: date | None = None,
    returned: bool = False,
    returned_piece: str = "",
    returned_since: date | None = None,
    returned_until: date | None = None,
    open_case: Literal["", "any", "repair", "return", "alteration", "complaint"] = "",
    or_cases: list[Literal["repair", "return", "alteration", "complaint"]] | None = None,
    case_late: bool = False,
    owed_promise: Literal["", "open", "overdue"] = "",
    promised_by_me: bool = False,
    wish_for: str = "",
    open_wish: bool = False,
    without: list[Literal["wish", "promise", "visit", "return", "case", "repair", "alteration", "complaint"]] | None = None,
    visit_from: date | None = None,
    visit_until: date | None = None,
    visit_status: Literal["", "kept", "cancelled", "missed"] = "",
    style: Literal["", "transactional", "collaborative", "fan", "unknown"] = "",
    language: str = "",
    city: str = "",
    not_in: str = "",
    store_in: str = "",
    status: Literal["", "active", "left", "deceased"] = "",
    there: str = "",
    there_from: date | None = None,
    there_until: date | None = None,
    may_contact_by: Literal["", "any", "email", "sms", "whatsapp", "phone", "post"] = "",
    no_contact_by: Literal["", "any", "email", "sms", "whatsapp", "phone", "post"] = "",
    refused: Literal["", "any", "email", "sms", "whatsapp", "phone", "post"] = "",
    stopped: Literal["", "any", "email", "sms", "whatsapp", "phone", "post"] = "",
    stopped_since: date | None = None,
    stopped_until: date | None = None,
    waiting_for_reply: bool = False,
    contact: Literal["", "out", "in", "not_out", "not_in"] = "",
    wrote_by: Literal["", "email", "sms", "whatsapp", "phone", "post"] = "",
    waiting_since: date | None = None,
    waiting_until: date | None = None,
    contact_by_me: bool = False,
    contact_since: date | None = None,
    contact_until: date | None = None,
    fact: str = "",
    occasion_from: date | None = None,
    occasion_until: date | None = None,
    case_about: str = "",
    spent_from: float | None = None,
    spent_since: date | None = None,
    spent_until: date | None = None,
    new_since: date | None = None,
    order_by: Literal["name", "spent", "least", "last_visit", "oldest", "newest"] = "name",
) -> tuple[str, Found]:
    """
    Count and list the clients of the asker's book (or the whole store) to whom all of it applies.

    `fact`: words of a fact; `contact`: whom we wrote to or called (out), or who did so (in), or not.
    """
    counter = runtime.context
    asked = {k: v for k, v in locals().items() if k not in ("runtime", "counter") and v}
    given = dict(asked)
    with Session(counter.engine) as session:
        if bought_too and not counter.catalogue.words_of_things(session, bought_too):
            bought, bought_too = f"{bought} {bought_too}", ""
            asked = {k: v for k, v in asked.items() if k != "bought_too"} | {"bought": bought}
        city, abroad = _where(session, counter, city)
        asked["city"] = city
        asked = {k: v for k, v in asked.items() if v}
        things = {
            words: " ".join(dict.fromkeys(counter.catalogue.words_of_things(session, words)))
            for words in (bought, bought_too, not_bought, wish_for, case_about, returned_piece)
            if words
        }
        named = {words: counter.catalogue.named(session, said) for words, said in things.items()}
        if bought and not_bought:
            apart = counter.catalogue.told_apart(session, named[bought], named[not_bought], things[not_bought])
            named |= dict(zip((bought, not_bought), apart, strict=True))
        unknown = [words for words in (bought, bought_too, not_bought, wish_for) if words and not named[words]]
        asked |= {k: things[v] for k, v in asked.items() if k in _THINGS and things.get(v)}
        for one in ("case_about", "returned_piece"):
            if one in asked and not things[str(given[one])]:
                asked.pop(one)  # what a case or a return is of is an article; other words tell nothing of it
        question = BookQuestion(
            mine=not (whole_store or promised_by_me or (contact_by_me and contact == "out"))
            and counter.desk.store_id is not None,
            promised_by=counter.desk.user_id if promised_by_me else None,
            contact_by=counter.desk.user_id if contact_by_me else None,
            bought=named.get(bought),
            bought_too=named.get(bought_too),
            not_bought=named.get(not_bought),
            wish_for=named.get(wish_for),
            wish_words=tuple(things.get(wish_for, "").split()),
            case_about=named.get(case_about) or None,
            returned_piece=named.get(returned_piece) or None,
            store_id=_store_of(session, counter, city or store_in) if counter.desk.store_id is None else None,
            fact_words=tuple(_alternatives(word, counter.desk.language) for word in fold(fact).split()),
            country=abroad,
            not_in=_outside(session, counter, not_in) if not_in else (),
            there=_called(session, counter, there) if there else (),
            without=tuple(without or ()),
            or_cases=tuple(or_cases or ()),
            **{k: v for k, v in asked.items() if k not in _READ and k not in _THINGS},
        )
        here = {fold(one) for one in session.exec(select(Store.city))}
        own = _own_store(session, counter)
        if store_in and question.store_id is None:
            asked.pop("store_in")
        if question.store_id is not None or (wish_for and own and fold(own.city) == fold(city)):
            question = replace(question, city="")  # who waits in Paris waits at our store there
        if city and question.city and fold(city) not in here and not place_known(session, counter.scope, city, abroad):
            unknown.append(city)
        found = [] if unknown else clients_asked_for(session, counter.scope, question, counter.today, counter.clock)
        if not found and fact and (articles := _articles_in(counter, session, fact)):
            # "Who left with white sneakers" tells of no fact, but of what was bought.
            question = replace(question, fact_words=(), bought=counter.catalogue.named(session, articles))
            found = clients_asked_for(session, counter.scope, question, counter.today, counter.clock)
            asked = {k: v for k, v in asked.items() if k != "fact"} | {"bought": articles}
    clients: list[dict[str, Any]] = [
        {
            "id": f.client.id,
            "name": f.client.name,
            "last_purchase": f.last_purchase,
            "spent": f.spent,
            "why": f.why,
            "marks": [f"{one.kind} {one.key}" for one in f.because],
            "because": [_because(one, counter.today) for one in f.because],
            "status": f.client.status,
        }
        for f in found
    ]
    key = hashlib.sha256(repr(sorted(asked.items(), key=str)).encode()).hexdigest()[:4]
    lines = [_line(c) for c in clients]
    figure = Source("list", key, f"{len(clients)} clients", "\n".join([_asked(asked), *lines]))
    rows = [
        Source(mark.split()[0], mark.split()[1], f"{c['name']}: {mark.split()[0]}", why, client_id=c["id"])
        for c in clients
        for mark, why in zip(c["marks"], c["why"], strict=True)
    ]
    people = [Source("client", str(c["id"]), c["name"], line, client_id=c["id"]) for c, line in zip(clients, lines, strict=True)]
    nothing = f" (nothing here is called {', '.join(unknown)})" if unknown else ""
    text = f"{len(clients)} clients{nothing} [{figure.mark}]\n"
    text += "\n".join(
        f"{line} client_id {c['id']} [client {c['id']}]" for c, line in list(zip(clients, lines, strict=True))[:SHOWN]
    )
    if len(clients) > SHOWN:
        text += f"\n... and {len(clients) - SHOWN} more."
    return text, Found(
        "book",
        (figure, *people, *rows),
        {
            "asked": asked,
            "given": given,
            "mine": question.mine,
            "clients": clients,
            "figure": figure.mark,
            "unknown": unknown,
        },
    )


def _because(one: Because, today: date) -> dict[str, Any]:
    """A row that made a client fit, in the shape in which `open_matters` gives what is open."""
    late = one.due is not None and one.due < today
    return vars(one) | {"mark": f"{one.kind} {one.key}", "late": late, "product": "", "by": ""}


def _articles_in(counter: Counter, session: Session, words: str) -> str:
    """The words that name articles, where most of them do."""
    things = counter.catalogue.words_of_things(session, words)
    return " ".join(things) if len(things) > 1 and len(things) >= 0.6 * len(words.split()) else ""


def _alternatives(word: str, language: str) -> tuple[str, ...]:
    """The beginnings of words that say the same in any of our languages; two letters would stand in everything."""
    return tuple(w for w in alike(word, language) if len(w) > 2) or (word,)


def _own_store(session: Session, counter: Counter) -> Store | None:
    """The asker's; None for who belongs to no store."""
    return session.get(Store, counter.desk.store_id) if counter.desk.store_id else None


def _store_of(session: Session, counter: Counter, place: str) -> int | None:
    """The store in this place or in one of these words; for who sees several, "the London clients" are those of that store."""
    said = {fold(place), *(fold(town_meant(session, counter.scope, word)) for word in place.split())}
    return next((store.id for store in session.exec(select(Store)) if place and store.city and fold(store.city) in said), None)


def _where(session: Session, counter: Counter, place: str) -> tuple[str, frozenset[str]]:
    """The place (or several: "Paris / Rome") as we write it, and all names of what is a country."""
    countries = {one: names_of_country(one) for said in place.split("/") if (one := said.strip())}
    named = [one if len(names) > 1 else town_meant(session, counter.scope, one) or one for one, names in countries.items()]
    return " / ".join(named), frozenset().union(*(names for names in countries.values() if len(names) > 1))


def _outside(session: Session, counter: Counter, place: str) -> frozenset[str]:
    """All names of the country or town (or several: "Paris / Rome"), in lower case; "here" is the country of the store."""
    if "/" in place:
        return frozenset().union(*(_outside(session, counter, one.strip()) for one in place.split("/")))
    store = _own_store(session, counter)
    names = names_of_country(store.country if store and place == "here" else place)
    town = "" if len(names) > 1 else town_meant(session, counter.scope, place)
    return names | ({town.lower()} if town else set())


def _called(session: Session, counter: Counter, place: str) -> tuple[str, ...]:
    """The names by which a fact may call a place: as it was said, and as we write the town or country."""
    if place == "here":
        store = _own_store(session, counter)
        return (store.city.lower(),) if store else ()
    written = town_meant(session, counter.scope, place) or place
    return tuple(sorted({written.lower(), *(name for name in names_of_country(place) if len(name) > 2)}))


def _line(c: dict) -> str:
    spent = " and ".join(m.in_words() for m in c["spent"])
    parts = [f"last purchase {day(c['last_purchase'])}" if c["last_purchase"] else "no purchase yet"] + [
        f"{spent} in all"
    ] * bool(spent)
    return f"{c['name']}: {'; '.join([*c['why'], *parts])}"


def _asked(asked: dict) -> str:
    return "Asked for: " + (", ".join(f"{k.replace('_', ' ')} {v}" for k, v in asked.items()) or "everybody")
