"""A store with two associates and a manager, another store, and one client."""

from datetime import date

import pytest
from sqlmodel import Session

from copilot.domain.desk import Desk, Role
from copilot.records.people import Client, Store, User


@pytest.fixture
def desks(session: Session) -> dict[str, Desk]:
    """Two associates and a manager of one store, and an associate of another, each at their desk."""
    here, there = Store(source_id="here", name="Here"), Store(source_id="there", name="There")
    session.add_all([here, there])
    session.flush()
    found = {}
    for name, role, store in (
        ("ann", Role.ASSOCIATE, here),
        ("bob", Role.ASSOCIATE, here),
        ("mia", Role.MANAGER, here),
        ("zoe", Role.ASSOCIATE, there),
    ):
        user = User(source_id=name, name=name, role=role.value, store_id=store.id)
        session.add(user)
        session.flush()
        found[name] = Desk(user.id, name, role, store.id, date(2026, 3, 18))
    session.add(Client(source_id="c", given_name="Cleo", store_id=here.id, associate_id=found["ann"].user_id))
    session.commit()
    return found
