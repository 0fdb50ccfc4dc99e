"""What the records already hold of the rows that a file names."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, literal, select
from sqlmodel import SQLModel

from copilot.records.imports.formats import BY_NAME
from copilot.records.people import Client, Store

FEW_ENOUGH = 10_000  #: values that both databases take in one IN


class Linked(NamedTuple):
    """A row that a file names by its source id, with what else follows from it."""

    id: int
    zone: str = ""
    currency: str = ""
    country: str = ""
    merged: bool = False  #: named by a client that was merged into this one


def table_of(row: type[SQLModel]) -> Table:
    """The table behind a class of rows."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


def linked(connection: Connection, name: str, source_ids: Iterable[str]) -> dict[str, Linked]:
    """The rows of one kind that these source ids name; unknown ones are missing. A merged client is the one kept."""
    asked = list(set(source_ids))
    if name == "clients":
        return _clients(connection, asked)
    rows = table_of(BY_NAME[name].row)
    wanted: list[ColumnElement[Any]] = [rows.c.source_id, rows.c.id]
    if name == "stores":
        wanted += [rows.c.timezone, rows.c.currency, rows.c.country]
    elif name == "purchases":
        wanted += [literal(""), rows.c.currency]
    return {row[0]: Linked(*list(row)[1:]) for row in all_of(connection, select(*wanted), rows.c.source_id, asked)}


def all_of(connection: Connection, query: Select[Any], column: ColumnElement[Any], values: list[Any]) -> list[Row[Any]]:
    """The rows of a query whose column has one of these values, asked in portions that the database takes."""
    found: list[Row[Any]] = []
    for start in range(0, len(values), FEW_ENOUGH):
        found += connection.execute(query.where(column.in_(values[start : start + FEW_ENOUGH]))).all()
    return found


def existing(
    connection: Connection, rows: Table, key: tuple[str, ...], firsts: Iterable[Any]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows that are already there, by their key; `firsts` are the values of the key's first field."""
    # Of two with the same key, as a merge can leave behind, the older one counts.
    found = all_of(connection, select(rows).order_by(rows.c.id.desc()), rows.c[key[0]], list(set(firsts)))
    mapped = (dict(row._mapping) for row in found)
    return {tuple(row[field] for field in key): row for row in mapped}


_CLIENT, _STORE = table_of(Client), table_of(Store)


def _clients(connection: Connection, asked: list[str]) -> dict[str, Linked]:
    query = select(
        _CLIENT.c.source_id,
        _CLIENT.c.id,
        _CLIENT.c.merged_into_id,
        _CLIENT.c.country,
        _STORE.c.country.label("store_country"),
        _STORE.c.timezone,
        _STORE.c.currency,
    ).join(_STORE, _CLIENT.c.store_id == _STORE.c.id)
    found: dict[str, Linked] = {}
    for row in all_of(connection, query, _CLIENT.c.source_id, asked):
        id, into = row.id, row.merged_into_id
        while into is not None:
            id, into = connection.execute(select(_CLIENT.c.id, _CLIENT.c.merged_into_id).where(_CLIENT.c.id == into)).one()
        country = row.country or row.store_country
        found[row.source_id] = Linked(id, row.timezone, row.currency, country, row.merged_into_id is not None)
    return found
