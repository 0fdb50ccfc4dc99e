"""What clients and strangers put into a letter, and what becomes of it."""

import pytest
from sqlmodel import Session, select

from copilot.channels.email import refuses
from copilot.channels.outgoing import Outgoing
from copilot.domain.desk import Desk
from copilot.domain.message import Channel, Purpose
from copilot.outreach.mail_in import take_letter
from copilot.outreach.replies import Incoming, take_in
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft
from copilot.records.people import Client
from tests.outreach.test_mail_in import letter, sent
from tests.outreach.test_replies import MAIL, NOW, POLICY, cleo

__all__ = ["cleo", "sent"]


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite: what is read here is the same on both kinds."""
    return migrated_sqlite


@pytest.mark.parametrize("line", ["and so on ", "<p>", "> ", "=?utf-8?q?"])
def test_a_letter_of_three_hundred_thousand_letters_is_filed_and_its_stop_is_obeyed(
    session: Session, sent: Draft, line: str
) -> None:
    take_letter(
        session, bytes(letter("Please unsubscribe me.\n" + (line * 70 + "\n") * (300_000 // (70 * len(line))))), POLICY, NOW
    )
    session.commit()

    assert [(one.channel, one.status) for one in session.exec(select(Consent)).all()] == [("email", "withdrawn")]
    assert session.exec(select(Contact)).one().text.startswith("Re: Studs\nPlease unsubscribe me.")


@pytest.mark.parametrize("break_", ["\r\n", "\x07", "\u2028", "\x0b", "\u200b"])
def test_what_a_client_put_into_a_subject_begins_no_line_in_the_answer_to_a_stop(
    break_: str, session: Session, desks: dict[str, Desk], cleo: Client
) -> None:
    stop = Incoming("<1@client>", "email", MAIL, "Please unsubscribe me.", subject=f"Studs{break_}Bcc: eve@other.example")

    take_in(session, stop, POLICY, NOW)

    answer = session.exec(select(Draft)).one()
    assert answer.subject in ("Re: Studs Bcc: eve@other.example", "Re: StudsBcc: eve@other.example")
    assert refuses(Outgoing("k", Channel.EMAIL, Purpose.REPLY, MAIL, answer.text, answer.subject)) == ""
