"""What a channel is given to send, and what it says once it has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from copilot.domain.message import Channel, Purpose
from copilot.domain.policy import Template


@dataclass(frozen=True)
class Outgoing:
    """One message as it leaves: the approved words, to whom, and what the channel's custom or the law puts around them."""

    key: str  #: the same for every try of the same letter
    channel: Channel
    purpose: Purpose
    to: str  #: an e-mail address, +44..., a postal address
    text: str
    subject: str = ""
    language: str = "en"
    to_name: str = ""
    from_name: str = ""  #: of the associate, as the client knows them
    answers: str = ""  #: the Message-ID that it answers
    thread: tuple[str, ...] = ()  #: the Message-IDs before that one, oldest first
    footer: str = ""  #: what the law wants under a marketing e-mail
    unsubscribe: str = ""  #: the link that stops the channel, under a marketing e-mail
    heard_at: datetime | None = None  #: when the client last wrote on this channel
    at: datetime | None = None  #: the moment of leaving
    templates: tuple[Template, ...] = ()


@dataclass(frozen=True)
class Sent:
    """The channel has it."""

    gateway_id: str  #: what the channel calls it


class Way(Protocol):
    """One way in which messages leave."""

    @property
    def name(self) -> str:
        """As the settings call it."""

    @property
    def idempotent(self) -> bool:
        """Whether the same key twice leaves once."""

    def refuses(self, letter: Outgoing) -> str:
        """Why this letter can never leave this way, as a key of the page's words; empty where it can. Asks nobody."""

    def send(self, letter: Outgoing) -> Sent:
        """Hand it over; ChannelError where it was not taken, or where that is not known."""

    def found(self, letter: Outgoing, since: datetime, others: frozenset[str]) -> Sent | None:
        """Whether the channel got it after all, where it can be asked; `others`: ids that are other messages' already."""

    def test(self) -> str:
        """Reach it without sending anything, and say what was found; ChannelError where it does not work."""
