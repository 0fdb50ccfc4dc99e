"""Somebody's own words, as a message: the way that the client prefers, and whether it answers something."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from copilot.domain.message import Channel, Purpose
from copilot.domain.policy import Policy
from copilot.models.builtin.language import language_of
from copilot.outreach.approach import addressee, addresses, closest, fitting, ways
from copilot.outreach.draft_wish import Asks, Composed, DraftWish, Lack, Occasion
from copilot.outreach.gathering import gather
from copilot.outreach.subjects import proposed_subject
from copilot.records.care import Contact
from copilot.records.people import Client, User


def dictated(
    session: Session,
    client: Client,
    wish: DraftWish,
    words: str,
    policy: Policy,
    now: datetime,
    *,
    writer: User,
    subject: str = "",
) -> Composed | Asks:
    """The message in exactly these words; or what has to be asked first. An e-mail without a `subject` is given one."""
    if client.status != "active":
        return Asks(Lack.GONE)
    situation = gather(session, client, policy, now, associate=writer.name)
    asked = _unanswered(session, client, policy, now)
    purpose = Purpose.REPLY if asked else Purpose.MARKETING
    way = next((one for one in ways(session, client, situation, purpose) if wish.channel in (None, one.channel)), None)
    if way is None and wish.channel is None:
        return Asks(Lack.CHANNEL, addresses(session, client))
    channel = way.channel if way else wish.channel or Channel.EMAIL
    answers_id, occasion = (asked.id, Occasion.ANSWER) if asked else (None, wish.occasion)
    language = language_of(words, fallback=client.language[:2])
    if channel is Channel.EMAIL and not subject:
        subject = proposed_subject(
            session, situation, words, language, client_id=client.id or 0, occasion=occasion, answers_id=answers_id
        )
    return Composed(
        subject=subject if channel is Channel.EMAIL else "",
        text=words,
        channel=channel,
        purpose=purpose,
        occasion=occasion or Occasion.EVENT,
        language=language,
        closeness=fitting(situation, closest(situation, addressee(client, situation, writer.name))),
        address=way.address if way else "",
        answers_id=answers_id,
        written_by="typed",
    )


def _unanswered(session: Session, client: Client, policy: Policy, now: datetime) -> Contact | None:
    """The client's last message, where it still waits for an answer."""
    since = now - timedelta(days=policy.reply_days)
    return session.exec(
        select(Contact)
        .where(Contact.client_id == client.id, Contact.direction == "in", ~col(Contact.answered), col(Contact.at) >= since)
        .order_by(col(Contact.at).desc())
    ).first()
