"""Links that open the associate's own telephone."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from copilot.channels.hand_off import link
from copilot.domain.draft import Letter
from copilot.domain.message import Channel, Message, Purpose
from copilot.errors import ChannelError

TEXT = "Chère Zoé & Cie,\nprêt? 100% + #1"


def letter(channel: Channel, to: str, text: str = TEXT, subject: str = "") -> Letter:
    return Letter(1, to, Message(channel, Purpose.SERVICE, text, subject))


@pytest.mark.parametrize(
    ("channel", "to", "begins"),
    [
        (Channel.SMS, "+33612345678", "sms:+33612345678?body="),
        (Channel.WHATSAPP, "+33612345678", "https://wa.me/33612345678?text="),
        (Channel.EMAIL, "zoe@client.example", "mailto:zoe@client.example?subject=Pr%C3%AAt&body="),
    ],
)
def test_the_link_holds_the_very_words(channel: Channel, to: str, begins: str) -> None:
    opens = link(letter(channel, to, subject="Prêt"))

    assert opens.startswith(begins)
    assert unquote(opens.removeprefix(begins)) == TEXT


def test_a_call_is_dialled() -> None:
    assert link(letter(Channel.CALL, "+33612345678")) == "tel:+33612345678"


@pytest.mark.parametrize(
    "to", ["zoe@client.example?bcc=eve@other.example", "zoe@client.example&cc=eve", "zoe@client.example,eve@b.example"]
)
def test_an_address_cannot_add_another(to: str) -> None:
    try:
        added = parse_qs(urlsplit(link(letter(Channel.EMAIL, to, subject="Prêt"))).query)
    except ChannelError:
        return
    assert set(added) == {"subject", "body"}


@pytest.mark.parametrize(
    "wrong",
    [
        letter(Channel.POST, "21 Bellwether Place"),
        letter(Channel.SMS, "0612345678"),
        letter(Channel.EMAIL, "zoe"),
        letter(Channel.EMAIL, "zoe@client.example", subject="Prêt\nBcc: eve@other.example"),
        letter(Channel.SMS, "+33612345678", text="word " * 60_000),
    ],
)
def test_what_cannot_be_opened_there_is_refused(wrong: Letter) -> None:
    with pytest.raises(ChannelError):
        link(wrong)
