"""That nothing is known, and of several things asked, about which of them."""

from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.voice import Voice

PART = 80  #: characters of a question that are repeated where nothing is found for it
_NO_MARKS = str.maketrans("[]", "()")


def nothing_about(heard: Hearing, name: str, voice: Voice) -> str:
    """A sentence that says so; a part of a message is repeated, for the rest of it may have been answered."""
    part, whole = (text.strip(" ?!.") for text in (heard.ask.text, heard.whole))
    if part == whole or part not in whole:
        return voice.say("nothing_about_client", name=name)
    return voice.say("nothing_about_part", name=name, part=shortened(part.translate(_NO_MARKS), PART))
