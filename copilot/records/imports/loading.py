"""From the rows of one file to the rows of one table: read, link, compare, write; a chunk at a time.

A chunk and the index tasks that follow from it are one transaction. After a crash the same import can simply be run
again: what was written is found by its source id and is unchanged.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from copilot.records.imports.cells import BadCell, Manner, reader
from copilot.records.imports.completing import in_minor_units, settle_currency, with_normalised, with_zone
from copilot.records.imports.files import OpenFile, Record
from copilot.records.imports.formats import BY_NAME, Column, Kind, Need
from copilot.records.imports.lookups import existing, linked, table_of
from copilot.records.imports.rejects import Rejects
from copilot.records.imports.seen import Seen
from copilot.records.imports.writing import ReadNote, Ready, Writer, defaults_of

CHUNK = 4_000
#: A store says more exactly than a client where something was.
_PLACES = ("stores", "purchases", "clients")


@dataclass
class Count:
    """What became of the rows of one file."""

    file: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    facts: int = 0  #: read from its notes

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.new + self.changed + self.unchanged + self.rejected


class _BadRow(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class FileLoader:
    """Loads one open file."""

    def __init__(
        self,
        connection: Connection,
        file: OpenFile,
        *,
        manner: Manner,
        rejects: Rejects,
        read_note: ReadNote | None,
        keep: bool,
    ) -> None:
        self.connection, self.file, self.table, self.rejects, self.keep = connection, file, file.table, rejects, keep
        self.rows = table_of(self.table.row)
        self.seen = Seen()
        self.count = Count(self.table.file)
        self.defaults = defaults_of(self.table.row)
        self.readers = [(i, c, reader(c, manner)) for i, c in enumerate(file.columns)]
        self.links = sorted((c for c in file.columns if c.kind is Kind.LINK and c.links != self.table.name), key=_exactness)
        self.itself = next((c for c in file.columns if c.links == self.table.name), None)
        self.moments = [c for c in file.columns if c.kind is Kind.MOMENT]
        self.amounts = [c for c in file.columns if c.kind is Kind.MONEY]
        self.needed = [c for c in self.table.columns if c.need is Need.FOR_NEW_ROWS and c not in file.columns]
        self.writer = Writer(connection, self.table, [c.field for c in file.columns], read_note if keep else None)

    def load(self, after_chunk: Callable[[], None]) -> Count:
        """Load every row that can be loaded."""
        try:
            records = self.file.records()
            while chunk := list(islice(records, CHUNK)):
                self._load(chunk)
                after_chunk()
            self._load_waiting()
        finally:
            self.seen.close()
        self.count.facts = self.writer.facts
        return self.count

    def _load_waiting(self) -> None:
        before = 0
        while (waiting := self.seen.waiting()) and waiting != before:
            before = waiting
            records = (Record(*row) for row in self.seen.take())
            while chunk := list(islice(records, CHUNK)):
                self._load(chunk)
        if waiting and self.itself:
            for record in (Record(*row) for row in self.seen.take()):
                name = record.cells[self.file.columns.index(self.itself)].strip()
                self._reject(record, self.itself.header, self._unknown(self.itself, name))

    def _load(self, records: list[Record]) -> None:
        rows = self._completed(self._linked(self._read(records)))
        if rows:
            self._write(self._decided(rows))
        if self.keep:
            self.connection.commit()

    def _read(self, records: Iterable[Record]) -> list[Ready]:
        rows = []
        for record in records:
            if record.wrong:
                self._reject(record, "", f"The row {record.wrong}")
                continue
            try:
                rows.append(Ready(record, self._values(record.cells)))
            except _BadRow as bad:
                self._reject(record, bad.column, str(bad))
        return rows

    def _values(self, cells: list[str]) -> dict[str, Any]:
        values = {}
        for index, column, read in self.readers:
            cell = cells[index].strip()
            if cell:
                try:
                    values[column.field] = read(cell)
                except BadCell as bad:
                    raise _BadRow(column.header, f"{column.header}: {bad}") from None
            elif column.need is not Need.OPTIONAL:
                raise _BadRow(column.header, f"{column.header} is empty; every {self.table.one} needs one.")
            else:
                values[column.field] = "" if column.kind is Kind.CURRENCY else self.defaults[column.field]
        return values

    def _linked(self, rows: list[Ready]) -> list[Ready]:
        for column in self.links:
            field = column.field
            known = linked(self.connection, column.links, (v for row in rows if (v := row.values[field]) is not None))
            sound = []
            for row in rows:
                name = row.values[field]
                if name is None:
                    sound.append(row)
                elif (found := known.get(name)) is not None:
                    row.values[field] = found.id
                    if row.place is None and column.links in _PLACES:
                        row.place = found
                    sound.append(row)
                else:
                    self._reject(row.record, column.header, self._unknown(column, name))
            rows = sound
        return rows

    def _completed(self, rows: list[Ready]) -> list[Ready]:
        if self.table.name == "contact_points":
            return [row for row in rows if self._keeps(row, "value", with_normalised)]
        for column in self.moments:
            rows = [row for row in rows if self._keeps(row, column.header, with_zone, column.field)]
        return rows

    def _decided(self, rows: list[Ready]) -> list[Ready]:
        for row in rows:
            row.key = tuple(row.values[field] for field in self.table.key)
        taken = self.seen.lines(map(_as_text, (row.key for row in rows)))
        there = existing(self.connection, self.rows, self.table.key, (row.key[0] for row in rows))
        sound: dict[str, Ready] = {}
        for row in rows:
            key = _as_text(row.key)
            earlier = taken.get(key) or (sound[key].record.line if key in sound else None)
            row.found = there.get(row.key)
            if earlier and row.place and row.place.merged:
                self.count.unchanged += 1  # the client that was kept has the same
            elif earlier and earlier != row.record.line:
                header = self.file.columns[0].header if len(row.key) > 1 else self._header("source_id")
                self._reject(row.record, header, f"This {self.table.one} stands already in line {earlier} of the file.")
            elif row.found is None and self.needed:
                names = " and ".join(column.header for column in self.needed)
                self._reject(row.record, self.needed[0].header, f"A new {self.table.one} needs {names}.")
            elif self._priced(row):
                sound[key] = row
        ready = self._linked_to_itself(list(sound.values()))
        self.seen.add({key: row.record.line for key, row in sound.items()})
        return ready

    def _priced(self, row: Ready) -> bool:
        currency = settle_currency(row, self.rows, self.defaults)
        return all(self._keeps(row, c.header, in_minor_units, c.field, currency) for c in self.amounts)

    def _linked_to_itself(self, rows: list[Ready]) -> list[Ready]:
        """Rows that name a row further down the file wait for it."""
        if self.itself is None:
            return rows
        field = self.itself.field
        names = {row.record.line: row.values[field] for row in rows if row.values[field] is not None}
        known = linked(self.connection, self.table.name, names.values())
        staying, before = rows, -1
        while len(staying) != before:
            before = len(staying)
            here = {row.key[0] for row in staying}
            staying = [
                row for row in staying if (n := names.get(row.record.line)) is None or n in known or n in here - {row.key[0]}
            ]
        lines = {row.record.line for row in staying}
        for row in rows:
            name = names.get(row.record.line)
            if row.record.line not in lines:
                self.seen.wait(row.record.line, row.record.raw, row.record.cells)
            elif name in known:
                row.values[field] = known[name].id
            elif name is not None:
                row.values[field], row.later = None, name
        return staying

    def _write(self, rows: list[Ready]) -> None:
        new, changed, unchanged = self.writer.write(rows)
        self.count.new += new
        self.count.changed += changed
        self.count.unchanged += unchanged

    def _keeps(self, row: Ready, header: str, change: Callable[..., None], *details: Any) -> bool:
        try:
            change(row, *details)
        except BadCell as bad:
            self._reject(row.record, header, f"{header}: {bad}")
            return False
        return True

    def _reject(self, record: Record, column: str, reason: str) -> None:
        self.rejects.add(self.table.file, record.line, column, reason, record.raw)
        self.count.rejected += 1

    def _unknown(self, column: Column, name: str) -> str:
        there = BY_NAME[column.links]
        ending = "." if column.need is not Need.OPTIONAL else ", or leave the cell empty."
        return f"{column.header}: there is no {there.one} {name[:60]!r}; add it to {there.file}{ending}"

    def _header(self, field: str) -> str:
        return next(column.header for column in self.table.columns if column.field == field)


def _exactness(column: Column) -> int:
    return _PLACES.index(column.links) if column.links in _PLACES else len(_PLACES)


def _as_text(key: tuple[Any, ...]) -> str:
    return "\x1f".join(map(str, key))
