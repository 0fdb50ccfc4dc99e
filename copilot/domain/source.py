"""What an answer can be traced to: one note, one purchase, one section of a house document."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from copilot.domain.provenance import Provenance


@dataclass(frozen=True)
class Source:
    """One thing that was looked up, as it is shown beside the chat when its mark is opened."""

    kind: str  #: note, fact, purchase, case, promise, wish, appointment, consent, contact, product, client, house, figure
    key: str  #: the row's id, or what else tells it from its kind
    title: str
    body: str
    client_id: int | None = None
    on: date | None = None
    author: str = ""
    provenance: Provenance | None = None
    do_not_mention: bool = False

    @property
    def mark(self) -> str:
        """What stands in brackets in an answer: `note 12`."""
        return f"{self.kind} {self.key}"


@dataclass(frozen=True)
class Found:
    """What a tool returns beside its words: the very rows, so that what was seen and what is cited are the same objects."""

    about: str  #: the tool's name
    sources: tuple[Source, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)  #: the same facts as plain values, for the built-in model
