"""Writing a chunk of rows that are known to be sound: inserts, updates, facts read from notes, index tasks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from copilot.records import queueing
from copilot.records.columns import now
from copilot.records.imports.files import Record
from copilot.records.imports.formats import Table as File
from copilot.records.imports.lookups import Linked, all_of, linked, table_of
from copilot.records.knowledge import Fact
from copilot.records.upkeep import IndexTask

#: Reads the dated facts out of a note: `read_note(text, language=..., written_on=...)`.
ReadNote = Callable[..., Iterable[Any]]

_TASK, _FACT = table_of(IndexTask), table_of(Fact)
INDEXED = {kind: table_of(row) for kind, row in queueing.INDEXED.items()}


@dataclass(slots=True)
class Ready:
    """One row on its way from the file to the table."""

    record: Record
    values: dict[str, Any]
    place: Linked | None = None  #: the store, purchase or client that tells its zone and currency
    key: tuple[Any, ...] = ()
    found: dict[str, Any] | None = None  #: the row as the records have it
    later: str = ""  #: names a row of the same chunk
    id: int | None = None


def defaults_of(row: type[SQLModel]) -> dict[str, Any]:
    """What stands in a new row's fields where the file says nothing."""
    defaults = {}
    for name, field in row.model_fields.items():
        value = field.get_default(call_default_factory=True)
        if name != "id":
            defaults[name] = None if value is PydanticUndefined else value
    return defaults


def queue(connection: Connection, kind: str, ids: Iterable[int]) -> None:
    """Have the index brought up to date for these rows; rides on the transaction that changed them."""
    at = now()
    tasks = [{"kind": kind, "row_id": id, "queued_at": at, "attempts": 0, "error": ""} for id in ids]
    if tasks:
        connection.execute(insert(_TASK), tasks)


class Writer:
    """Writes the rows of one file."""

    def __init__(self, connection: Connection, table: File, fields: Sequence[str], read_note: ReadNote | None) -> None:
        self.connection, self.table = connection, table
        self.rows = table_of(table.row)
        self.fields = list(fields)
        self.read_note = read_note if table.name == "notes" else None
        self.facts = 0
        itself = table.link_to_itself
        self.itself = itself.field if itself else ""
        self.update = (
            update(self.rows)
            .where(self.rows.c.id == bindparam("row_id"))
            .values({field: bindparam(f"to_{field}") for field in self.fields})
        )

    def write(self, rows: list[Ready]) -> tuple[int, int, int]:
        """Write what is new or changed; how many rows were new, changed, unchanged."""
        new = [row for row in rows if row.found is None]
        changed = [row for row in rows if row.found is not None and self._differs(row, row.found)]
        facts = [(row, self._facts(row)) for row in new + changed] if self.read_note else []
        if new:
            defaults = defaults_of(self.table.row)
            self.connection.execute(insert(self.rows), [{**defaults, **row.values} for row in new])
        if changed:
            self.connection.execute(self.update, [self._update_of(row) for row in changed])
        if self.table.indexed or self.itself:
            self._name(new)
            self._link_within(new + changed)
        if self.table.indexed:
            queue(self.connection, self.table.indexed, [row.id for row in new + changed if row.id is not None])
        if self.table.name == "clients":
            self._queue_moved(changed)
        if facts:
            self._replace_facts(facts)
        elif self.table.name == "notes":
            # Who may read a fact depends on the note that it was read from.
            queue(self.connection, "fact", self._ids_of_facts(changed))
        return len(new), len(changed), len(rows) - len(new) - len(changed)

    def _differs(self, row: Ready, found: dict[str, Any]) -> bool:
        row.id = found["id"]
        if found.get("merged_into_id") is not None:
            # The source system does not know of the merge.
            row.values.update({field: found[field] for field in ("status", "status_on") if field in row.values})
        return bool(row.later) or any(row.values[field] != found[field] for field in self.fields)

    def _update_of(self, row: Ready) -> dict[str, Any]:
        return {"row_id": row.id} | {f"to_{field}": row.values[field] for field in self.fields}

    def _name(self, new: list[Ready]) -> None:
        names = [row.values["source_id"] for row in new]
        found = all_of(self.connection, select(self.rows.c.source_id, self.rows.c.id), self.rows.c.source_id, names)
        ids = {row.source_id: row.id for row in found}
        for row in new:
            row.id = ids[row.values["source_id"]]

    def _link_within(self, rows: list[Ready]) -> None:
        later = [row for row in rows if row.later]
        if later:
            known = linked(self.connection, self.table.name, (row.later for row in later))
            self.connection.execute(
                update(self.rows).where(self.rows.c.id == bindparam("row_id")).values({self.itself: bindparam("to")}),
                [{"row_id": row.id, "to": known[row.later].id} for row in later],
            )

    def _queue_moved(self, changed: list[Ready]) -> None:
        """A client who went to another store takes what is indexed along: the index is kept by store."""
        moved = [row.id for row in changed if row.found and _went_elsewhere(row.values, row.found)]
        for kind, indexed in INDEXED.items():
            queue(self.connection, kind, self._ids(indexed, indexed.c.client_id, moved))

    def _facts(self, row: Ready) -> list[dict[str, Any]]:
        note = {**(row.found or defaults_of(self.table.row)), **row.values}
        written_on: date = note["written_on"]
        assert self.read_note is not None
        return [
            {
                **defaults_of(Fact),
                "client_id": note["client_id"],
                "subject": read.subject,
                "text": read.quote,
                "provenance": str(read.provenance),
                "learned_on": written_on,
                "learned_by_id": note["author_id"],
                "valid_until": read.valid_until,
                "do_not_mention": read.do_not_mention,
                "sensitive": read.sensitive,
            }
            for read in self.read_note(note["text"], language=note["language"], written_on=written_on)
        ]

    def _replace_facts(self, facts: list[tuple[Ready, list[dict[str, Any]]]]) -> None:
        old = self._ids_of_facts(row for row, _ in facts if row.found is not None)
        if old:
            gone = [{"gone": id} for id in old]
            by_old = _FACT.c.superseded_by_id == bindparam("gone")
            self.connection.execute(update(_FACT).where(by_old).values(superseded_by_id=None), gone)
            self.connection.execute(delete(_FACT).where(_FACT.c.id == bindparam("gone")), gone)
            queue(self.connection, "fact", old)
        read = [{**fact, "note_id": row.id} for row, found in facts for fact in found]
        if read:
            self.connection.execute(insert(_FACT), read)
            queue(self.connection, "fact", self._ids_of_facts(row for row, _ in facts))
        self.facts += len(read)

    def _ids_of_facts(self, notes: Iterable[Ready]) -> list[int]:
        return self._ids(_FACT, _FACT.c.note_id, [note.id for note in notes])

    def _ids(self, rows: Table, column: ColumnElement[Any], values: list[Any]) -> list[int]:
        return [id for (id,) in all_of(self.connection, select(rows.c.id), column, values)]


def _went_elsewhere(values: dict[str, Any], found: dict[str, Any]) -> bool:
    return bool(values.get("store_id", found["store_id"]) != found["store_id"])
