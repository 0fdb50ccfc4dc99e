"""Rows as lines of text and back, alike for every database: the first line names the columns, each other is one row."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, insert, select, text, update

_AT_ONCE = 5_000


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The columns, then every row of the table, as the connection's transaction sees it."""
    yield _line([column.name for column in table.columns])
    found = connection.execution_options(yield_per=_AT_ONCE).execute(select(table))
    for row in found:
        yield _line(list(row))


def fill(connection: Connection, table: Table, written: Iterable[bytes]) -> int:
    """Put these lines into the empty table; how many rows there were. Raises ValueError for what is no such line."""
    rest = iter(written)
    header = json.loads(next(rest, b"[]"))
    unknown = sorted(set(header) - set(table.columns.keys()))
    if not header or unknown:
        raise ValueError(f"{table.name} has no columns {', '.join(unknown) or 'at all'}")
    columns = [table.columns[name] for name in header]
    readers = [_reader(column) for column in columns]
    inner = [column.name for column in columns if any(key.column.table is table for key in column.foreign_keys)]
    key = next(iter(table.primary_key.columns))
    total, later = 0, list[dict[str, Any]]()
    while some := list(islice(rest, _AT_ONCE)):
        rows = [_row(header, readers, line) for line in some]
        # A row may point at one that comes after it: such pointers are set when all rows are there.
        for name in inner:
            later += [{"the_row": row[key.name], name: row[name]} for row in rows if row[name] is not None]
            rows = [{**row, name: None} for row in rows]
        connection.execute(insert(table), rows)
        total += len(rows)
    for name in inner:
        pointers = [pointer for pointer in later if name in pointer]
        if pointers:
            connection.execute(update(table).where(key == bindparam("the_row")).values({name: bindparam(name)}), pointers)
    _count_on(connection, table, key)
    return total


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, default=_written, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(value: object) -> str:
    if isinstance(value, (date, time)):  # a datetime is a date, too
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return b64encode(value).decode()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"A value of the kind {type(value).__name__} cannot be backed up.")


def _row(header: list[str], readers: list[Callable[[Any], Any]], line: bytes) -> dict[str, Any]:
    values = json.loads(line)
    pairs = zip(header, readers, values, strict=True)
    return {name: None if value is None else read(value) for name, read, value in pairs}


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    readers: dict[type, Callable[[Any], Any]] = {
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        time: time.fromisoformat,
        bytes: b64decode,
        Decimal: Decimal,
    }
    return readers.get(column.type.python_type, lambda value: value)


def _count_on(connection: Connection, table: Table, key: Column[Any]) -> None:
    """PostgreSQL counts ids beside the table: the next row must come after those that were put in."""
    if connection.dialect.name != "postgresql" or key.type.python_type is not int:
        return
    names = {"table": f'"{table.name}"', "key": key.name}
    counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :key)"), names)
    highest = connection.scalar(select(key).order_by(key.desc()).limit(1))
    if counter and highest is not None:
        connection.execute(text("SELECT setval(CAST(:counter AS regclass), :highest)"), {"counter": counter, "highest": highest})
