"""The shape that every kind of entry has: its fields, what it would change, and how it is kept and taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from sqlmodel import Session

from copilot.chat.words import say
from copilot.domain.desk import Desk
from copilot.domain.wording import locale_of
from copilot.errors import CopilotError
from copilot.records.counter.opt_in import OptIn
from copilot.records.people import Client, Store

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Doubt:
    """Something to know before it is kept: a sentence, and the clients whom it names, to open instead."""

    key: str
    words: str
    clients: tuple[dict[str, Any], ...] = ()


class Doubtful(CopilotError):
    """It can be kept, but somebody should look first."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(" ".join(doubt.words for doubt in doubts))
        self.doubts = tuple(doubts)


@dataclass(frozen=True)
class Kept:
    """What was kept, in a sentence; what is needed to take it back; whom it was about."""

    said: str
    back: dict[str, Any] = field(default_factory=dict)  #: empty: it cannot be taken back
    client_id: int = 0


@dataclass(frozen=True)
class Place:
    """Who writes, where and when; what is asked of the rows."""

    session: Session
    desk: Desk
    now: datetime
    read_opt_in: Callable[[], OptIn]

    @property
    def language(self) -> str:
        """That of the page."""
        return self.desk.language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the counter, filled."""
        return say("counter", key, self.language, **values)

    def day(self, on: date) -> str:
        """ "Friday 20 March"."""
        return format_date(on, "EEEE d MMMM", locale=locale_of(self.language))

    def clock(self, at: time) -> str:
        """ "15:00"."""
        return format_time(at, "HH:mm", locale=locale_of(self.language))

    def short_day(self, on: date) -> str:
        """ "20 Mar 2026"."""
        return format_date(on, "d MMM y", locale=locale_of(self.language))

    def zone(self, store: Store | None) -> ZoneInfo:
        """The store's clock."""
        return ZoneInfo(store.timezone if store else "UTC")


class Kind(Protocol):
    """One kind of entry. `seen` is what stood there when the form was shown, so that nothing is lost between two tabs."""

    of_client: bool

    def title(self, place: Place, client: Client | None) -> str: ...
    def fields(self, place: Place, client: Client | None, values: Values) -> list[dict[str, Any]]: ...
    def seen(self, place: Place, client: Client | None) -> dict[str, Any]: ...
    def summary(self, place: Place, client: Client | None, values: Values) -> list[dict[str, str]]: ...
    def keep(self, place: Place, client: Client | None, values: Values, seen: Values, once: str) -> Kept: ...
    def take_back(self, place: Place, client: Client | None, back: Values, once: str) -> None: ...


def known_by_now(doubts: Sequence[Doubt], values: Values) -> None:
    """Raises Doubtful unless each of these doubts was shown before and was waved through."""
    waved = values.get("anyway")
    if any(doubt.key not in (waved if isinstance(waved, list) else ()) for doubt in doubts):
        raise Doubtful(doubts)


def text_of(values: Values, key: str) -> str:
    """What was entered as text; empty for what is missing or no text."""
    entered = values.get(key)
    return entered.strip() if isinstance(entered, str) else ""


def number_of(values: Values, key: str) -> int | None:
    """What was chosen by number; None for nothing, or for what is no number."""
    entered = values.get(key)
    if isinstance(entered, int) and not isinstance(entered, bool):
        return entered if 0 <= entered < 2**31 else None
    return int(entered) if isinstance(entered, str) and entered.isascii() and entered.isdigit() and len(entered) < 10 else None


def input_of(key: str, kind: str, label: str, **more: object) -> dict[str, Any]:
    """One field as CounterForm.jsx draws it."""
    return {"key": key, "kind": kind, "label": label, **more}
