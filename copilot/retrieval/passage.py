"""What a search gives back: passages that can be cited by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copilot.domain.provenance import Provenance


@dataclass(frozen=True)
class Passage:
    """One note, fact, service case or section of a house document, as it stands in the records."""

    kind: str  #: note, fact, case or house
    row_id: int | None  #: None for a house document
    client_id: int | None
    text: str
    on: date | None
    author: str
    provenance: Provenance | None
    do_not_mention: bool
    score: float  #: orders the passages of one search; not comparable between searches
    key: str  #: the row's id, or `file#section` of a house document
    title: str = ""  #: of a house document: its title and section
    valid_until: date | None = None
    cosine: float | None = None  #: nearness in meaning; None where the vector could not be had
    covered: float = 0.0  #: share of the question's telling words that stand in the text
    telling: tuple[str, ...] = ()  #: of a house document: the few sentences that answer best, in their order


@dataclass(frozen=True)
class Passages:
    """The passages of one search, best first."""

    items: tuple[Passage, ...] = ()
    degraded: bool = False  #: the index could not be reached: only words were compared, not meaning
    supported: bool = False  #: whether anything here is near enough to the question to answer from

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
