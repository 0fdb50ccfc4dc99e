"""What a rule is: a promise with its reason, its source, and the examples that break and keep it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from copilot.domain.message import Message, Span
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import Finding, Kind, Severity


@dataclass(frozen=True)
class Breach:
    """One place where a message breaks a promise."""

    case: str = "plain"  #: which of the rule's sentences says it
    filled: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    span: Span | None = None
    fact: str = ""
    severity: Severity | None = None  #: where it differs from the rule's own


@dataclass(frozen=True)
class Example:
    """A message in a situation, as a reader understood it."""

    message: Message
    reading: Reading
    situation: Situation


Check = Callable[[Message, Reading, Situation], Iterable[Breach]]


@dataclass(frozen=True)
class Rule:
    """A promise that a message keeps or breaks. Its file's name is its id."""

    kind: Kind
    reason: str  #: why it exists, in plain words
    source: str  #: the law, the survey or the house document that it rests on
    severity: Severity
    check: Check
    says: Mapping[str, str]  #: what the associate is told, by case; {holes} are filled by the breach
    breaks: tuple[Example, ...]
    keeps: tuple[Example, ...]
    id: str = ""

    def findings(self, message: Message, reading: Reading, situation: Situation) -> tuple[Finding, ...]:
        """Every breach of this promise, as it is shown."""
        return tuple(self._finding(breach, situation) for breach in self.check(message, reading, situation))

    def _finding(self, breach: Breach, situation: Situation) -> Finding:
        fact = situation.fact(breach.fact)
        return Finding(
            rule=self.id,
            kind=self.kind,
            severity=breach.severity or self.severity,
            reason=self.says[breach.case].format(**breach.filled),
            case=breach.case,
            filled=breach.filled,
            span=breach.span,
            fact=breach.fact,
            provenance=fact.provenance if fact else None,
            learned_on=fact.learned_on if fact else None,
        )
