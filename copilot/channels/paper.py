"""Messages as files in a folder: nothing leaves the machine. What the demo does, and how a letter comes to the printer."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from copilot.channels.addresses import one_line
from copilot.channels.email import as_email, on_the_wire
from copilot.channels.email import refuses as email_refuses
from copilot.channels.outgoing import Outgoing, Sent
from copilot.domain.message import Channel
from copilot.errors import ChannelError

NOWHERE = "copilot@paper.invalid"


@dataclass(frozen=True)
class Paper:
    """A folder; each message is one file, named by its key: written twice, it is there once."""

    folder: Path
    name: str = "paper"
    idempotent: bool = True

    def refuses(self, letter: Outgoing) -> str:
        return email_refuses(letter) if letter.channel is Channel.EMAIL else ""

    def found(self, letter: Outgoing, since: datetime, others: frozenset[str]) -> Sent | None:
        return Sent(letter.key) if self._file(letter).is_file() else None

    def send(self, letter: Outgoing) -> Sent:
        file = self._file(letter)
        half = file.with_suffix(f".{os.getpid()}.half")
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            half.touch(mode=0o600)
            half.write_bytes(_written(letter))
            half.replace(file)
        except OSError as full:
            raise ChannelError(f"The file could not be written ({full.strerror}).", key="channel_away") from full
        return Sent(letter.key)

    def test(self) -> str:
        place = self.folder.resolve()
        above = next(one for one in (place, *place.parents) if one.exists())
        if not os.access(above, os.W_OK | os.X_OK):
            raise ChannelError(f"{place} cannot be written to. Change its owner or rights.", key="channel_away")
        return f"Files are written to {place}."

    def _file(self, letter: Outgoing) -> Path:
        ending = "eml" if letter.channel is Channel.EMAIL else "txt"
        return self.folder / letter.channel.value / f"{letter.key}.{ending}"


def _written(letter: Outgoing) -> bytes:
    if letter.channel is Channel.EMAIL:
        return on_the_wire(as_email(letter, NOWHERE))
    head = {
        "To": one_line(f"{letter.to_name} {letter.to}"),
        "From": one_line(letter.from_name),
        "Subject": one_line(letter.subject),
    }
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    return "\n".join([*lines, "", letter.text, ""]).encode()
