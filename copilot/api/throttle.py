"""Guessing passwords takes longer and longer: the wait doubles with each failure, by name and address and by address."""

import time
from collections import OrderedDict
from collections.abc import Callable

FREE = 4  #: typing errors that cost nothing
FREE_ADDRESS = 30  #: a shop's till is one address for many people
LONGEST = 15 * 60.0
_REMEMBERED = 10_000


class Throttle:
    """Failed attempts, in memory: a restart forgives them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def wait(self, name: str, address: str) -> float:
        """Seconds until another attempt is listened to; 0 when it may be made now."""
        now = self.clock()
        return max(0.0, *(until - now for _, until in (self._failures.get(key, (0, now)) for key in _keys(name, address))))

    def failed(self, name: str, address: str) -> None:
        """Remember a wrong password."""
        for key, free in zip(_keys(name, address), (FREE, FREE_ADDRESS), strict=True):
            count = self._failures.pop(key, (0, 0.0))[0] + 1
            pause = min(LONGEST, 2.0 ** (count - free)) if count > free else 0.0
            self._failures[key] = (count, self.clock() + pause)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)

    def forget(self, name: str, address: str) -> None:
        """The right password came: earlier errors with this name are forgiven."""
        self._failures.pop(_keys(name, address)[0], None)


def _keys(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (name.strip().lower()[:200], address), ("", address)
