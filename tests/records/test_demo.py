"""The demo boutique: loads without a rejected row, never ages, and a second time changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.records.demo import demo_accounts, load_demo, render
from copilot.records.people import User
from copilot.records.sign_in import check_password
from copilot.records.trade import Product

TODAY = date(2026, 3, 15)


def test_the_demo_loads_whole_and_its_accounts_can_sign_in(engine: Engine) -> None:
    report = load_demo(engine, TODAY)

    assert (report.rejected, report.refused) == (0, {})
    assert report.count("products").new == 150
    with Session(engine) as session:
        for name, password in demo_accounts():
            assert password == f"orsel-{name}"
        tom = session.exec(select(User).where(User.source_id == "tom")).one()
        assert check_password(tom, "orsel-tom")


def test_loading_again_on_the_same_day_changes_nothing(engine: Engine) -> None:
    first = load_demo(engine, TODAY)
    with Session(engine) as session:
        hashes = session.exec(select(User.password_hash).order_by(User.id)).all()

    second = load_demo(engine, TODAY)

    assert [count.unchanged for count in second.counts] == [count.new for count in first.counts]
    with Session(engine) as session:
        assert session.exec(select(User.password_hash).order_by(User.id)).all() == hashes


def test_loading_on_a_later_day_moves_the_dates_along(engine: Engine) -> None:
    load_demo(engine, TODAY)
    with Session(engine) as session:
        before = dict(session.exec(select(Product.source_id, Product.arrived_on)).all())

    report = load_demo(engine, TODAY + timedelta(days=9))

    assert sum(count.new for count in report.counts) == report.rejected == 0
    with Session(engine) as session:
        after = dict(session.exec(select(Product.source_id, Product.arrived_on)).all())
    assert after == {name: on and on + timedelta(days=9) for name, on in before.items()}


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("en", "back on {D-12}", "back on 3 March 2026"),
        ("en", "in {D+30:month}, a {D:day}", "in April 2026, a Sunday"),
        ("fr", "le {D-12}, un {D-12:day}", "le 3 mars 2026, un mardi"),
        ("it", "{D-12:month}", "marzo 2026"),
        ("qq", "{D-12}", "3 March 2026"),
        ("en", "size D-12 and {braces}", "size D-12 and {braces}"),
    ],
)
def test_dates_within_words_are_written_in_the_language_of_the_row(
    tmp_path: Path, language: str, written: str, read: str
) -> None:
    (tmp_path / "notes.csv").write_text(f'note_id,written_on,language,text\nN1,D-12,{language},"{written}"\n')

    render(tmp_path / "out", TODAY, tmp_path)

    text = (tmp_path / "out" / "notes.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1].replace('"', "") == f"N1,2026-03-03,{language},{read}"


def test_moments_keep_their_hour(tmp_path: Path) -> None:
    (tmp_path / "appointments.csv").write_text("appointment_id,starts_at\nA1,D+5 15:20\nA2,D\nA3,2020-01-01 10:00\n")

    render(tmp_path / "out", TODAY, tmp_path)

    moments = [row.partition(",")[2] for row in (tmp_path / "out" / "appointments.csv").read_text().splitlines()]
    assert moments == ["starts_at", "2026-03-20 15:20", "2026-03-15", "2020-01-01 10:00"]
