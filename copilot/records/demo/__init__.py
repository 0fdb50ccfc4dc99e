"""The demo boutique: an ordinary import folder whose dates are counted from today, so that it never ages."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.records.imports import ImportReport, Step, import_folder
from copilot.records.imports.formats import TABLES, Kind
from copilot.records.imports.writing import ReadNote
from copilot.records.people import User
from copilot.records.sign_in import hash_password

HERE = Path(__file__).parent
_CELL = re.compile(r"D(?P<days>[+-]\d+)?(?P<time> \d\d:\d\d)?")
_TOKEN = re.compile(r"\{D(?P<days>[+-]\d+)?(?::(?P<part>month|day))?\}")


def render(into: Path, today: date, source: Path = HERE) -> Path:
    """Write the demo's files with the dates of this day."""
    into.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        if (source / table.file).is_file():
            dated = {column.header for column in table.columns if column.kind in (Kind.DAY, Kind.MOMENT)}
            _render(source / table.file, into / table.file, dated, today)
    return into


def load_demo(
    engine: Engine,
    today: date,
    read_note: ReadNote | None = None,
    progress: Callable[[Step], None] | None = None,
    *,
    accounts: bool = True,
) -> ImportReport:
    """Load the demo boutique as of this day; a second time changes nothing.

    Its accounts get their well-known passwords, unless `accounts` is False: then nobody signs in with them.
    """
    with TemporaryDirectory() as temporary:
        folder = render(Path(temporary), today)
        report = import_folder(engine, folder, read_note=read_note, progress=progress)
    with Session(engine) as session:
        words = dict(demo_accounts()) if accounts else {}
        for user in session.exec(select(User).where(User.password_hash == "")):
            if user.source_id in words:
                user.password_hash = hash_password(words[user.source_id])
                session.add(user)
        session.commit()
    return report


def demo_accounts() -> list[tuple[str, str]]:
    """The sign-in names of the demo and their passwords."""
    with (HERE / "users.csv").open(encoding="utf-8", newline="") as file:
        return [(row["user_id"], f"orsel-{row['user_id']}") for row in csv.DictReader(file)]


def _render(source: Path, into: Path, dated: set[str], today: date) -> None:
    with source.open(encoding="utf-8", newline="") as read, into.open("w", encoding="utf-8", newline="") as write:
        rows = csv.DictReader(read)
        header = list(rows.fieldnames or [])
        writer = csv.DictWriter(write, header)
        writer.writeheader()
        for row in rows:
            locale = _locale(row.get("language") or "en")
            writer.writerow(
                {name: _day(row[name], today) if name in dated else _words(row[name], today, locale) for name in header}
            )


def _day(cell: str, today: date) -> str:
    token = _CELL.fullmatch(cell.strip())
    if token is None:
        return cell
    return f"{today + timedelta(int(token['days'] or 0))}{token['time'] or ''}"


def _words(cell: str, today: date, locale: Locale) -> str:
    def written(token: re.Match[str]) -> str:
        day = today + timedelta(int(token["days"] or 0))
        if token["part"] == "month":
            return str(format_skeleton("yMMMM", day, locale=locale))
        return str(format_date(day, "EEEE" if token["part"] == "day" else "long", locale=locale))

    return _TOKEN.sub(written, cell) if "{D" in cell else cell


def _locale(language: str) -> Locale:
    try:
        return Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
