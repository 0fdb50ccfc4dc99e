"""How each channel is: reached, signed in to, or not set up. Nothing is sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from copilot.channels import WRITTEN, open_ways
from copilot.errors import ChannelError, SettingsError
from copilot.settings import Settings


@dataclass(frozen=True)
class Tested:
    """One channel and how it is."""

    channel: str
    well: bool | None  #: None: not set up, and nothing wrong with that
    words: str


def tested(settings: Settings) -> Iterator[Tested]:
    """Every channel that can carry a message."""
    for channel in WRITTEN:
        alone = settings.model_copy(update={f"{one.value}_by": "none" for one in WRITTEN if one not in (channel, WRITTEN[-1])})
        try:
            way = open_ways(alone).get(channel)
            if way is None:
                words = f"Not set up: messages are handed off to a telephone. COPILOT_{channel.value.upper()}_BY changes that."
                yield Tested(channel.value, None, words)
            else:
                yield Tested(channel.value, True, f"{way.name}: {way.test()}")
        except (SettingsError, ChannelError) as wrong:
            yield Tested(channel.value, False, str(wrong))
