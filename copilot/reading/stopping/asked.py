"""What a message asks of us, apart from anything it says."""

from dataclasses import dataclass
from enum import StrEnum


class Asks(StrEnum):
    """Whether and how the client wants to hear from us."""

    NOTHING = ""
    STOP_CHANNEL = "stop_channel"  #: nothing more by this way
    STOP_ALL = "stop_all"  #: nothing more at all
    MAYBE_STOP = "maybe_stop"  #: a person must say whether it is one
    LESS = "less"
    PREFER = "prefer"  #: by another way
    START = "start"  #: again, after a stop

    @property
    def stops(self) -> bool:
        """Whether something is to be closed."""
        return self in (Asks.STOP_CHANNEL, Asks.STOP_ALL)


@dataclass(frozen=True)
class Asked:
    """What was asked, and the words that ask it, as they were compared."""

    asks: Asks = Asks.NOTHING
    channel: str = ""  #: which is closed, opened or preferred; empty: none is named
    days: int = 0  #: between two messages, where `less` says how many
    words: str = ""


NOTHING = Asked()
