"""How an associate writes: the note that they keep themselves, else what their sent and edited messages show."""

from sqlmodel import Session, col, select

from copilot.domain.draft import Status
from copilot.errors import CopilotError
from copilot.models.builtin.writing.manner import Manner, in_words, learned, manner_of
from copilot.records.care import Contact
from copilot.records.drafts import Draft
from copilot.records.people import User

_LOOKED_AT = 40  #: messages, the latest: a voice changes
_LONGEST = 600  #: letters of a note


class NoteTooLong(CopilotError):
    """A style note is a few words."""


def voice_of(session: Session, writer: User) -> Manner:
    """The writer's habits: as their own note says them, else as their messages show."""
    return manner_of(writer.voice or learned_note(session, writer))


def learned_note(session: Session, writer: User) -> str:
    """The style note that their messages suggest; empty where these are too few to tell. Nothing is kept."""
    manner = learned(_own_words(session, writer), writer.name)
    return in_words(manner) if manner else ""


def keep_voice(session: Session, writer: User, note: str) -> str:
    """Keep the note as its owner wrote it; the caller commits. Empty: what their messages show counts again."""
    plain = " ".join(note.split())
    if len(plain) > _LONGEST:
        raise NoteTooLong(f"A style note has at most {_LONGEST} letters; this one has {len(plain)}.", key="voice_too_long")
    writer.voice = plain
    session.add(writer)
    session.flush()
    return plain


def _own_words(session: Session, writer: User) -> list[str]:
    """What they wrote themselves or made their own by changing it, and what they sent, the latest first."""
    edited = session.exec(
        select(Draft.text)
        .where(Draft.associate_id == writer.id, Draft.status == Status.SENT.value, Draft.text != Draft.first_text)
        .order_by(col(Draft.sent_at).desc(), col(Draft.id).desc())
        .limit(_LOOKED_AT)
    ).all()
    composed = select(Draft.contact_id).where(
        Draft.associate_id == writer.id,
        Draft.text == Draft.first_text,
        Draft.written_by != "typed",
        col(Draft.contact_id).is_not(None),
    )
    sent = session.exec(
        select(Contact.text)
        .where(
            Contact.associate_id == writer.id,
            Contact.direction == "out",
            Contact.text != "",
            col(Contact.channel).in_(("email", "sms", "whatsapp", "post")),
            col(Contact.id).not_in(composed),  # the built-in writer's words are nobody's habit
        )
        .order_by(col(Contact.at).desc(), col(Contact.id).desc())
        .limit(_LOOKED_AT)
    ).all()
    return [*edited, *sent][:_LOOKED_AT]
