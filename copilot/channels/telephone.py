"""What a text or a WhatsApp message must be to go through any gateway."""

from copilot.channels.addresses import number
from copilot.channels.outgoing import Outgoing
from copilot.domain import whatsapp
from copilot.domain.message import Channel

LONGEST = 1_600  #: letters


def refused(letter: Outgoing) -> str:
    """Why it can never leave this way, as a key of the page's words; empty where it can."""
    if number(letter.to) is None:
        return "address_wrong"
    if len(letter.text) > LONGEST:
        return "too_long"
    if letter.channel is Channel.WHATSAPP and letter.at is not None:
        return whatsapp.refused(letter.text, letter.heard_at, letter.at, letter.templates)
    return ""
