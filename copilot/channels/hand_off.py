"""A link that opens the associate's own telephone or mail program with the message in it. Whether it was sent, they say."""

from urllib.parse import quote

from copilot.channels.addresses import breaks_the_line, email_address, number
from copilot.domain.draft import Letter
from copilot.domain.message import Channel
from copilot.errors import ChannelError

LONGEST = 6_000  #: letters of a link; telephones cut longer ones without a word


def link(letter: Letter) -> str:
    """The link for this letter; ChannelError where there is none for its channel, address or length."""
    message = letter.message
    text = quote(message.text, safe="")
    to = email_address(letter.address) if message.channel is Channel.EMAIL else number(letter.address)
    if message.channel is Channel.POST:
        raise ChannelError("A letter on paper is not sent from a telephone.", key="no_hand_off", permanent=True)
    if to is None or breaks_the_line(message.subject):
        raise ChannelError("The address or the subject cannot be written to.", key="address_wrong", permanent=True)
    links = {
        Channel.EMAIL: f"mailto:{quote(to, safe='@')}?subject={quote(message.subject, safe='')}&body={text}",
        Channel.SMS: f"sms:{to}?body={text}",
        Channel.WHATSAPP: f"https://wa.me/{to[1:]}?text={text}",
        Channel.CALL: f"tel:{to}",
    }
    if len(links[message.channel]) > LONGEST:
        raise ChannelError("The message is too long to be handed to a telephone.", key="too_long", permanent=True)
    return links[message.channel]
