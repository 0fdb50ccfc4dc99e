"""One row as the index knows it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from copilot.domain.desk import Visibility
from copilot.domain.provenance import Provenance

KINDS = ("note", "fact", "case", "page")
# Not asked of the system: there the names depend on the machine's language.
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True)
class Entry:
    """One row as the index knows it."""

    kind: str
    row_id: int
    client_id: int
    store_id: int
    text: str
    on: date
    author: str = ""
    author_id: int | None = None
    visibility: str = Visibility.STORE.value
    provenance: Provenance | None = None
    do_not_mention: bool = False
    note_id: int | None = None  #: of a fact: the note it was read from; of a page: the note that its PDF is kept with
    valid_until: date | None = None
    page: int = 0  #: of some lines of a PDF: on which page they stand

    @property
    def key(self) -> str:
        """Its name in the index: `note:12`."""
        return f"{self.kind}:{self.row_id}"

    @cached_property
    def embedded(self) -> str:
        """What is compared with a question: a question may name the day and the writer as well as the matter."""
        writer = f"{self.author}: " if self.author else ""
        return f"[{self.on.day} {_MONTHS[self.on.month - 1]} {self.on.year}] {writer}{self.text}"

    @cached_property
    def digest(self) -> str:
        """Changes whenever anything that the index holds of this row changes."""
        held = "\x1f".join(map(str, (self.embedded, self.client_id, self.store_id, self.visibility, self.author_id)))
        return hashlib.sha256(held.encode()).hexdigest()[:32]
