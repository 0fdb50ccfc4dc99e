"""Clients who may be one person, for a person to look at. Nothing is merged by itself."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlmodel import Session, col

from copilot.records.people import Client, ContactPoint

NEAR = 88  #: of 100: "Anneliese Vogt" and "Annelise Vogt" are 96, "Anna Weiss" and "Hanna Weiss" 95
DIFFERENT = 60  #: below it, two given names in one household are two people who share a telephone
LARGE = 400  #: in a larger postcode only names that share the beginning of a word are compared

_TELEPHONES = ("phone", "whatsapp")


@dataclass(frozen=True)
class Duplicate:
    """Two clients who may be one person, and what speaks for it."""

    first_id: int
    second_id: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    given: str
    names: tuple[str, ...]
    area: str
    account_id: int | None


def possible_duplicates(session: Session) -> list[Duplicate]:
    """Pairs with the same telephone number or e-mail, or a near name and the same postcode; the likeliest first.

    Of many clients with the same number, each is paired with the first. The time grows with the clients, not with
    their pairs.
    """
    people = {person.id: person for person in _people(session)}
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for reason, ids in _shared(session):
        first, *others = [id for id in ids if id in people] or [0]
        for other in others:
            if not _housemates(people[first], people[other]):
                reasons[first, other].append(reason)
    for one, other in _near(people.values()):
        reasons[one, other].append("near name and same postcode")
    found = [Duplicate(*pair, tuple(dict.fromkeys(why))) for pair, why in reasons.items()]
    return sorted(found, key=lambda pair: (-len(pair.reasons), pair.first_id, pair.second_id))


def _people(session: Session) -> Iterator[_Person]:
    query = select(
        col(Client.id),
        col(Client.given_name),
        col(Client.family_name),
        col(Client.preferred_name),
        col(Client.postcode),
        col(Client.account_id),
    ).where(col(Client.merged_into_id).is_(None))
    for id, given, family, preferred, postcode, account in session.connection().execute(query):
        names = {_folded(f"{given} {family}")} | ({_folded(f"{preferred} {family}")} if preferred else set())
        area = "".join(postcode.split()).casefold()
        yield _Person(id or 0, _folded(given), tuple(sorted(name for name in names if name)), area, account)


def _shared(session: Session) -> Iterator[tuple[str, list[int]]]:
    query = (
        select(col(ContactPoint.kind), col(ContactPoint.normalised), col(ContactPoint.client_id))
        .where(col(ContactPoint.kind).in_(["email", *_TELEPHONES]), col(ContactPoint.normalised) != "")
        .order_by(col(ContactPoint.normalised), col(ContactPoint.client_id))
    )
    owners: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)
    for kind, value, client_id in session.connection().execute(query):
        reason = "same telephone" if kind in _TELEPHONES else "same e-mail"
        owners[reason, value.lower()][client_id] = None
    for (reason, _), ids in owners.items():
        if len(ids) > 1:
            yield reason, list(ids)


def _housemates(one: _Person, other: _Person) -> bool:
    same_house = one.account_id is not None and one.account_id == other.account_id
    return same_house and bool(one.given and other.given) and fuzz.ratio(one.given, other.given) < DIFFERENT


def _near(people: Iterable[_Person]) -> Iterator[tuple[int, int]]:
    areas: dict[str, list[_Person]] = defaultdict(list)
    for person in people:
        if person.area and person.names:
            areas[person.area].append(person)
    for neighbours in areas.values():
        pairs = combinations(neighbours, 2) if len(neighbours) <= LARGE else _alike_somewhere(neighbours)
        for one, other in pairs:
            near = any(fuzz.token_sort_ratio(a, b, score_cutoff=NEAR) for a in one.names for b in other.names)
            if near and not _housemates(one, other):
                yield min(one.id, other.id), max(one.id, other.id)


def _alike_somewhere(neighbours: list[_Person]) -> Iterator[tuple[_Person, _Person]]:
    """The pairs in a large postcode whose names share a word and initials, or the beginnings of all words."""
    blocks: dict[str, list[_Person]] = defaultdict(list)
    for person in neighbours:
        for beginning in {block for name in person.names for block in _blocks(name)}:
            blocks[beginning].append(person)
    for block in blocks.values():
        yield from combinations(block, 2)


def _blocks(name: str) -> Iterator[str]:
    words = sorted(name.split())
    yield " ".join(word[:3] for word in words)
    for i, word in enumerate(words):
        yield word + "|" + "".join(other[0] for other in words[:i] + words[i + 1 :])


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())
