"""The contact policy as the rules see it: every number that a verdict depends on, in force under one version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType


@dataclass(frozen=True)
class Hours:
    """When a client may be disturbed, where they live: from `opens`, up to, not including, `closes`."""

    opens: time
    closes: time
    days: frozenset[int] = frozenset(range(7))  #: Monday is 0
    pause: tuple[time, time] | None = None  #: a break in the middle of the day
    channels: frozenset[str] = frozenset()  #: empty: all that have quiet hours
    source: str = ""  #: the law that says so; empty: the house's own

    def allow(self, weekday: int, at: time) -> bool:
        """Whether this moment of the client's clock is inside."""
        if weekday not in self.days or not self.opens <= at < self.closes:
            return False
        return not (self.pause and self.pause[0] <= at < self.pause[1])


@dataclass(frozen=True)
class Template:
    """A text of ours for WhatsApp, with {1}, {2}... where words of the day stand; usable once WhatsApp has approved it."""

    name: str
    language: str
    text: str
    content: str = ""  #: what the gateway calls it: HX...
    approved: bool = False
    occasion: str = ""  #: for which the writer proposes it: ready, appointment...; empty: only a person chooses it
    words: tuple[str, ...] = ()  #: what the writer puts into {1}, {2}...: name, me, note, or what it knows: piece, day...


@dataclass(frozen=True)
class Sending:
    """What happens to a message between the first word and the client. Texts are by language of two letters."""

    draft_days: int = 7  #: an untouched draft expires
    approval_days: int = 3  #: so long an approved message may still leave
    remind_hours: int = 24  #: before either ends, somebody is told
    new_colleague_days: int = 0  #: so long after they come a manager sees each message; 0: none
    review_channels: frozenset[str] = frozenset()  #: on these a manager sees each message
    retry_minutes: tuple[int, ...] = (1, 5, 30, 120, 480)  #: waits after a failure that passes; then it has failed
    cadence_days: int = 45  #: between two messages to who asked for fewer
    acknowledge: bool = True  #: whether a stop is answered once, by itself
    acknowledgement: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    footer: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  #: under every marketing e-mail
    templates: tuple[Template, ...] = ()  #: what may go by WhatsApp to who has not written in the last 24 hours
    whatsapp_by_gateway: bool = False  #: so WhatsApp's custom binds; on an associate's own telephone or on paper it does not


@dataclass(frozen=True)
class Policy:
    """The numbers. Days and hours are exact spans of time, not calendar days."""

    version: str
    name: str
    caps: Mapping[str, int]  #: marketing messages in the window, by relationship style
    window_days: int = 30
    gap_hours: int = 72
    streak: int = 3
    streak_days: int = 60
    reply_days: int = 7
    reply_quiet_hours: int = 24
    household_counts: bool = True  #: what went to one of a household counts for all of it
    stop_is_final: bool = False  #: a channel once stopped stays stopped whatever the ledger says later
    quiet_channels: frozenset[str] = frozenset({"sms", "whatsapp", "call"})
    house_hours: Hours = Hours(time(9), time(20))
    unknown_hours: Hours = Hours(time(10), time(18))
    local_hours: Mapping[str, tuple[Hours, ...]] = field(default_factory=lambda: MappingProxyType({}))  #: "US", "US-FL"
    stale_days: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  #: by a fact's subject
    details: int = 3  #: so many personal details beyond what is needed make a dossier
    certainty: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))  #: from which a reader is believed
    shadow: frozenset[str] = frozenset()  #: rules that are reported and decide nothing
    sending: Sending = Sending()
    practice_days: int = 180  #: so long the words of practice are kept; no verdict depends on it

    def sure(self, what: str) -> float:
        """From which strength a reading of this sort counts."""
        return self.certainty.get(what, self.certainty.get("default", 0.5))
