"""Where a client lives, as far as clocks are concerned."""

from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

from copilot.records.people import Client, Store


def zones_of(client: Client, store: Store) -> tuple[tuple[str, ...], bool]:
    """The client's time zone, and True; where it is unknown, every zone of their country (or the store's), and False."""
    if client.timezone in _known():
        return (client.timezone,), True
    country = client.country or store.country
    zones = tuple(sorted(zone for zone, where in get_global("zone_territories").items() if where == country.upper()))
    return (zones or (store.timezone,)), False


@cache
def _known() -> frozenset[str]:
    """Asked of the disk once: it takes longer than all else that is gathered."""
    return frozenset(available_timezones())
