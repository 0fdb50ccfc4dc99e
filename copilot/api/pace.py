"""How fast one caller may ask. Kept in memory: it protects this process, and a restart forgives."""

import time
from collections import deque
from collections.abc import Callable

_REMEMBERED = 10_000  #: callers; beyond, whoever is quiet is forgotten


class Pace:
    """At most so many in so many seconds, each caller for itself."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self.clock = most, seconds, clock
        self._asked: dict[str, deque[float]] = {}

    def wait(self, caller: str) -> float:
        """Count one more, and 0; or count nothing, and the seconds until the next is listened to."""
        now = self.clock()
        if len(self._asked) > _REMEMBERED:
            self._asked = {one: asked for one, asked in self._asked.items() if asked and now - asked[-1] < self.seconds}
        asked = self._asked.setdefault(caller, deque())
        while asked and now - asked[0] >= self.seconds:
            asked.popleft()
        if len(asked) >= self.most:
            return asked[0] + self.seconds - now
        asked.append(now)
        return 0.0
