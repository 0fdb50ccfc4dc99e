"""Empty files to fill, with a page that says what belongs into each column."""

from pathlib import Path

from copilot.records.imports.files import MAX_BYTES
from copilot.records.imports.formats import TABLES, Column, Kind, Need, Table

_NEEDS = {Need.NEVER_MISSING: "always", Need.FOR_NEW_ROWS: "for new rows", Need.OPTIONAL: ""}


def write_templates(into: Path) -> list[Path]:
    """Write a file with its header line for each table, and README.md; files that are there already stay as they are."""
    into.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in {**{table.file: _header(table) for table in TABLES}, "README.md": readme()}.items():
        path = into / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def readme() -> str:
    """What may stand in every column of every file."""
    parts = [_INTRODUCTION.format(limit=MAX_BYTES // 10**9)]
    for table in TABLES:
        parts.append(f"\n## {table.file}\n\n| column | needed | what | meaning |\n|---|---|---|---|\n")
        parts += [f"| {c.header} | {_NEEDS[c.need]} | {_what(c)} | {c.meaning} |\n" for c in table.columns]
    return "".join(parts)


def _header(table: Table) -> str:
    return ",".join(column.header for column in table.columns) + "\n"


def _what(column: Column) -> str:
    if column.kind is Kind.CHOICE:
        return ", ".join(column.choices).replace("|", "\\|")
    if column.kind is Kind.LINK:
        return f"an id of {column.links}.csv"
    return column.kind.value


_INTRODUCTION = """# The files that `copilot import FOLDER` reads

- Bring any of the files, with any of the columns, in any order. Columns marked "always" tell one row from another;
  those marked "for new rows" may be missing where the row is already in the records.
- UTF-8, with or without byte order mark; columns separated by commas or semicolons; at most {limit} GB a file.
- A column that is left out is left as it is; an empty cell empties the field.
- Ids are your system's own. Importing again updates the rows with the same ids; nothing is removed by an import.
- Amounts are written like 1450.00. With `--decimal comma` they are written like 1450,00 or 1.450,00.
- Rows that cannot be loaded are written to `rejected.csv` with file, line, column and reason; all others are loaded.
"""
