"""What a reader of papers is given, and what it gives back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: The kinds of paper, as they were learned.
KINDS = ("fact", "note", "promise", "wish", "appointment", "case", "purchase")


@dataclass(frozen=True)
class Paper:
    """One thing known of a client; of a fact, its text begins with its subject and a colon."""

    kind: str  #: one of KINDS
    text: str


#: How likely each paper is to answer a question: above 0 rather than not, on the scale of a logarithm of odds.
Weigh = Callable[[str, Sequence[Paper]], list[float]]
