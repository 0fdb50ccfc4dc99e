"""One message checked: read, judged, and if it can be mended, mended and judged again."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from copilot.domain.message import Message
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Verdict
from copilot.guard.judging import judge
from copilot.outreach.rewording import reworded

log = logging.getLogger(__name__)


class Reader(Protocol):
    """Turns a message into what the rules decide on."""

    version: str

    def read(self, message: Message, situation: Situation) -> Reading: ...


class Guard:
    """The readers and the rules together. The first reader must succeed; a further one adds and is never needed."""

    def __init__(self, reader: Reader, further: Sequence[Reader] = ()) -> None:
        self._reader = reader
        self._further = tuple(further)

    def check(self, message: Message, situation: Situation) -> Verdict:
        """The verdict on a message. Never raises: what cannot be read or judged is held for a person."""
        began = perf_counter()
        verdict = judge(message, self.read(message, situation), situation)
        return replace(verdict, seconds=perf_counter() - began)

    def advise(self, message: Message, situation: Situation) -> Verdict:
        """The verdict, with better wordings and a rewrite that passes, where one is found."""
        return reworded(message, self.check(message, situation), situation, lambda mended: self.check(mended, situation))

    def read(self, message: Message, situation: Situation) -> Reading:
        """What the readers found together."""
        try:
            reading = self._reader.read(message, situation)
        except Exception as error:  # noqa: BLE001 - whatever fails in reading, a person must read
            log.error("The reader %s failed: %s", self._reader.version, type(error).__name__)
            return Reading(unread="the reader failed")
        for further in self._further:
            try:
                reading = reading.with_more(further.read(message, situation))
            except Exception as error:  # noqa: BLE001 - a further reader's failure must not weaken the first one's verdict
                log.warning("The reader %s failed: %s", further.version, type(error).__name__)
                reading = replace(reading, skipped=(*reading.skipped, f"{further.version} did not answer"))
        return reading
