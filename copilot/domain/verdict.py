"""What the guard says of a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from copilot.domain.message import Span
from copilot.domain.provenance import Provenance


class Severity(StrEnum):
    """What a finding asks for."""

    NOTE = "note"  #: worth knowing; stops nothing
    REVISE = "revise"  #: the associate can mend it
    HOLD = "hold"  #: not now whatever the words, or a manager decides


class Decision(StrEnum):
    """Whether the message may go."""

    SEND = "send"
    REVISE = "revise"
    HOLD = "hold"


class Kind(StrEnum):
    """The sorts of finding. The first seventeen are those of the outreach benchmark."""

    SURVEILLANCE = "surveillance"
    UNVOLUNTEERED = "unvolunteered"
    SENSITIVE = "sensitive"
    OVERFAMILIAR = "overfamiliar"
    STALE = "stale"
    MILESTONE = "milestone"
    DOSSIER = "dossier"
    THIRD_PERSON = "third_person"
    UNGROUNDED = "ungrounded"
    PROMISE = "promise"
    PRESSURE = "pressure"
    NO_VALUE = "no_value"
    INTERNAL = "internal"
    NO_CONSENT = "no_consent"
    TOO_FREQUENT = "too_frequent"
    UNANSWERED = "unanswered"
    QUIET_HOURS = "quiet_hours"
    UNMENTIONABLE = "unmentionable"  #: the client, or a colleague for them, asked that it stay unsaid
    OPEN_MATTER = "open_matter"
    LOCAL_LAW = "local_law"
    UNREADABLE = "unreadable"
    NOT_JUDGED = "not_judged"


MOMENT = frozenset({Kind.NO_CONSENT, Kind.TOO_FREQUENT, Kind.UNANSWERED, Kind.QUIET_HOURS, Kind.LOCAL_LAW})


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the rule, the words, the fact behind them and how we know it, and why it matters."""

    rule: str
    kind: Kind
    severity: Severity
    reason: str  #: one sentence that an associate understands at a glance
    case: str = ""  #: which of the rule's sentences it is, for those who say it in another language
    filled: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    span: Span | None = None  #: None: the fault lies outside the words
    fact: str = ""  #: the fact or contact concerned
    provenance: Provenance | None = None
    learned_on: date | None = None
    better: str | None = None  #: what could stand there instead; empty: leave it out; None: nobody found a wording
    unmended: str = ""  #: why there is no better wording, in a sentence; empty where there is one, or the words are not at fault
    by_model: bool = False  #: only the language model saw it


@dataclass(frozen=True)
class Distance:
    """How close the message comes: -100 too far, 0 right, 100 too close; and the two or three things that move it."""

    value: int
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether the message may go, and everything that speaks against it."""

    decision: Decision
    findings: tuple[Finding, ...] = ()
    shadow: tuple[Finding, ...] = ()  #: of rules that are only tried out; they decide nothing
    checked: tuple[str, ...] = ()  #: the rules that looked
    skipped: tuple[str, ...] = ()  #: what was not looked at, and why
    policy: str = ""  #: name and version of the policy
    distance: Distance = Distance(0)
    rewrite: str | None = None  #: the whole message, mended; judged again and found clean
    rewrite_subject: str | None = None  #: the subject that goes with it, where that had to change too
    rewrite_by: str = ""  #: the chat model whose words it is; empty: careful removal
    seconds: float = 0.0

    @property
    def may_go(self) -> bool:
        """Whether the associate may send it as it stands."""
        return self.decision is Decision.SEND
