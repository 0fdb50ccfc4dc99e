"""What the tools work with: who asks, and the shop's own records. The model sees none of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from langchain_core.language_models import BaseChatModel
from sqlalchemy import Engine

from copilot.domain.desk import Desk, Scope
from copilot.domain.wording import locale_of
from copilot.outreach.checking import Guard
from copilot.policies import PolicyInForce
from copilot.records.products_named import Catalogue
from copilot.retrieval.index import Index


@dataclass(frozen=True)
class Counter:
    """One person's place at the counter, for one question."""

    desk: Desk
    engine: Engine
    index: Index
    catalogue: Catalogue
    now: datetime
    timezone: str = "UTC"
    store: str = ""
    read_note: Callable[..., tuple] | None = None
    policy: PolicyInForce = field(default_factory=PolicyInForce)
    writer: BaseChatModel | None = None  #: the chat model that words a message; None: the built-in writer
    guard: Callable[[], Guard] | None = None  #: reads over what the built-in writer wrote; its weights are read when it is asked

    @property
    def scope(self) -> Scope:
        """What the asker may see."""
        return self.desk.scope

    @property
    def today(self) -> date:
        """The day it is in the asker's store."""
        return self.desk.today

    @property
    def clock(self) -> timedelta:
        """How far the clock on the shop's wall is from UTC."""
        return self.local(self.now).utcoffset() or timedelta()

    def local(self, moment: datetime) -> datetime:
        """A moment as the clock on the shop's wall shows it."""
        return moment.astimezone(ZoneInfo(self.timezone))


def day(on: date | None, language: str = "en") -> str:
    """A date in words: `3 March 2026`."""
    return format_date(on, "d MMMM y", locale=locale_of(language)) if on else "an unknown date"
