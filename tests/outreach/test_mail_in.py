"""The mailbox: letters are filed once and marked, bounces are told, machines are not taken for clients."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.channels.mailbox import open_mailbox
from copilot.cli.mailbox import file_new
from copilot.domain.desk import Desk
from copilot.domain.policy import Policy
from copilot.errors import ChannelError, SettingsError
from copilot.outreach.mail_in import take_letter
from copilot.outreach.replies import Hear
from copilot.policies import PolicyInForce
from copilot.reading.letter_text import web_page_text
from copilot.reading.stopping import understood
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Arrival, Draft, Notice
from copilot.records.people import Client, ContactPoint
from copilot.settings import Settings
from tests.outreach.imap_server import PASSWORD, USER, imap_server

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
POLICY = Policy(version="1", name="test", caps={})


@pytest.fixture
def sent(session: Session, desks: dict[str, Desk]) -> Draft:
    """An e-mail of Ann's that left for Cleo."""
    client = session.exec(select(Client)).one()
    session.add(ContactPoint(client_id=client.id or 0, kind="email", value="Cleo@x.example", normalised="cleo@x.example"))
    draft = Draft(client_id=client.id or 0, associate_id=desks["ann"].user_id, channel="email", purpose="marketing")
    draft.status, draft.gateway_id, draft.address = "sent", "<ours@house>", "cleo@x.example"
    session.add(draft)
    session.commit()
    return draft


def letter(text: str = "Do you open on Sunday?", number: int = 1, **head: str) -> EmailMessage:
    made = EmailMessage()
    named = {
        "From": "Cleo <Cleo@x.example>",
        "Message-ID": f"<{number}@client>",
        "Subject": "Re: Studs",
        "In-Reply-To": "<ours@house>",
    }
    for name, value in (named | {name.replace("_", "-"): value for name, value in head.items()}).items():
        made[name] = value
    made.set_content(text)
    return made


def settings(port: int, tmp_path: Path, **more: str) -> Settings:
    known = {"imap_host": "127.0.0.1", "imap_tls": "none", "imap_user": USER, "imap_password": SecretStr(PASSWORD)}
    return Settings(data_dir=tmp_path, imap_port=port, **(known | more))  # type: ignore[arg-type]  # each is of its own type


def test_new_letters_are_filed_and_marked_and_looking_again_files_nothing(
    engine: Engine, session: Session, sent: Draft, tmp_path: Path
) -> None:
    with imap_server(bytes(letter()), bytes(letter("Please unsubscribe me", 2))) as box:
        given = settings(box.port, tmp_path)
        filed = [file_new(given, engine, PolicyInForce(), understood) for _ in range(2)]

    assert (filed, box.read) == ([2, 0], {1, 2})
    assert [one.text for one in session.exec(select(Contact)).all()] == [
        "Re: Studs\nDo you open on Sunday?",
        "Re: Studs\nPlease unsubscribe me",
    ]
    assert [(one.channel, one.status) for one in session.exec(select(Consent)).all()] == [("email", "withdrawn")]


def test_a_letter_that_cannot_be_filed_keeps_no_other_back_and_stays_new(
    engine: Engine, session: Session, sent: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(session: Session, raw: bytes, rules: Policy, now: datetime, hear: Hear) -> None:
        if b"Sunday" in raw:
            raise RuntimeError("a bug")
        take_letter(session, raw, rules, now, hear)

    monkeypatch.setattr("copilot.outreach.mail_in.take_letter", stumbles)
    with imap_server(bytes(letter()), bytes(letter("Thanks", 2))) as box:
        filed = file_new(settings(box.port, tmp_path), engine, PolicyInForce(), understood)

    assert (filed, box.read) == (1, {2})


@pytest.mark.parametrize("wrong", [{"imap_user": "nobody"}, {"imap_folder": "Elsewhere"}])
def test_a_mailbox_that_does_not_know_us_says_so(tmp_path: Path, wrong: dict[str, str]) -> None:
    with imap_server() as box, pytest.raises(ChannelError), open_mailbox(settings(box.port, tmp_path, **wrong)):
        pass


def test_a_password_never_travels_unprotected_to_another_machine(tmp_path: Path) -> None:
    with pytest.raises(SettingsError), open_mailbox(settings(1, tmp_path, imap_host="mail.example")):
        pass


def bounced(action: str = "failed") -> bytes:
    return f"""From: MAILER-DAEMON@x.example
Message-ID: <report@x>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

stop, the mailbox is full
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; x.example

Final-Recipient: rfc822; cleo@x.example
Action: {action}
Status: 5.2.2

--b
Content-Type: text/rfc822-headers

Message-ID: <ours@house>
Subject: Studs

--b--
""".encode()


def test_a_bounce_is_kept_with_its_letter_and_the_associate_is_told(session: Session, sent: Draft) -> None:
    for _ in range(2):
        take_letter(session, bounced(), POLICY, NOW)
    session.commit()

    assert sent.delivery == "bounced"
    assert [(one.kind, one.draft_id) for one in session.exec(select(Notice)).all()] == [("undelivered", sent.id)]
    assert session.exec(select(Arrival)).all() == []


def test_a_delay_is_no_bounce(session: Session, sent: Draft) -> None:
    take_letter(session, bounced("delayed"), POLICY, NOW)

    assert sent.delivery == ""


def test_whoever_calls_a_letter_unwanted_gets_no_other(session: Session, sent: Draft) -> None:
    take_letter(session, bounced().replace(b"report-type=delivery-status", b"report-type=feedback-report"), POLICY, NOW)
    session.commit()

    assert [(one.channel, one.status) for one in session.exec(select(Consent)).all()] == [("email", "withdrawn")]


def test_an_answer_that_nobody_wrote_is_no_answer(session: Session, sent: Draft) -> None:
    for _ in range(2):
        take_letter(session, bytes(letter("I am away. Stop by in May.", Auto_Submitted="auto-replied")), POLICY, NOW)
    session.commit()

    assert [(one.state, one.because) for one in session.exec(select(Arrival)).all()] == [("dismissed", "automatic")]
    assert session.exec(select(Contact)).all() == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: \r\nSubject: =?utf-8?q?broken\r\n\r\nhello",
        b"From: a@b.example\nContent-Type: text/plain; charset=klingon\n\nhello",
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\nno parts",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b--",
    ],
)
def test_a_broken_letter_breaks_nothing(session: Session, sent: Draft, raw: bytes) -> None:
    take_letter(session, raw, POLICY, NOW)
    session.commit()

    assert session.exec(select(Contact)).all() == []


def test_a_web_page_is_read_as_words_without_what_it_quotes_and_without_scripts() -> None:
    page = "<p>Stop please&nbsp;!</p><script>x</script><blockquote><p>our letter</p></blockquote><div>Cleo</div>"

    assert web_page_text(page) == "Stop please !\nCleo"
