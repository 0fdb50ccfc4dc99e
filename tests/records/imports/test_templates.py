"""The templates name every column that can be imported, and can be imported themselves."""

import csv
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import SQLModel

from copilot.records.imports import import_folder
from copilot.records.imports.formats import TABLES
from copilot.records.imports.templates import write_templates


def test_the_templates_can_be_imported_as_they_are(engine: Engine, tmp_path: Path) -> None:
    write_templates(tmp_path)

    report = import_folder(engine, tmp_path)

    assert (len(report.counts), report.rows, report.refused) == (len(TABLES), 0, {})


def test_the_page_beside_them_explains_every_column(tmp_path: Path) -> None:
    write_templates(tmp_path)

    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    for table in TABLES:
        with (tmp_path / table.file).open(encoding="utf-8") as file:
            header = next(csv.reader(file))
        section = page.split(f"## {table.file}")[1].split("\n## ")[0]
        assert header == [column.header for column in table.columns]
        assert all(f"\n| {name} | " in section for name in header)


def test_files_that_are_there_already_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("mine")

    written = write_templates(tmp_path)

    assert (tmp_path / "clients.csv").read_text() == "mine"
    assert len(written) == len(TABLES)


def test_every_column_fills_a_field_that_its_row_has() -> None:
    for table in TABLES:
        fields = set(SQLModel.metadata.tables[str(table.row.__tablename__)].columns.keys())
        assert {column.field for column in table.columns} <= fields
