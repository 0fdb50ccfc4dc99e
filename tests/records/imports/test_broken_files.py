"""A broken file gets one sentence, a bad row its line in rejected.csv; all the rest is loaded."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, func, select

from copilot.errors import ImportRefused
from copilot.records.database import connect, migrate
from copilot.records.imports import ImportReport, import_folder
from copilot.records.imports.formats import BY_NAME
from copilot.records.imports.rejects import harmless
from copilot.records.people import Client
from copilot.records.trade import PurchaseLine


@pytest.fixture(scope="module")
def empty_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without rows, to be copied."""
    path = tmp_path_factory.mktemp("books") / "books.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def books(empty_books: Path, tmp_path: Path) -> Iterator[Engine]:
    """One kind of database is enough here: what is refused never reaches it."""
    engine = connect(f"sqlite:///{copyfile(empty_books, tmp_path / 'books.db')}")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04\x14\x00", "clients.csv is an Excel workbook or another archive, not a CSV file."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "clients.csv is a binary file, not a CSV file."),
        (b"\x00" * 5000, "clients.csv is a binary file, not a CSV file."),
        ("client_id,city\nC1,x\n".encode("utf-16"), "clients.csv is text in UTF-16, not a CSV file."),
        ("client_id,city\n1,Zürich\n2,Genève\n3,Málaga\n".encode("latin-1"), "clients.csv is not in UTF-8"),
        (b"", "clients.csv is empty; its first line should name the columns."),
        (b"\n \n", "clients.csv is empty; its first line should name the columns."),
        (b"client_id\tcity\nC1\tParis\n", "clients.csv is separated by tabs"),
        (b"client_id,postcod\nC1,1\n", "has a column 'postcod' that I do not know: did you mean 'postcode'?"),
        (b"client_id,shoe_lace\nC1,1\n", "has a column 'shoe_lace' that I do not know: known are client_id"),
        (b"given_name,city\nAnn,Paris\n", "clients.csv lacks the column 'client_id', which tells its rows apart."),
        (b"client_id,city,City\nC1,Paris,Paris\n", "clients.csv has the column 'city' twice; take one out."),
        (b'"client_id,city\nC1,Paris\n', "The first line of clients.csv does not name columns."),
    ],
)
def test_a_broken_file_gets_one_sentence_and_the_others_go_on(books: Engine, shop: Path, content: bytes, sentence: str) -> None:
    (shop / "clients.csv").write_bytes(content)

    report = import_folder(books, shop)

    assert sentence in report.refused["clients.csv"]
    assert "\n" not in report.refused["clients.csv"]
    assert report.count("products").new == 2


def test_a_huge_file_is_refused_by_its_size_before_it_is_read(books: Engine, shop: Path) -> None:
    with (shop / "notes.csv").open("r+b") as file:
        file.truncate(3_000_000_000)

    report = import_folder(books, shop)

    assert report.refused["notes.csv"] == (
        "notes.csv has 3,000,000,000 bytes; up to 2,000,000,000 are read. Split it into several exports."
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("client.csv", "client.csv is not a file that I know: did you mean clients.csv?"),
        ("weather.csv", "weather.csv is not a file that I know: known are stores.csv, "),
        ("contacts.xlsx", "contacts.xlsx is not a CSV file; save it as contacts.csv, as 'CSV UTF-8'."),
        ("CLIENTS.CSV", "clients.csv and CLIENTS.CSV are the same file twice; take one out."),
    ],
)
def test_a_file_that_is_not_known_is_named(books: Engine, shop: Path, name: str, sentence: str) -> None:
    (shop / name).write_text("x")

    report = import_folder(books, shop)

    assert any(said.startswith(sentence) for said in report.refused.values())


def test_a_folder_without_files_or_none_at_all_is_refused(books: Engine, folder: Path) -> None:
    with pytest.raises(ImportRefused, match="There is no CSV file in"):
        import_folder(books, folder)
    with pytest.raises(ImportRefused, match="is not a folder"):
        import_folder(books, folder / "nowhere")


@pytest.mark.parametrize(
    ("name", "row", "column", "reason"),
    [
        ("clients", "C3,Ann,Lee,,,NOWHERE,,", "store_id", "store_id: there is no store 'NOWHERE'; add it to stores.csv"),
        ("clients", ",Ann,Lee,,,LON,,", "client_id", "client_id is empty; every client needs one."),
        ("clients", "C1,Ann,Lee,,,LON,,", "client_id", "This client stands already in line 2 of the file."),
        ("clients", "C3,=cmd|' /C calc'!A0,Lee,,,LON,,", "given_name", "begins with '=' like a formula"),
        ("clients", "C3,@SUM(A1),Lee,,,LON,,", "given_name", "begins with '@' like a formula"),
        ("clients", "C3,Ann,Lee,,,LON,,31.12.2020", "since", "'31.12.2020' is not a date; write it like 2026-03-31"),
        ("clients", "C3,Ann,Lee,,,LON,,0201-01-01", "since", "is not between the years 1900 and 2100"),
        ("clients", f"C3,{'A' * 400},Lee,,,LON,,", "given_name", "may have 300 characters, this has 400."),
        ("clients", "C3,Ann,Lee", "", "The row has 3 cells, but the first line names 8 columns."),
        ("clients", f"C3,{'A' * 200_000},Lee,,,LON,,", "", "a cell of more than 131,072 characters."),
        ("clients", 'C3,"Ann,Lee,,,LON,,', "", "has a quotation mark that is never closed"),
        ("clients", "C3,A\0nn,Lee,,,LON,,", "", "contains a NUL byte"),
        ("notes", "N3,C77,tom,2024-01-01,en,Hello", "client_id", "client_id: there is no client 'C77'; add it to"),
        ("notes", "N3,C1,bob,2024-01-01,en,Hello", "author_id", "add it to users.csv, or leave the cell empty."),
        ("notes", "N3,C1,tom,2024-01-01,en,", "text", "text is empty; every note needs one."),
        ("purchase_lines", 'B1,3,,1,"1.450,00",', "paid", "use --decimal comma"),
        ("purchase_lines", "B1,3,,1,$12,", "paid", "'$12' is not an amount; write it like 1450.00"),
        ("purchase_lines", "B1,3,,1.5,12,", "quantity", "'1.5' is not a whole number."),
        ("purchase_lines", "B1,3,,99999999999,12,", "quantity", "'99999999999' is too large."),
        ("purchase_lines", "B2,3,,1,12.50,", "paid", "'12.50' has more decimals than JPY knows (0)"),
        ("users", "bob,Bob,owner,LON", "role", "'owner' is none of associate, manager, trainer, administrator."),
        ("stores", "X,Shop,,,Mars/Phobos,EUR", "timezone", "'Mars/Phobos' is not a time zone"),
        ("stores", "X,Shop,,,UTC,XYZ", "currency", "'XYZ' is not a currency code"),
    ],
)  # fmt: skip
def test_a_bad_row_is_rejected_with_line_column_and_reason(
    books: Engine, shop: Path, name: str, row: str, column: str, reason: str
) -> None:
    path = shop / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").count("\n")
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")

    report = import_folder(books, shop)

    rejected = _rejected(report)
    assert [(r["file"], r["line"], r["column"]) for r in rejected] == [(f"{name}.csv", str(lines + 1), column)]
    assert reason in rejected[0]["reason"]
    assert report.rows - report.rejected == 15


def test_contact_points_that_reach_nobody_are_rejected(books: Engine, shop: Path) -> None:
    (shop / "contact_points.csv").write_text(
        "client_id,kind,value\nC1,email,zoe at example\nC1,phone,call me\nC1,phone,12\nC1,post,\n"
    )

    report = import_folder(books, shop)

    assert [row["column"] for row in _rejected(report)] == ["value"] * 4


def test_an_open_quotation_mark_does_not_swallow_the_rows_below_it(books: Engine, shop: Path) -> None:
    rows = [f'C{i},"Ann, {i}",Lee,,,LON,,' for i in range(10, 20)]
    rows[3] = rows[3].replace('13",', "13,")
    with (shop / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(rows))

    report = import_folder(books, shop)

    assert (report.count("clients").new, report.count("clients").rejected) == (11, 1)


def test_a_line_without_end_does_not_fill_the_memory(books: Engine, shop: Path) -> None:
    with (shop / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("," * 3_000_000 + "\nC3,Ann,Lee,,,LON,,\n")

    report = import_folder(books, shop)

    assert (report.count("clients").new, report.count("clients").rejected) == (3, 1)


def test_the_rejected_row_stands_in_the_file_as_it_was_and_runs_nothing(books: Engine, shop: Path) -> None:
    with (shop / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("=1+1,@x,Lee,,,LON,,\n")

    report = import_folder(books, shop, rejects=shop / "bad.csv")

    assert [row["original"] for row in _rejected(report)] == ["'=1+1,@x,Lee,,,LON,,"]
    assert not (shop / "rejected.csv").exists()
    assert (shop / "bad.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1+1", "'=1+1"), ("@me", "'@me"), ("+cmd", "'+cmd"), ("-x", "'-x"), ("\tx", "'\tx"), ("\rx", "'\rx")]
    + [(same, same) for same in ("-12.50", "+44 20 7946 0958", "plain", "", "a=b")],
)
def test_what_a_spreadsheet_would_run_is_made_harmless_and_numbers_stay(cell: str, shown: str) -> None:
    assert harmless(cell) == shown


def test_once_all_rows_are_mended_no_rejected_file_is_left(books: Engine, shop: Path, rewrite: Callable[..., None]) -> None:
    rewrite("notes", "C2,aiko", "C22,aiko")
    import_folder(books, shop)
    rewrite("notes", "C22,aiko", "C2,aiko")

    report = import_folder(books, shop)

    assert (report.rejects, (shop / "rejected.csv").exists()) == (None, False)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_damaged_every_sound_row_is_loaded_and_every_row_accounted_for(books: Engine, shop: Path, seed: int) -> None:
    random = Random(seed)
    path = shop / "purchase_lines.csv"
    rows = [f"B1,{i},{'P1' if i % 3 else ''},1,{i}.50,0" for i in range(1, 201)]
    damaged = set(random.sample(range(200), 25))
    lines = [random.choice(DAMAGE)(row.encode(), random) if i in damaged else row.encode() for i, row in enumerate(rows)]
    path.write_bytes(b"purchase_id,line,product_id,quantity,paid,discount\n" + b"\n".join(lines) + b"\n")

    report = import_folder(books, shop)

    count = report.count("purchase_lines")
    assert (count.rows, count.rejected, count.new) == (200, 25, 175)
    with Session(books) as session:
        assert session.exec(select(func.count()).select_from(PurchaseLine)).one() == 175
        assert session.exec(select(func.count()).select_from(Client)).one() == 2
    assert {int(row["line"]) for row in _rejected(report)} == {i + 2 for i in damaged}


@pytest.mark.parametrize("seed", range(15))
def test_random_bytes_in_every_file_never_break_an_import(books: Engine, shop: Path, seed: int) -> None:
    random = Random(seed)
    for path in shop.glob("*.csv"):
        content = bytearray(path.read_bytes())
        for _ in range(random.randrange(6)):
            at = random.randrange(len(content))
            match random.randrange(3):
                case 0:
                    content[at] = random.randrange(256)
                case 1:
                    del content[at : at + random.randrange(1, 9)]
                case _:
                    content[at:at] = random.choice(
                        [b'"', b"\n", b"\r", b",", b"\0", b"\xff", b";", b"'", b"=", bytes(range(256))]
                    )
        path.write_bytes(content)

    report = import_folder(books, shop)

    names = {count.file for count in report.counts} | set(report.refused)
    assert names == {path.name for path in shop.glob("*.csv")} - {"rejected.csv"}
    assert report.rejected == (len(_rejected(report)) if report.rejects else 0)
    with Session(books) as session:
        for count in report.counts:
            rows = SQLModel.metadata.tables[str(BY_NAME[count.file[:-4]].row.__tablename__)]
            assert session.exec(select(func.count()).select_from(rows)).one() == count.new


#: Each spoils one row beyond reading, and none of them looks like a sound row of another id.
DAMAGE: tuple[Callable[[bytes, Random], bytes], ...] = (
    lambda row, random: row + b",more",
    lambda row, random: row.rpartition(b",")[0],
    lambda row, random: b'"' + row,
    lambda row, random: row.replace(b",1,", b',"1,', 1),
    lambda row, random: row[:-1] + b'"' + row[-1:] + b'"x',
    lambda row, random: row + bytes([random.randrange(0x80, 0x100)]),
    lambda row, random: row + b"\0",
    lambda row, random: row.replace(b"B1", b"B404", 1),
    lambda row, random: row.replace(b".50", b".505", 1),
    lambda row, random: row.replace(b",1,", b",one,", 1),
    lambda row, random: b"B1,,,,,",
)


def _rejected(report: ImportReport) -> list[dict[str, str]]:
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
