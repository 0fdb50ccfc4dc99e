from datetime import UTC, datetime, timedelta, timezone

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from copilot.records.care import Contact
from copilot.records.people import Client, Store


def test_the_migrations_make_exactly_the_tables_that_the_rows_describe(engine: Engine) -> None:
    with engine.connect() as connection:
        ours = set(SQLModel.metadata.tables)
        differences = [
            d
            for d in compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
            if not (d[0] == "remove_table" and d[1].name not in ours)
            and not (d[0] == "remove_index" and d[1].table.name not in ours)
        ]

    assert differences == []


def test_a_moment_comes_back_with_its_zone_and_as_the_same_moment(session: Session) -> None:
    store = Store(source_id="s", name="s")
    session.add(store)
    session.flush()
    client = Client(source_id="c", store_id=store.id)
    session.add(client)
    session.flush()
    at = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2)))

    contact = Contact(client_id=client.id, at=at, direction="in", channel="sms")
    session.add(contact)
    session.commit()
    session.expire_all()

    assert session.get(Contact, contact.id).at == at
    assert session.get(Contact, contact.id).at.tzinfo == UTC
