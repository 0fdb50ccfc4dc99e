"""What must be remembered of a file while it is read, kept on disk so that memory does not grow with the file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping


class Seen:
    """The ids that a file has had so far, and the rows that wait for one further down."""

    def __init__(self) -> None:
        # An empty name is SQLite's own temporary file: it goes away with the connection.
        self._rows = sqlite3.connect("")
        self._rows.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
            "CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID;"
            "CREATE TABLE waiting (line INTEGER, raw TEXT, cells TEXT);"
        )

    def lines(self, keys: Iterable[str]) -> dict[str, int]:
        """On which lines these ids stood, where they did."""
        asked = list(keys)
        marks = ",".join("?" * len(asked))
        return dict(self._rows.execute(f"SELECT key, line FROM seen WHERE key IN ({marks})", asked))  # noqa: S608

    def add(self, keys: Mapping[str, int]) -> None:
        """Remember ids and their lines."""
        self._rows.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", keys.items())

    def wait(self, line: int, raw: str, cells: list[str]) -> None:
        """Put a row aside."""
        self._rows.execute("INSERT INTO waiting VALUES (?, ?, ?)", (line, raw, json.dumps(cells)))

    def waiting(self) -> int:
        """How many rows are put aside."""
        return int(self._rows.execute("SELECT count(*) FROM waiting").fetchone()[0])

    def take(self) -> Iterator[tuple[int, str, list[str]]]:
        """The rows put aside, the last first: what they wait for mostly stood below them."""
        self._rows.execute("ALTER TABLE waiting RENAME TO taken")
        self._rows.execute("CREATE TABLE waiting (line INTEGER, raw TEXT, cells TEXT)")
        for line, raw, cells in self._rows.execute("SELECT line, raw, cells FROM taken ORDER BY rowid DESC"):
            yield line, raw, json.loads(cells)
        self._rows.execute("DROP TABLE taken")

    def close(self) -> None:
        """Forget everything."""
        self._rows.close()
