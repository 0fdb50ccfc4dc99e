"""A small shop to search in: two stores, a few people, and an index with the real model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.desk import Role, Scope
from copilot.records.knowledge import Note
from copilot.records.people import Client, Store, User
from copilot.retrieval import Index
from copilot.retrieval.embedding import Embedder, choose
from copilot.settings import Settings


@dataclass(frozen=True)
class Shop:
    """Who is where. London: Amélie and Tom, their manager Ines, and the client Maya. Paris: Noor and the client Paul."""

    london: int
    paris: int
    amelie: Scope
    tom: Scope
    ines: Scope
    noor: Scope
    owner: Scope
    maya: int
    paul: int


@pytest.fixture
def shop(engine: Engine) -> Shop:
    with Session(engine, expire_on_commit=False) as session:
        london, paris = Store(source_id="LON", name="London"), Store(source_id="PAR", name="Paris")
        session.add_all([london, paris])
        session.flush()
        people = {
            "amelie": User(source_id="amelie", name="Amélie Roux", store_id=london.id),
            "tom": User(source_id="tom", name="Tom Hale", store_id=london.id),
            "ines": User(source_id="ines", name="Ines Duarte", store_id=london.id, role=Role.MANAGER.value),
            "noor": User(source_id="noor", name="Noor Aziz", store_id=paris.id),
            "owner": User(source_id="owner", name="Olga Orsel", role=Role.ADMINISTRATOR.value),
        }
        maya = Client(source_id="C1", given_name="Maya", family_name="Lin", store_id=london.id or 0)
        paul = Client(source_id="C2", given_name="Paul", family_name="Girard", store_id=paris.id or 0)
        session.add_all([*people.values(), maya, paul])
        session.commit()
        scopes = {name: Scope(one.id or 0, Role(one.role), one.store_id) for name, one in people.items()}
        return Shop(london.id or 0, paris.id or 0, **scopes, maya=maya.id or 0, paul=paul.id or 0)


Write = Callable[..., int]


@pytest.fixture
def write(engine: Engine, shop: Shop) -> Write:
    """Writes a note down: write(client_id, text, by=scope, day=..., visibility=...); its id."""

    def write(client_id: int, text: str, by: Scope = shop.amelie, day: int = 1, visibility: str = "store") -> int:
        with Session(engine) as session:
            note = Note(
                client_id=client_id,
                author_id=by.user_id,
                written_on=date(2026, 3, day),
                visibility=visibility,
                text=text,
            )
            session.add(note)
            session.commit()
            return note.id or 0

    return write


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real model, loaded once."""
    return choose(Settings(embedding="e5"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, chroma_url="")


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """An empty folder for house documents."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    return folder


@pytest.fixture
def index(settings: Settings, knowledge: Path, embedder: Embedder) -> Iterator[Index]:
    index = Index(settings, knowledge, lambda _settings: embedder)
    yield index
    index.close()
