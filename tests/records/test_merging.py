"""Merging loses nothing and can be undone, in every table that knows of clients."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, Table, insert, select
from sqlmodel import Session, SQLModel

from copilot.records.attachment import Attachment
from copilot.records.columns import Moment
from copilot.records.imports.lookups import linked
from copilot.records.knowledge import Fact, Note
from copilot.records.merging import MergeRefused, merge, owned, undo_merge
from copilot.records.people import Account, Client, Store, User
from copilot.records.upkeep import AuditLine, IndexTask, Merge

_OUR_OWN = {Merge.__tablename__, AuditLine.__tablename__, IndexTask.__tablename__}


@pytest.fixture
def pair(session: Session) -> tuple[int, int]:
    """Two clients, each with two rows in every table that says whose a row is."""
    session.add_all([Store(source_id="LON", name="London"), Account(source_id="H", name="The Lees")])
    session.flush()
    session.add(User(source_id="tom", name="Tom", store_id=1))
    session.flush()
    session.add(Attachment(user_id=1, mime="application/pdf", sha256="", content=b""))
    session.flush()
    ann = Client(source_id="C1", given_name="Ann", store_id=1, preferred_name="Annie")
    lee = Client(
        source_id="C2", given_name="Anne", family_name="Lee", preferred_name="A.", store_id=1, associate_id=1,
        account_id=1, account_role="mother", since=date(2020, 1, 2), relationship_style="fan", style_set_by="Tom",
        status="left", status_on=date(2025, 5, 5),
    )  # fmt: skip
    session.add_all([ann, lee])
    session.flush()
    for client in (ann, lee):
        for n in (1, 2):
            for table, _ in owned():
                session.execute(insert(table).values(_any_row(session, table, client.id, f"{client.source_id}-{n}")))
    session.commit()
    return ann.id, lee.id


def test_merging_moves_every_row_of_every_table_and_loses_none(session: Session, pair: tuple[int, int]) -> None:
    keep, merged = pair
    before = _everything(session)

    merge(session, keep, merged)
    session.commit()

    after = _everything(session)
    for table, column in owned():
        assert {row[column.name] for row in after[table.name]} == {keep}, table.name
        strip = {column.name, "client_id"}
        assert [_without(row, strip) for row in after[table.name]] == [_without(row, strip) for row in before[table.name]]


def test_merging_fills_empty_fields_and_leaves_the_others(session: Session, pair: tuple[int, int]) -> None:
    merge(session, *pair)

    ann = session.get_one(Client, pair[0])
    assert (ann.given_name, ann.preferred_name, ann.family_name) == ("Ann", "Annie", "Lee")
    assert (ann.associate_id, ann.account_role, ann.since) == (1, "mother", date(2020, 1, 2))
    assert (ann.relationship_style, ann.style_set_by, ann.status) == ("fan", "Tom", "active")
    merged = session.get_one(Client, pair[1])
    assert (merged.status, merged.merged_into_id, merged.family_name) == ("merged", pair[0], "Lee")


def test_undoing_restores_every_row_exactly(session: Session, pair: tuple[int, int]) -> None:
    before = _everything(session)
    done = merge(session, *pair)
    session.commit()

    undo_merge(session, done.id or 0)
    session.commit()

    assert _everything(session) == before


def test_undoing_leaves_what_was_changed_or_added_since(session: Session, pair: tuple[int, int]) -> None:
    done = merge(session, *pair)
    session.commit()
    session.get_one(Client, pair[0]).family_name = "Leigh"
    later = Note(client_id=pair[0], written_on=date(2026, 1, 1), text="written after the merge")
    session.add(later)
    session.commit()

    undo_merge(session, done.id or 0)
    session.commit()

    assert session.get_one(Client, pair[0]).family_name == "Leigh"
    assert session.get_one(Note, later.id).client_id == pair[0]


def test_what_moves_is_queued_for_the_index(session: Session, pair: tuple[int, int]) -> None:
    session.execute(IndexTask.__table__.delete())
    session.commit()
    done = merge(session, *pair)
    session.commit()
    merging = _queued(session)
    session.execute(IndexTask.__table__.delete())

    undo_merge(session, done.id or 0)

    assert merging >= {("note", 3), ("note", 4), ("fact", 3), ("fact", 4), ("case", 3), ("case", 4)}
    assert _queued(session) >= {("note", 3), ("note", 4), ("fact", 3), ("fact", 4), ("case", 3), ("case", 4)}


def test_an_import_that_names_the_merged_client_reaches_the_kept_one(session: Session, pair: tuple[int, int]) -> None:
    third = Client(source_id="C3", store_id=1)
    session.add(third)
    session.flush()
    merge(session, *pair)
    merge(session, third.id or 0, pair[0])

    found = linked(session.connection(), "clients", ["C1", "C2", "C3"])

    assert {name: row.id for name, row in found.items()} == dict.fromkeys(("C1", "C2", "C3"), third.id)


def test_what_cannot_be_merged_or_parted_is_refused_in_words(session: Session, pair: tuple[int, int]) -> None:
    keep, merged = pair
    third = Client(source_id="C3", store_id=1)
    session.add(third)
    session.flush()
    with pytest.raises(MergeRefused, match="with itself"):
        merge(session, keep, keep)
    with pytest.raises(MergeRefused, match="no client number 999"):
        merge(session, keep, 999)
    first = merge(session, keep, merged)
    with pytest.raises(MergeRefused, match="'C2' has been merged already"):
        merge(session, third.id or 0, merged)
    second = merge(session, third.id or 0, keep)

    with pytest.raises(MergeRefused, match=f"first undo merge number {second.id}"):
        undo_merge(session, first.id or 0)
    undo_merge(session, second.id or 0)
    undo_merge(session, first.id or 0)
    with pytest.raises(MergeRefused, match="was undone already"):
        undo_merge(session, first.id or 0)
    with pytest.raises(MergeRefused, match="no merge number 77"):
        undo_merge(session, 77)


def _any_row(session: Session, table: Table, client_id: int, name: str) -> dict[str, Any]:
    """A row of any table: the client, other rows that exist, and something in each field that must not be empty."""
    row: dict[str, Any] = {}
    for column in table.columns:
        to = next((key.column for key in column.foreign_keys), None)
        if column.name == "client_id" or (to is not None and to.table.name == "client"):
            row[column.name] = client_id
        elif to is not None:
            row[column.name] = None if column.nullable else session.execute(select(to).limit(1)).scalar_one_or_none()
        elif column.primary_key and isinstance(column.type, Integer):
            continue
        elif not column.nullable or column.name == "source_id":
            row[column.name] = _something(column.type, name)
    return row


def _something(kind: Any, name: str) -> Any:
    for type_, value in (
        (Boolean, False),
        (Moment, datetime(2025, 1, 1, tzinfo=UTC)),
        (Date, date(2025, 1, 1)),
        (Integer, 1),
        (JSON, {}),
        (LargeBinary, b""),
    ):
        if isinstance(kind, type_):
            return value
    return name


def _everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in _OUR_OWN]
    return {
        table.name: [dict(row._mapping) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }


def _without(row: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in columns}


def _queued(session: Session) -> set[tuple[str, int]]:
    return {(task.kind, task.row_id) for task in session.execute(select(IndexTask)).scalars()}


def test_every_table_with_facts_about_a_client_is_among_those_that_move() -> None:
    moved = {table.name for table, _ in owned()}

    assert moved >= {
        str(row.__tablename__) for row in (Fact, Note)
    } | {"contact_point", "purchase", "service_case", "promise", "wish", "appointment", "consent", "contact"}  # fmt: skip
