"""Guessing takes longer and longer: counted by name and address, by address, and by name from wherever it is tried."""

import ipaddress
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from copilot.records import attempts
from copilot.records.attempts import Limit
from copilot.records.columns import now
from copilot.records.signed_in import came_in_from

LONGEST = 15 * 60.0
HERE = Limit(free=4, longest=LONGEST)  #: typing errors that cost nothing
ADDRESS = Limit(free=30, longest=LONGEST)  #: a shop's till is one address for many people
NAME = Limit(free=20, longest=60.0)  #: short, for whoever guesses from many places must not keep its owner out


class Throttle:
    """One thing that may be tried: to sign in, to ask for a new password."""

    def __init__(self, engine: Engine, what: str, clock: Callable[[], datetime] = now) -> None:
        self.engine, self.what, self.clock = engine, what, clock

    def begin(self, name: str, address: str) -> float:
        """Count an attempt; 0, or how many seconds to wait before the next is listened to."""
        here, by_address, by_name = self._keys(name, address)
        limits = {here: HERE, by_address: ADDRESS}
        with Session(self.engine) as session:
            # Somebody who came in from here lately does not wait for what others try elsewhere.
            if not came_in_from(session, place(name, address), self.clock()):
                limits[by_name] = NAME
            session.rollback()
            return attempts.begin(session, limits, self.clock())

    def succeeded(self, name: str, address: str) -> None:
        """It was right: earlier errors with this name are forgiven."""
        here, by_address, by_name = self._keys(name, address)
        with Session(self.engine) as session:
            attempts.succeeded(session, forget=(here, by_name), uncount=(by_address,), now=self.clock())

    def _keys(self, name: str, address: str) -> tuple[str, str, str]:
        plain, address = name.strip().lower()[:200], _network(address)
        return f"{self.what}|both|{plain}|{address}", f"{self.what}|address|{address}", f"{self.what}|name|{plain}"


def place(name: str, address: str) -> str:
    """A name at an address."""
    return f"{name.strip().lower()[:200]}|{_network(address)}"


def _network(address: str) -> str:
    """Whoever has one address of IPv6 has as many as they like: the network counts."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
