"""Chainlit reads its folder when it is first imported, so it is laid out before any test of the page is collected."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.api.house import prepare_house
from copilot.records.people import Client, Store, User
from copilot.settings import Settings

prepare_house(Settings(data_dir=Path(mkdtemp(prefix="copilot-page-"))))


@pytest.fixture
def people(engine: Engine) -> dict[str, int]:
    """Amara and Tom in London, Luca in Paris, a manager of the house and a trainer; a client in each store."""
    with Session(engine) as session:
        london, paris = Store(source_id="LON", name="London"), Store(source_id="PAR", name="Paris")
        session.add_all([london, paris])
        session.flush()
        rows = [("amara", "associate", london.id), ("tom", "associate", london.id), ("luca", "associate", paris.id)]
        rows += [("margaux", "manager", None), ("david", "trainer", None)]
        users = [User(source_id=n, name=n.capitalize(), role=role, store_id=store) for n, role, store in rows]
        clients = [
            Client(source_id="here", given_name="Camille", store_id=london.id),
            Client(source_id="there", given_name="Paul", store_id=paris.id),
        ]
        session.add_all([*users, *clients])
        session.commit()
        return {u.source_id: u.id or 0 for u in users} | {c.source_id: c.id or 0 for c in clients}


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Served"]:
    """The scripted page in a process of its own."""
    served = Served(tmp_path_factory.mktemp("page") / "data").start()
    yield served
    served.stop()


from tests.chat.served import Served  # noqa: E402 - after Chainlit's folder is laid out
