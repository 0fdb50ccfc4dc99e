"""Our own pages over real HTTP, on both databases: the routes and the door, without the chat behind them."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.api import check, sign_in
from copilot.api import office as pages
from copilot.api.door import Door
from copilot.api.office.uploads import Uploads
from copilot.bootstrap import Shop
from copilot.records.columns import now
from copilot.records.people import Store, User
from copilot.records.sign_in import hash_password
from copilot.retrieval import Index
from copilot.settings import Settings
from tests.chat.scripted import PASSWORD, read_note

HASH = hash_password(PASSWORD)


@dataclass
class Office:
    """A shop with an administrator, an associate in London and one in Paris, and who knocks at its door."""

    engine: Engine
    settings: Settings
    address: str
    later: timedelta = timedelta(0)
    stopped: datetime | None = None  #: the clock of the shop stands still, however long a slow machine takes

    def visitor(self) -> httpx.Client:
        """Somebody who has not signed in."""
        return httpx.Client(base_url=self.address, timeout=20, headers={"origin": self.address})

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Client:
        """Somebody who has."""
        client = self.visitor()
        client.post("/login", data={"username": name, "password": password}).raise_for_status()
        return client

    def user(self, name: str) -> User:
        """An account as it stands in the records."""
        with Session(self.engine) as session:
            return session.exec(select(User).where(User.source_id == name)).one()


@pytest.fixture
def furnished(engine: Engine) -> Engine:
    """Two stores and the people in them."""
    with Session(engine) as session:
        london = Store(source_id="LON", name="Marylebone", city="London", timezone="Europe/London", currency="GBP")
        paris = Store(source_id="PAR", name="Vieille-du-Temple", city="Paris", timezone="Europe/Paris")
        session.add_all([london, paris])
        session.flush()
        people = [("ines", "administrator", None), ("amara", "associate", london.id), ("luca", "associate", paris.id)]
        session.add_all(
            User(source_id=n, name=n.capitalize(), role=r, store_id=s, email=f"{n}@maison.example", password_hash=HASH)
            for n, r, s in people
        )
        session.commit()
    return engine


@pytest.fixture
def opened(furnished: Engine, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Opens the office with settings of one's own; shut afterwards."""
    running: list[tuple[uvicorn.Server, threading.Thread, Uploads]] = []

    def open_office(**given: object) -> Office:
        settings = Settings(data_dir=tmp_path / "data", embedding="hash", **given)  # type: ignore[arg-type]  # by name
        settings.data_dir.mkdir(exist_ok=True)
        knowledge = tmp_path / "no-house-documents"
        knowledge.mkdir(exist_ok=True)
        shop = Shop(settings, furnished, Index(settings, knowledge), _nobody, read_note)
        bound = socket.create_server(("127.0.0.1", 0))
        office = Office(furnished, settings, f"http://127.0.0.1:{bound.getsockname()[1]}")
        shop.now = lambda: (office.stopped or now()) + office.later
        app = FastAPI()
        uploads = Uploads(shop)
        for router in (sign_in.routes(shop), *pages.routes(shop, uploads)):
            app.include_router(router)
        app.mount("/api/v1", check.service(shop))
        app.add_middleware(Door, shop=shop)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([bound])), daemon=True)
        thread.start()
        running.append((server, thread, uploads))
        while not server.started:
            time.sleep(0.01)
        return office

    yield open_office
    for server, thread, uploads in running:
        server.should_exit = True
        thread.join(20)
        uploads.close()


@pytest.fixture
def office(opened: Callable[..., Office]) -> Office:
    """The office as it is without a mail server."""
    return opened()


async def _nobody(question: str, history: object, desk: object):  # type: ignore[no-untyped-def]  # nobody asks here
    raise AssertionError("Nothing is asked in the office.")
    yield
