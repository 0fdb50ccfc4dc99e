"""Two stores with people and clients in them, for what is written down at the counter."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.desk import Desk, Role
from copilot.records.people import Client, ContactPoint, Store, User

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Counter:
    """Who works where, and who is a client of which store."""

    london: int
    paris: int
    amara: Desk
    tom: Desk
    luca: Desk
    trainer: Desk
    owner: Desk
    ngozi: int  #: of London
    paul: int  #: of Paris


@pytest.fixture
def counter(engine: Engine) -> Counter:
    """Amara and Tom in London, Luca in Paris; a client in each, with a telephone number."""
    with Session(engine) as session:
        london = Store(
            source_id="LON", name="Marylebone", country="United Kingdom", timezone="Europe/London",
            opening_hours="Mon-Sat 10:00-18:30, Thu until 19:30, Sun 12:00-18:00",
        )  # fmt: skip
        paris = Store(source_id="PAR", name="Marais", country="France", timezone="Europe/Paris")
        session.add_all([london, paris])
        session.flush()
        rows = {
            name: User(source_id=name, name=name.title(), role=role.value, store_id=store)
            for name, role, store in (
                ("amara", Role.ASSOCIATE, london.id),
                ("tom", Role.ASSOCIATE, london.id),
                ("luca", Role.ASSOCIATE, paris.id),
                ("trainer", Role.TRAINER, london.id),
                ("owner", Role.ADMINISTRATOR, None),
            )
        }
        session.add_all(rows.values())
        session.flush()
        ngozi = Client(source_id="n", given_name="Ngozi", family_name="Okafor", salutation="Dr", store_id=london.id or 0)
        paul = Client(source_id="p", given_name="Paul", family_name="Girard", store_id=paris.id or 0)
        session.add_all([ngozi, paul])
        session.flush()
        session.add(ContactPoint(client_id=ngozi.id or 0, kind="phone", value="+44 7700 900118", normalised="+447700900118"))
        session.add(ContactPoint(client_id=paul.id or 0, kind="phone", value="+33 6 12 34 56 78", normalised="+33612345678"))
        session.commit()
        desks = {name: Desk(user.id or 0, user.name, Role(user.role), user.store_id, TODAY) for name, user in rows.items()}
        return Counter(london.id or 0, paris.id or 0, **desks, ngozi=ngozi.id or 0, paul=paul.id or 0)
