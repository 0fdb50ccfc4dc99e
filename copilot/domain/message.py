"""A message to one client, as it would arrive."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How it would reach the client."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    CALL = "call"
    POST = "post"


class Purpose(StrEnum):
    """Why it is written."""

    MARKETING = "marketing"
    SERVICE = "service"  #: an order, repair, appointment or safety notice that the client expects
    REPLY = "reply"  #: answers what the client just wrote


@dataclass(frozen=True)
class Message:
    """The exact words, and the way they would go. Spans of findings count in `words`."""

    channel: Channel
    purpose: Purpose
    text: str
    subject: str = ""

    @property
    def words(self) -> str:
        """Subject and text as one, a line each: what is read and marked."""
        return f"{self.subject}\n{self.text}" if self.subject else self.text


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a message's words: from the first letter up to, not including, the last."""

    start: int
    end: int

    def of(self, words: str) -> str:
        """The marked words themselves."""
        return words[self.start : self.end]

    def meets(self, other: "Span") -> bool:
        """Whether the two share a letter."""
        return self.start < other.end and other.start < self.end
