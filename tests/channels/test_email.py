"""What a letter looks like on the wire, and which mail servers get one."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from copilot.channels.email import Smtp, as_email, on_the_wire, refuses
from copilot.channels.outgoing import Outgoing
from copilot.channels.unsubscribing import unsubscribe_link, whose
from copilot.domain.message import Channel, Purpose
from copilot.errors import ChannelError
from copilot.settings import Settings
from tests.channels.conftest import LETTER
from tests.setup.running import free_port

LINK = "https://copilot.example.com/unsubscribe/12345678.email.0123456789abcdef0123456789abcdef"
MARKETING = replace(LETTER, purpose=Purpose.MARKETING, footer="Maison Orsel, 221 rue Vieille-du-Temple", unsubscribe=LINK)


def read(letter: Outgoing) -> EmailMessage:
    """The letter as a mail program reads it."""
    raw = on_the_wire(as_email(letter, "hello@maison.example"))
    found = message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_letter_says_who_writes_to_whom_in_their_own_letters() -> None:
    message = read(LETTER)

    assert message["From"].addresses[0].display_name == "Camille Renard, Maison Orsel"
    assert message["To"].addresses[0].display_name == "Zoé Müller"
    assert message["Subject"] == "Votre bracelet, à la boutique"
    assert message["Message-ID"] == f"<{LETTER.key}@maison.example>"
    assert message.get_content().rstrip() == LETTER.text


def test_an_answer_stands_in_the_thread() -> None:
    message = read(replace(LETTER, answers="<two@client.example>", thread=("<one@maison.example>",)))

    assert message["In-Reply-To"] == "<two@client.example>"
    assert message["References"].split() == ["<one@maison.example>", "<two@client.example>"]


def test_marketing_can_be_stopped_with_one_click_and_says_who_sends_it() -> None:
    raw, message = on_the_wire(as_email(MARKETING, "hello@maison.example")), read(MARKETING)

    assert f"List-Unsubscribe: <{LINK}>\r\n".encode() in raw  # whole: a mail program looks for it before anything is decoded
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content().rstrip().endswith(f"-- \n{MARKETING.footer}\n{LINK}")


def test_what_the_client_expects_carries_no_such_thing() -> None:
    assert "List-Unsubscribe" not in read(replace(MARKETING, purpose=Purpose.SERVICE))


@pytest.mark.parametrize("missing", [{"footer": ""}, {"unsubscribe": ""}])
def test_marketing_without_a_footer_or_a_link_does_not_leave(missing: dict[str, str]) -> None:
    assert refuses(replace(MARKETING, **missing)) == "footer_missing"


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00"])
def test_no_name_begins_a_new_line_in_the_head(break_: str) -> None:
    sly = f"Zoé{break_}Bcc: eve@other.example"
    message = read(replace(LETTER, to_name=sly, from_name=sly, answers=f"<a@b.example>{break_}Bcc: eve@other.example"))

    assert "Bcc" not in message
    assert [one.addr_spec for one in message["To"].addresses] == ["zoe@client.example"]
    assert [one.addr_spec for one in message["From"].addresses] == ["hello@maison.example"]


@pytest.mark.parametrize("name", ['Zoé" <eve@other.example>, "', "Müller, Zoé (née <x>)", "=?utf-8?q?Zo=C3=AB?=", "\u202eeoZ"])
def test_no_name_becomes_an_address(name: str) -> None:
    message = read(replace(LETTER, to_name=name))

    assert [one.addr_spec for one in message["To"].addresses] == ["zoe@client.example"]


@pytest.mark.parametrize(
    "subject", ["Your watch\r\nBcc: eve@other.example", "Your watch\nis here", "Your\x00watch", "Your\u2028watch"]
)
def test_a_subject_of_several_lines_is_refused(subject: str) -> None:
    assert refuses(replace(LETTER, subject=subject)) == "subject_breaks_line"


def test_a_letter_that_is_a_dot_or_a_command_stays_a_letter(settings: Settings) -> None:
    text = "Dear Zoé,\n.\nQUIT\n..\nFrom here on\n"
    with inbox() as (port, letters):
        Smtp(settings.model_copy(update={"smtp_port": port})).send(replace(LETTER, text=text))

    (raw,) = letters
    assert message_from_bytes(raw, policy=default).get_content().splitlines() == text.splitlines()  # type: ignore[attr-defined]


def test_a_domain_of_other_letters_is_written_as_mail_servers_know_it() -> None:
    message = read(replace(LETTER, to="zoe@bücher.example"))

    assert message["To"].addresses[0].addr_spec == "zoe@xn--bcher-kva.example"


def test_over_tls_with_a_certificate_that_is_known_and_a_name_and_password(
    settings: Settings, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    signed_in = {"smtp_host": "localhost", "smtp_tls": "starttls", "smtp_user": "copilot", "smtp_password": settings.twilio_token}

    with inbox(certificate) as (port, letters):
        Smtp(settings.model_copy(update={**signed_in, "smtp_port": port})).send(LETTER)

    assert len(letters) == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_letter(settings: Settings, certificate: Path) -> None:
    with inbox(certificate) as (port, letters), pytest.raises(ChannelError, match="SSLCertVerificationError"):
        Smtp(settings.model_copy(update={"smtp_host": "localhost", "smtp_tls": "starttls", "smtp_port": port})).send(LETTER)

    assert letters == []


@pytest.mark.parametrize(("answer", "permanent"), [("550 No such box", True), ("451 Later", False), ("421 Closing", False)])
def test_a_server_that_does_not_know_the_address_is_told_from_one_that_is_busy(
    answer: str, permanent: bool, settings: Settings
) -> None:
    with inbox(answer=answer) as (port, letters), pytest.raises(ChannelError) as failed:
        Smtp(settings.model_copy(update={"smtp_port": port})).send(LETTER)

    assert (failed.value.permanent, failed.value.perhaps) == (permanent, False)
    assert "zoe" not in str(failed.value) and letters == []


def test_the_link_to_unsubscribe_says_whose_it_is_and_cannot_be_made_up() -> None:
    link = unsubscribe_link("s" * 32, "https://copilot.example.com/", 17, Channel.EMAIL)
    token = link.rpartition("/")[2]

    assert whose("s" * 32, token) == (17, Channel.EMAIL)
    for forged in (token.replace("17.", "18.", 1), token.replace("email", "sms"), token[:-1], f"{token}0", "", ".", "é.email.x"):
        assert whose("s" * 32, forged) is None
    assert whose("t" * 32, token) is None


class _Box:
    """A mail server's inside: keeps what it takes, and answers to an address as it is told."""

    def __init__(self, answer: str) -> None:
        self.answer, self.letters = answer, list[bytes]()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if not self.answer:
            envelope.rcpt_tos.append(address)
        return self.answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope.content)
        return "250 OK"


class _Secured(Controller):
    """STARTTLS before anything else, and then a name and a password."""

    certificate: Path

    def factory(self) -> SMTP:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate)
        known = {"tls_context": context, "require_starttls": True, "auth_required": False}
        return SMTP(self.handler, **known, authenticator=lambda *_: AuthResult(success=True))


@contextmanager
def inbox(certificate: Path | None = None, *, answer: str = "") -> Iterator[tuple[int, list[bytes]]]:
    """A mail server of the test's own: its port, and what it took."""
    box, port = _Box(answer), free_port()
    controller = (_Secured if certificate else Controller)(box, hostname="localhost" if certificate else "127.0.0.1", port=port)
    if certificate:
        controller.certificate = certificate  # type: ignore[attr-defined]  # of the class above
    controller.start()
    try:
        yield port, box.letters
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of `localhost`, which nobody knows unless they are told."""
    folder, openssl = tmp_path_factory.mktemp("tls"), shutil.which("openssl")
    assert openssl, "The tests of TLS need openssl."
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([openssl, "req", "-x509", "-days", "2", *names, *made], cwd=folder, check=True, capture_output=True)  # noqa: S603
    both = folder / "both.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return both
