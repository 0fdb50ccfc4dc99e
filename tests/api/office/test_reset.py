"""A new password by e-mail, from a real mail server's point of view: to whom it goes, what it opens, how often."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import Session, select

from copilot.api.mail import NotSent, Server, letter, open_post
from copilot.errors import SettingsError
from copilot.records.access import NewPasswordLink
from copilot.records.columns import now
from copilot.settings import Settings
from tests.api.office.conftest import Office
from tests.chat.scripted import PASSWORD

NEW = "orange tram violin"


class Postbox:
    """What a mail server was handed."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Message]] = []
        self.came = threading.Semaphore(0)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))  # type: ignore[attr-defined]
        self.came.release()
        return "250 Kept"

    def next(self) -> Message:
        """Waits for a letter."""
        assert self.came.acquire(timeout=20)
        return self.letters[-1][1]


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    """A mail server on this machine, and its port."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def mailing(opened: Callable[..., Office], postbox: tuple[Postbox, int]) -> Office:
    """The office with a mail server."""
    return opened(
        smtp_host="127.0.0.1",
        smtp_port=postbox[1],
        smtp_tls="none",
        smtp_from="copilot@maison.example",
        public_url="http://copilot.maison.example",
    )


def link_in(message: Message, office: Office) -> str:
    text = message.get_payload(decode=True).decode()  # type: ignore[union-attr]  # one plain part
    found = re.search(r"http://copilot\.maison\.example(/reset/[\w-]+)", text)
    assert found, text
    return office.address + found.group(1)


def test_a_link_comes_by_mail_gives_a_new_password_once_and_ends_every_sign_in(
    mailing: Office, postbox: tuple[Postbox, int]
) -> None:
    amara, visitor = mailing.sign_in("amara"), mailing.visitor()

    asked = visitor.post("/reset", data={"name": " Amara "}, headers={"host": "evil.example", "origin": "http://evil.example"})
    link = link_in(postbox[0].next(), mailing)
    weak = visitor.post(link, data={"new": "amara12345678", "again": "amara12345678"})
    unlike = visitor.post(link, data={"new": NEW, "again": NEW + "s"})
    chosen = visitor.post(link, data={"new": NEW, "again": NEW})
    told = postbox[0].next()
    second = visitor.post(link, data={"new": NEW, "again": NEW})

    assert asked.status_code == chosen.status_code == 200
    assert postbox[0].letters[0][0] == ["amara@maison.example"]
    assert ("first that are guessed" in weak.text, "not the same" in unlike.text) == (True, True)
    assert "your password was changed" in str(told["Subject"])
    assert second.status_code == 400
    assert amara.get("/office/account").status_code == 303
    assert visitor.post("/login", data={"username": "amara", "password": PASSWORD}).status_code == 401
    assert mailing.sign_in("amara", NEW).get("/office/account").status_code == 200


def test_whether_there_is_such_an_account_cannot_be_told_from_the_answer(mailing: Office, postbox: tuple[Postbox, int]) -> None:
    visitor = mailing.visitor()

    there, not_there = (visitor.post("/reset", data={"name": name}) for name in ("amara", "nobody"))
    postbox[0].next()

    assert (there.status_code, there.text) == (not_there.status_code, not_there.text)
    assert {k: v for k, v in there.headers.items() if k != "date"} == {k: v for k, v in not_there.headers.items() if k != "date"}
    assert [to for to, _ in postbox[0].letters] == [["amara@maison.example"]]


def test_a_link_is_too_old_after_half_an_hour_and_a_new_one_ends_the_one_before(
    mailing: Office, postbox: tuple[Postbox, int]
) -> None:
    links = []
    for _ in range(2):
        mailing.visitor().post("/reset", data={"name": "amara"})
        links.append(link_in(postbox[0].next(), mailing))

    before = [mailing.visitor().get(link).status_code for link in links]
    mailing.later = timedelta(minutes=30, seconds=1)
    after = mailing.visitor().get(links[1]).status_code

    with Session(mailing.engine) as session:
        kept = session.exec(select(NewPasswordLink)).all()
    assert (before, after) == ([400, 200], 400)
    assert [row.digest in links[1] for row in kept] == [False]


def test_asking_again_and_again_is_slowed_down_whoever_is_named(mailing: Office) -> None:
    mailing.stopped = now()
    visitor = mailing.visitor()
    visitor.headers["accept-language"] = "it"

    answers = [visitor.post("/reset", data={"name": "nobody"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 429]
    assert "Troppi tentativi. Attendi 2 secondi" in answers[-1].text


def test_who_is_switched_off_or_has_no_address_gets_no_letter(mailing: Office, postbox: tuple[Postbox, int]) -> None:
    with Session(mailing.engine) as session:
        amara, luca = mailing.user("amara"), mailing.user("luca")
        amara.active, luca.email = False, ""
        session.add_all([amara, luca])
        session.commit()

    for name in ("amara", "luca", "ines"):
        mailing.visitor().post("/reset", data={"name": name})
    postbox[0].next()

    assert [to for to, _ in postbox[0].letters] == [["ines@maison.example"]]


def test_without_a_mail_server_the_page_says_whom_to_ask(office: Office) -> None:
    page = office.visitor().get("/reset", headers={"accept-language": "es"})

    assert "Pídeselo al administrador" in page.text
    assert "<form" not in page.text


def test_in_the_demo_letters_stay_in_a_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, demo=True, smtp_host="mail.example.com")

    post = open_post(settings)
    assert post is not None
    post(letter(settings, "amara@maison.example", "A new password", "Good day"))

    (file,) = (tmp_path / "mails").glob("*.eml")
    assert b"Good day" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"smtp_from": ""}, "COPILOT_SMTP_FROM"),
        ({"public_url": ""}, "COPILOT_PUBLIC_URL"),
        ({"smtp_tls": "none"}, "only for a mail server on this machine"),
    ],
)
def test_what_would_send_a_link_unprotected_or_nowhere_is_refused_at_the_start(given: dict[str, str], said: str) -> None:
    sound = {"smtp_host": "mail.example.com", "smtp_from": "a@example.com", "public_url": "https://x.example"}

    with pytest.raises(SettingsError, match=said):
        open_post(Settings(**{**sound, **given}))  # type: ignore[arg-type]  # by name


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(postbox: tuple[Postbox, int]) -> None:
    settings = Settings(smtp_host="127.0.0.1", smtp_port=postbox[1], smtp_from="a@example.com")  # starttls, which it has not

    with pytest.raises(NotSent, match="SMTPNotSupportedError"):
        Server(settings).send(letter(settings, "amara@maison.example", "A new password", "https://secret"))

    assert postbox[0].letters == []


def test_a_name_cannot_write_into_the_head_of_a_letter() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        letter(Settings(), "amara@x.example\r\nBcc: all@x.example", "s", "t")

    assert isinstance(letter(Settings(), "amara@x.example", "s", "t"), EmailMessage)
