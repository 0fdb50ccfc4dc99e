"""Opening the database. SQLite in WAL mode by default; PostgreSQL is the same code through another address."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url

# Every module with rows, so that migrations and `SQLModel.metadata` know all of them.
from copilot.records import (  # noqa: F401
    access,
    attachment,
    care,
    drafts,
    knowledge,
    people,
    practice_groups,
    queueing,
    rehearsals,
    trade,
    transcript,
    upkeep,
)


def connect(url: str) -> Engine:
    """An engine with this project's pool and pragmas; makes the folder of a SQLite file, but no tables."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_size=10, max_overflow=20, pool_timeout=300, pool_pre_ping=True, hide_parameters=True)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address, pool_size=5, max_overflow=10, pool_timeout=300, hide_parameters=True, connect_args={"timeout": 30}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the tables up to date, or to the revision named."""
    with engine.begin() as connection:
        upgrade(connection, to)


def upgrade(connection: Connection, to: str = "head") -> None:
    """The same within a transaction of the caller's."""
    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """The version of the tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def revisions() -> list[str]:
    """Every version of the tables that this copilot knows, the newest first."""
    return [one.revision for one in ScriptDirectory.from_config(_migrations()).walk_revisions()]


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
