"""Leaving a failing chat model alone for a while, for everybody at once."""

import time
from collections.abc import Callable
from math import ceil
from threading import Lock

from copilot.models.trouble import Trouble

LONGEST_PAUSE = 600.0  #: seconds; what an endpoint asks for beyond that is not believed


class Breaker:
    """How a chat model fares, shared by all who ask it: after a failure it is left alone, then tried by one question."""

    def __init__(self, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._lock = Lock()
        self._trouble: Trouble | None = None
        self._until = 0.0
        self._trial: object | None = None

    def admit(self) -> object | None:
        """A ticket, if this question may go to the model. Whoever takes one hands it back with `leave`."""
        with self._lock:
            ticket = object()
            if self._trouble is None:
                return ticket
            if self._trial or self._clock() < self._until:
                return None
            self._trial = ticket
            return ticket

    def worked(self) -> None:
        """The model answered: it is asked again from now on."""
        with self._lock:
            self._trouble, self._trial = None, None

    def failed(self, trouble: Trouble) -> None:
        """The model failed: it is left alone for the pause, or for as long as it asked."""
        with self._lock:
            self._trouble, self._trial = trouble, None
            self._until = self._clock() + max(self._pause, min(trouble.wait or 0.0, LONGEST_PAUSE))

    def leave(self, ticket: object) -> None:
        """The question is over. If it was the trial and nothing was learned (nobody waited for it), the next one may try."""
        with self._lock:
            if self._trial is ticket:
                self._trial = None

    @property
    def trouble(self) -> Trouble | None:
        """Why the model is left alone, or about to be tried again; None while it answers."""
        return self._trouble

    @property
    def state(self) -> str:
        """How the model fares, for a machine: "answers", or what is wrong with it in two words."""
        return self._trouble.kind if self._trouble else "answers"

    def state_words(self) -> str:
        """How the model fares, in a sentence or two."""
        if (trouble := self._trouble) is None:
            return "The chat model is in use."
        left = ceil(self._until - self._clock())
        when = f"It is left alone for another {left} seconds" if left > 0 else "It is tried again with the next question"
        return f"{trouble.words} {when}; the built-in model answers meanwhile."
