"""What a cell means only together with another row: its zone, its currency, the country of a telephone number."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from copilot.records.imports.cells import BadCell, minor_units
from copilot.records.imports.reach import normalised
from copilot.records.imports.writing import Ready


def with_normalised(row: Ready) -> None:
    """A contact point gets the form by which it is known again."""
    country = row.place.country if row.place else ""
    row.values["normalised"] = normalised(row.values["kind"], row.values["value"], country)


def with_zone(row: Ready, field: str) -> None:
    """A moment without a zone is meant in that of the row's store, or of its client's store."""
    moment: datetime | None = row.values[field]
    if moment is None or moment.tzinfo is not None:
        return
    if row.place is None or not row.place.zone:
        raise BadCell("does not say its time zone; add the column client_id, or write it like 2026-03-31T15:20+02:00.")
    row.values[field] = moment.replace(tzinfo=ZoneInfo(row.place.zone))


def settle_currency(row: Ready, rows: Table, defaults: dict[str, Any]) -> str:
    """The currency of a row's amounts: its own, else the one it had, else that of its store or purchase."""
    currency = row.values.get("currency")
    if currency is None and row.found:
        currency = row.found.get("currency")
    currency = currency or (row.place.currency if row.place else "") or defaults.get("currency") or "EUR"
    if "currency" in rows.c and (row.found is None or "currency" in row.values):
        row.values["currency"] = currency
    return str(currency)


def in_minor_units(row: Ready, field: str, currency: str) -> None:
    """An amount that was read becomes whole minor units."""
    amount = row.values[field]
    if isinstance(amount, Decimal):
        row.values[field] = minor_units(amount, currency)
