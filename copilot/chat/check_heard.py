"""A request to check a message, as somebody types it: for whom, how and why it would go, and the words themselves."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar

from copilot.chat.words import LANGUAGES, words
from copilot.domain.message import Channel, Purpose

_LONGEST_HEAD = 160  #: letters before the colon; a longer stretch is part of the message
T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True)
class Asked:
    """What was asked; what nobody said is empty."""

    whom: str
    text: str
    subject: str = ""
    channel: Channel | None = None
    purpose: Purpose | None = None
    name_leads: bool = False  #: nothing parts the name from the words, so whoever is named first is meant


def asked_in(said: str) -> Asked | None:
    """A request in words ("check this for Ms Laurent, as an sms: ..."); None where it is none."""
    begun = _begins().match(said)
    if begun is None:
        return None
    before, text = _parted(said[begun.end() :])
    channel, purpose = _named(Channel, said[: begun.end()] + before), _named(Purpose, said[: begun.end()] + before)
    subject, text = _subject(text)
    return Asked(_whom(before), text, subject, channel, purpose)


def asked_by_command(said: str) -> Asked:
    """What stands behind /check: a name, perhaps the channel, a colon, the words. Without a colon the name must come first."""
    before, text = _parted(said)
    if not text:
        return Asked("", said, name_leads=True)
    subject, text = _subject(text)
    return Asked(_whom(before), text, subject, _named(Channel, before), _named(Purpose, before))


def _parted(said: str) -> tuple[str, str]:
    """What stands before the first colon or line break, and what behind it: the message."""
    found = re.search(r"\s*[:：]\s*|\s*\n\s*", said)
    if found is None or found.start() > _LONGEST_HEAD:
        return said, ""
    # A line break right behind the colon belongs to neither.
    return said[: found.start()], said[found.end() :].strip()


def _whom(before: str) -> str:
    """The name, without the words around it."""
    named = _any("check", "please", *Channel, *Purpose).sub(" ", before)
    named = _any("between").sub(" ", named)
    return " ".join(re.sub(r"[,;()\"“”«»?¿!]", " ", named).split())


def _subject(text: str) -> tuple[str, str]:
    """ "Subject: The studs are here", in a line of its own before the words."""
    found = re.match(rf"\s*(?:{_phrases('subject')})\s*[:：]\s*(.+?)\s*\n\s*", text, re.IGNORECASE)
    return (found[1], text[found.end() :]) if found else ("", text)


def _named(sort: type[T], said: str) -> T | None:
    return next((one for one in sort if _any(one.value).search(said)), None)


@cache
def _begins() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:(?:{_phrases('please')})[\s,]+)*(?:{_phrases('check')})(?!\w)", re.IGNORECASE)


@cache
def _any(*heard: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(_phrases(one) for one in heard)})(?!\w)", re.IGNORECASE)


def _phrases(heard: str) -> str:
    """In all languages at once: a till is shared by people who write in several."""
    return "|".join(words("checking", language)[f"hear_{heard}"].replace("'", "['’]") for language in LANGUAGES)
