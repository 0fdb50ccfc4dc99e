"""What an import promises: everything sound is loaded, a second time updates, every row is accounted for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.domain.provenance import Provenance
from copilot.records.care import Appointment, Contact
from copilot.records.imports import Step, import_folder
from copilot.records.knowledge import Fact, Note
from copilot.records.merging import merge
from copilot.records.people import Client, ContactPoint, Store, User
from copilot.records.trade import Product, Purchase, PurchaseLine, Stock
from copilot.records.upkeep import IndexTask


def test_a_folder_of_exports_becomes_records(engine: Engine, shop: Path) -> None:
    report = import_folder(engine, shop)

    assert (report.rejected, report.refused, report.rejects) == (0, {}, None)
    with Session(engine) as session:
        zoe = session.exec(select(Client).where(Client.source_id == "C1")).one()
        assert (zoe.name, zoe.since, zoe.language, zoe.status) == ("Zoë Brontë", date(2021, 3, 4), "en", "active")
        assert session.get_one(User, zoe.associate_id).name == "Tom Ashby"
        assert session.get_one(Store, zoe.store_id).timezone == "Europe/London"
        assert session.exec(select(Note.text).where(Note.source_id == "N1")).one().endswith("mentioned a wedding.")


def test_amounts_are_minor_units_of_the_currency_of_the_purchase(engine: Engine, shop: Path) -> None:
    import_folder(engine, shop)

    with Session(engine) as session:
        paid = {
            (purchase.source_id, line.line): (purchase.currency, line.paid, line.discount)
            for purchase, line in session.exec(select(Purchase, PurchaseLine).where(Purchase.id == PurchaseLine.purchase_id))
        }
        prices = dict(session.exec(select(Product.source_id, Product.price)).all())
    assert paid == {("B1", 1): ("GBP", 220500, 24500), ("B1", 2): ("GBP", 1250, 0), ("B2", 1): ("JPY", 360000, 0)}
    assert prices == {"P1": 245000, "P2": 180000}


def test_a_second_import_changes_nothing(engine: Engine, shop: Path) -> None:
    first = import_folder(engine, shop)

    second = import_folder(engine, shop)

    assert [count.new for count in second.counts] == [0] * len(second.counts)
    assert [count.unchanged for count in second.counts] == [count.new for count in first.counts]


def test_a_changed_row_is_updated_and_counted(engine: Engine, shop: Path, rewrite: Callable[..., None]) -> None:
    import_folder(engine, shop)
    rewrite("clients", "NW1 5AA", "E8 3PN")
    rewrite("purchase_lines", "2205.00", "2100.00")

    report = import_folder(engine, shop)

    assert (report.count("clients").changed, report.count("clients").unchanged) == (1, 1)
    assert (report.count("purchase_lines").changed, report.count("purchase_lines").unchanged) == (1, 2)
    with Session(engine) as session:
        assert session.exec(select(Client.postcode).where(Client.source_id == "C1")).one() == "E8 3PN"


def test_columns_left_out_stay_as_they_are_and_empty_cells_empty_the_field(engine: Engine, shop: Path) -> None:
    import_folder(engine, shop)
    for path in shop.iterdir():
        path.unlink()
    (shop / "clients.csv").write_text("since,client_id\n,C1\n")
    (shop / "products.csv").write_text("product_id,price\nP2,190000\n")

    report = import_folder(engine, shop)

    assert report.rejected == 0
    with Session(engine) as session:
        zoe = session.exec(select(Client).where(Client.source_id == "C1")).one()
        assert (zoe.since, zoe.family_name, zoe.postcode) == (None, "Brontë", "NW1 5AA")
        assert session.exec(select(Product.price, Product.currency).where(Product.source_id == "P2")).one() == (
            190000,
            "JPY",
        )


def test_byte_order_mark_semicolons_crlf_headers_in_capitals_and_a_stated_date_format(engine: Engine, shop: Path) -> None:
    text = "SINCE;Client ID;store_id;given_name\r\n31/12/2020;C9;LON;Ann; \r\n".replace("; \r", "\r")
    (shop / "clients.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    for name in ("purchases", "purchase_lines", "notes"):
        (shop / f"{name}.csv").unlink()

    report = import_folder(engine, shop, date_format="DD/MM/YYYY")

    assert report.rejected == 0
    with Session(engine) as session:
        assert session.exec(select(Client.since)).one() == date(2020, 12, 31)


def test_amounts_with_a_decimal_comma_are_read_only_when_that_is_stated(engine: Engine, shop: Path) -> None:
    text = "product_id;name;price;currency\nP7;Coat;1.450,00;EUR\nP8;Scarf;95,5;EUR\n"
    (shop / "products.csv").write_text(text)
    (shop / "purchase_lines.csv").unlink()

    as_point = import_folder(engine, shop, dry_run=True)
    as_comma = import_folder(engine, shop, decimal="comma")

    assert (as_point.count("products").rejected, as_comma.count("products").new) == (2, 2)
    with Session(engine) as session:
        assert session.exec(select(Product.price).order_by(Product.source_id)).all() == [145000, 9550]


def test_a_thousands_point_is_never_taken_for_decimals(engine: Engine, shop: Path) -> None:
    (shop / "products.csv").write_text("product_id,name,price,currency\nP1,Coat,1.450,EUR\n")
    (shop / "purchase_lines.csv").unlink()

    report = import_folder(engine, shop)

    assert report.rejects is not None
    assert "more decimals than EUR knows (2); write a thousand as 1000." in report.rejects.read_text()


def test_moments_are_read_in_the_zone_of_the_store(engine: Engine, shop: Path) -> None:
    (shop / "appointments.csv").write_text(
        "appointment_id,client_id,store_id,starts_at\nA1,C1,TYO,2026-01-10 15:20\nA2,C2,LON,2026-07-10T15:20+00:00\n"
    )
    (shop / "contacts.csv").write_text("contact_id,client_id,at,direction,channel\nM1,C1,2026-07-10 09:30,out,email\n")

    import_folder(engine, shop)

    with Session(engine) as session:
        starts = session.exec(select(Appointment.starts_at).order_by(Appointment.id)).all()
        assert starts == [datetime(2026, 1, 10, 6, 20, tzinfo=UTC), datetime(2026, 7, 10, 15, 20, tzinfo=UTC)]
        assert session.exec(select(Contact.at)).one() == datetime(2026, 7, 10, 8, 30, tzinfo=UTC)


def test_ways_to_reach_a_client_are_known_again_however_they_are_written(engine: Engine, shop: Path) -> None:
    points = shop / "contact_points.csv"
    points.write_text("client_id,kind,value\nC1,email,Zoe@Example.com\nC1,phone,020 7946 0958\nC2,phone,03-5550-1234\n")
    import_folder(engine, shop)
    points.write_text("client_id,kind,value\nC1,email,zoe@example.COM\nC1,phone,+44 (0)20 7946 0958\n")

    report = import_folder(engine, shop)

    assert report.count("contact_points").new == 0
    with Session(engine) as session:
        known = sorted(session.exec(select(ContactPoint.normalised)))
    assert known == ["+442079460958", "+81355501234", "zoe@example.com"]


def test_stock_is_known_by_product_and_store(engine: Engine, shop: Path) -> None:
    (shop / "stock.csv").write_text("store_id,product_id,quantity,price\nLON,P1,3,2500\nTYO,P1,2,480000\n")
    import_folder(engine, shop)
    (shop / "stock.csv").write_text("store_id,product_id,quantity\nLON,P1,2\n")

    report = import_folder(engine, shop)

    assert (report.count("stock").changed, report.count("stock").new) == (1, 0)
    with Session(engine) as session:
        held = session.exec(select(Stock.quantity, Stock.price, Stock.currency).order_by(Stock.id)).all()
    assert held == [(2, 250000, "GBP"), (2, 480000, "JPY")]


@pytest.mark.parametrize("chunk", [2, 4_000])
def test_a_row_may_name_one_further_down_the_file(
    engine: Engine, shop: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("copilot.records.imports.loading.CHUNK", chunk)
    header = "fact_id,client_id,text,provenance,learned_on,superseded_by\n"
    rows = [f"F{i},C1,Size {i},told_us,2024-01-0{i},{f'F{i + 1}' if i < 5 else ''}\n" for i in range(1, 6)]
    rows += ["F8,C1,Lost,told_us,2024-01-01,F99\n", "F9,C1,Mirror,told_us,2024-01-01,F9\n"]
    (shop / "facts.csv").write_text(header + "".join(rows))

    report = import_folder(engine, shop)

    assert (report.count("facts").new, report.count("facts").rejected) == (5, 2)
    assert import_folder(engine, shop).count("facts").unchanged == 5
    with Session(engine) as session:
        facts = {fact.id: fact for fact in session.exec(select(Fact))}
        after = {fact.source_id: facts.get(fact.superseded_by_id) for fact in facts.values()}
    assert {name: fact.source_id if fact else None for name, fact in after.items()} == {
        "F1": "F2", "F2": "F3", "F3": "F4", "F4": "F5", "F5": None,
    }  # fmt: skip


@dataclass(frozen=True)
class _Read:
    quote: str
    subject: str = "taste"
    provenance: Provenance = Provenance.THIRD_PARTY
    do_not_mention: bool = True
    sensitive: bool = False
    valid_until: date | None = None


def _sentences(text: str, *, language: str, written_on: date) -> tuple[_Read, ...]:
    return tuple(_Read(sentence) for sentence in text.split(".") if sentence.strip())


def test_new_and_changed_notes_are_read_and_their_earlier_facts_replaced(
    engine: Engine, shop: Path, rewrite: Callable[..., None]
) -> None:
    first = import_folder(engine, shop, read_note=_sentences)
    rewrite("notes", "Loves green.", "Loves blue.")

    second = import_folder(engine, shop, read_note=_sentences)

    assert (first.facts, second.facts) == (3, 2)
    with Session(engine) as session:
        facts = session.exec(select(Fact).order_by(Fact.id)).all()
        assert [fact.text.strip() for fact in facts] == [
            "Prefers the mornings",
            "Loves blue",
            "Her sister mentioned a wedding",
        ]
        zoes = facts[1]
        assert (zoes.provenance, zoes.learned_on, zoes.do_not_mention) == ("third_party", date(2024, 5, 6), True)
        assert session.get_one(Note, zoes.note_id).source_id == "N1"


def test_every_new_changed_or_removed_row_of_the_index_is_queued(
    engine: Engine, shop: Path, rewrite: Callable[..., None]
) -> None:
    import_folder(engine, shop, read_note=_sentences)
    before = _queued(engine)
    rewrite("notes", "Loves green.", "Loves blue.")

    import_folder(engine, shop, read_note=_sentences)

    assert before == {("note", 1), ("note", 2), ("fact", 1), ("fact", 2), ("fact", 3)}
    with Session(engine) as session:
        new = {("fact", fact.id) for fact in session.exec(select(Fact).where(Fact.note_id == 1))}
    assert _queued(engine, after=5) == {("note", 1), ("fact", 1), ("fact", 2)} | new


def test_a_client_who_goes_to_another_store_takes_what_is_indexed_along(
    engine: Engine, shop: Path, rewrite: Callable[..., None]
) -> None:
    import_folder(engine, shop)
    rewrite("clients", "NW1 5AA,LON", "NW1 5AA,TYO")

    import_folder(engine, shop)

    assert _queued(engine, after=2) == {("note", 1)}


def _queued(engine: Engine, after: int = 0) -> set[tuple[str, int]]:
    with Session(engine) as session:
        return set(session.exec(select(IndexTask.kind, IndexTask.row_id).where(IndexTask.id > after)).all())


def test_an_import_after_a_merge_keeps_the_clients_merged(engine: Engine, shop: Path) -> None:
    (shop / "contact_points.csv").write_text("client_id,kind,value\nC1,email,z@example.com\nC2,email,z@example.com\n")
    import_folder(engine, shop)
    with Session(engine) as session:
        merge(session, 1, 2)
        session.commit()

    report = import_folder(engine, shop)

    assert [count.unchanged for count in report.counts] == [count.rows for count in report.counts]
    with Session(engine) as session:
        assert session.get_one(Client, 2).status == "merged"
        assert set(session.exec(select(Note.client_id))) == {1}


def test_a_dry_run_says_what_would_happen_and_changes_nothing(engine: Engine, shop: Path) -> None:
    report = import_folder(engine, shop, read_note=_sentences, dry_run=True)

    assert (report.kept, report.rows, report.rejected) == (False, 15, 0)
    with Session(engine) as session:
        assert session.exec(select(Store)).all() == []
        assert session.exec(select(IndexTask)).all() == []


def test_an_import_that_broke_off_is_finished_by_the_next(engine: Engine, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilot.records.imports.loading.CHUNK", 1)

    def power_cut(text: str, *, language: str, written_on: date) -> tuple[_Read, ...]:
        if text.startswith("Prefers"):
            raise KeyboardInterrupt
        return _sentences(text, language=language, written_on=written_on)

    with pytest.raises(KeyboardInterrupt):
        import_folder(engine, shop, read_note=power_cut)
    report = import_folder(engine, shop, read_note=_sentences)

    assert (report.count("notes").unchanged, report.count("notes").new, report.facts) == (1, 1, 1)
    with Session(engine) as session:
        assert len(session.exec(select(Fact)).all()) == 3


def test_progress_is_told_in_bytes_read_of_all_files(engine: Engine, shop: Path) -> None:
    steps: list[Step] = []

    import_folder(engine, shop, progress=steps.append)

    total = sum(path.stat().st_size for path in shop.glob("*.csv"))
    assert [step.bytes_read for step in steps] == sorted(step.bytes_read for step in steps)
    assert (steps[-1].bytes_read, steps[-1].bytes_total, steps[-1].rows) == (total, total, 15)
