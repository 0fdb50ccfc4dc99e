"""Clients of the asker's who may be the one about to be written down.

Only clients within the asker's scope are looked at. Of somebody known to another store nothing is said: not here, not by a
refusal, and no rule of the tables can give it away. The two records are found later by who runs the house
(`records/duplicates.py`).
"""

from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from copilot.domain.desk import Scope
from copilot.domain.wording import fold
from copilot.records.duplicates import NEAR
from copilot.records.people import Client, ContactPoint
from copilot.records.scope import clients_within

SHOWN = 3
_TELEPHONES = ("phone", "whatsapp")


@dataclass(frozen=True)
class Alike:
    """A client like the one entered, and why: `same_contact`, `same_name` or `near_name`."""

    client_id: int
    name: str
    city: str
    why: str


def clients_alike(session: Session, scope: Scope, name: str, kind: str, normalised: str) -> list[Alike]:
    """Those with the same number or address, today or earlier, then those whose name is the same or nearly so."""
    kinds = _TELEPHONES if kind in _TELEPHONES else (kind,)
    same = session.exec(
        select(Client)
        .join(ContactPoint, col(ContactPoint.client_id) == Client.id)
        .where(ContactPoint.normalised == normalised, col(ContactPoint.kind).in_(kinds), clients_within(scope))
    ).all()
    found = {client.id: Alike(client.id or 0, client.name, client.city, "same_contact") for client in same}
    wanted = fold(name)
    near: list[tuple[float, Alike]] = []
    for client in session.exec(select(Client).where(clients_within(scope))) if " " in wanted else ():
        likeness = fuzz.token_sort_ratio(wanted, fold(client.name), score_cutoff=NEAR)
        if likeness and client.id not in found:
            why = "same_name" if likeness == 100 else "near_name"
            near.append((likeness, Alike(client.id or 0, client.name, client.city, why)))
    near.sort(key=lambda one: (-one[0], one[1].client_id))
    return [*found.values(), *(alike for _, alike in near)][:SHOWN]
