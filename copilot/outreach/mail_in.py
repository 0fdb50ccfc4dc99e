"""A letter from the mailbox, understood: what a client wrote, what came back undelivered, what a machine answered."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import parseaddr
from hashlib import sha256
from uuid import uuid4

from sqlmodel import Session, select

from copilot.domain.message import Channel
from copilot.domain.policy import Policy
from copilot.outreach.delivery import delivered
from copilot.outreach.replies import DISMISSED, Hear, Incoming, stop_by_link, take_in
from copilot.outreach.whose import storable
from copilot.reading.letter_text import letter_text
from copilot.reading.stopping import understood
from copilot.records.drafts import Arrival, Draft
from copilot.records.people import Client

log = logging.getLogger(__name__)
EMAIL = Channel.EMAIL.value
AUTOMATIC = "automatic"
_TOLD = {"failed": "bounced", "delivered": "delivered", "relayed": "sent", "expanded": "sent"}


@dataclass(frozen=True)
class Report:
    """What a mail server says of a letter of ours."""

    about: str  #: its Message-ID
    told: str = ""  #: bounced, delivered...; complained, where its reader called it unwanted
    code: str = ""


def take_letter(session: Session, raw: bytes, rules: Policy, now: datetime, hear: Hear = understood) -> None:
    """File one letter, whatever it is; the same one again changes nothing. The caller commits."""
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    if letter.get_content_type() == "multipart/report":
        for report in reports_in(letter):
            _heed(session, report, now)
        return
    incoming = _incoming(letter, raw)
    named = storable(incoming.gateway_id)
    if _by_a_machine(letter):
        if session.exec(select(Arrival.id).where(Arrival.gateway_id == named)).first() is None:
            kept = Arrival(gateway_id=named, at=now, channel=EMAIL, sender=storable(incoming.sender), text="")
            kept.state, kept.because = DISMISSED, AUTOMATIC
            session.add(kept)
        return
    take_in(session, incoming, rules, now, hear)


def reports_in(letter: EmailMessage) -> list[Report]:
    """What a report says: of delivery (RFC 3464), or that its reader complained (RFC 5965)."""
    about = _reported_on(letter)
    if letter.get_param("report-type") == "feedback-report":
        return [Report(about, "complained")]
    blocks = [block for part in _parts(letter, "message/delivery-status") for block in part]
    actions = [(_line(block, "Action").lower(), _line(block, "Status")[:20]) for block in blocks]
    return [Report(about, _TOLD[action], code) for action, code in actions if action in _TOLD]


def _parts(letter: EmailMessage, kind: str) -> Iterator[list[Message]]:
    """What lies inside the parts of this kind: blocks of lines, or a whole letter."""
    for part in letter.walk():
        inside = part.get_payload() if part.get_content_type() == kind else None
        if isinstance(inside, list):
            yield [one for one in inside if isinstance(one, Message)]


def _heed(session: Session, report: Report, now: datetime) -> None:
    if not report.about:
        log.info("A report on a letter does not say on which; nothing was done.")
        return
    if report.told != "complained":
        delivered(session, report.told, now, gateway_id=report.about, code=report.code)
        return
    draft = session.exec(select(Draft).where(Draft.gateway_id == report.about)).first()
    if draft is not None:
        stop_by_link(session, session.get_one(Client, draft.client_id), EMAIL, f"complaint-{uuid4().hex}", now)


def _reported_on(letter: EmailMessage) -> str:
    """The Message-ID of the letter that a report is about."""
    for inside in _parts(letter, "message/rfc822"):
        if inside and (named := _line(inside[0], "Message-ID")):
            return named
    for part in letter.walk():
        given = part.get_payload(decode=True) if part.get_content_type() == "text/rfc822-headers" else None
        if isinstance(given, bytes) and (named := _line(message_from_bytes(given), "Message-ID")):
            return named
    return _head(letter, "In-Reply-To")


def _incoming(letter: EmailMessage, raw: bytes) -> Incoming:
    named = _head(letter, "Message-ID") or f"<{sha256(raw).hexdigest()}@no-id>"
    answers = _head(letter, "In-Reply-To").split() or _head(letter, "References").split()[-1:]
    return Incoming(
        gateway_id=named,
        channel=EMAIL,
        sender=parseaddr(_head(letter, "From"))[1],
        text=letter_text(letter),
        subject=_head(letter, "Subject"),
        in_reply_to=answers[0] if answers else "",
    )


def _by_a_machine(letter: EmailMessage) -> bool:
    """An answer that nobody wrote: on holiday, received, a mailing list."""
    automatic = _head(letter, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no")
    return automatic or any(letter.get(name) for name in ("X-Autoreply", "X-Autorespond", "List-Id"))


def _head(letter: EmailMessage, name: str) -> str:
    """A line of the head on one line; empty where there is none, or it is broken beyond reading."""
    try:
        return _one(letter.get(name, ""))
    except (MessageError, ValueError, IndexError, AttributeError):  # the library stumbles over some broken heads
        return ""


def _line(block: Message, name: str) -> str:
    return _one(block.get(name, ""))


def _one(value: object) -> str:
    return " ".join(str(value).split())
