"""Towns as other languages call them: "Berlino" is Berlin, "Londres" London."""

from collections.abc import Collection, Sequence

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from copilot.domain.desk import Scope
from copilot.domain.wording import fold
from copilot.records.people import Client, Store
from copilot.records.scope import clients_within

EXONYM = 60.0  #: likeness of a town's name in two languages: Londres and London 62, Berlino and Berlin 92
LONG = 5  #: letters; a shorter word that is like a town may well be a name: Park, Pari


def no_towns(session: Session, scope: Scope, words: Sequence[str]) -> list[str]:
    """Those of the words that name no town of a store or of a client in scope, in whatever tongue."""
    towns = [fold(town) for town in _towns(session, scope)] if words else []

    def is_town(said: str) -> bool:
        long = len(said) >= LONG
        return any(said == town or (long and said[:2] == town[:2] and fuzz.ratio(said, town) >= EXONYM) for town in towns)

    return [word for word in words if not is_town(fold(word))]


def town_meant(session: Session, scope: Scope, place: str) -> str:
    """The town of a client in scope or of a store that a word means; empty where there is none."""
    return likeliest_town(place, _towns(session, scope))


def likeliest_town(place: str, towns: Collection[str]) -> str:
    """Which of these towns a word means; empty where none."""
    said = fold(place)
    likeness = {town: fuzz.ratio(said, fold(town)) for town in towns if fold(town)[:2] == said[:2]}
    best = max(likeness, key=lambda town: likeness[town], default="")
    return best if best and likeness[best] >= EXONYM else ""


def _towns(session: Session, scope: Scope) -> set[str]:
    lived_in = session.exec(select(col(Client.city)).where(clients_within(scope)).distinct())
    return {town for town in (*lived_in, *session.exec(select(col(Store.city)))) if town}
