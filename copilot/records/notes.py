"""Writing a note down, and taking it back: the note, what was read from it, and a line in the audit trail."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from copilot.domain.desk import Desk, Role
from copilot.domain.provenance import Provenance
from copilot.errors import CopilotError, OutOfScope
from copilot.records import queueing  # noqa: F401 - what is added here queues itself for the index
from copilot.records.attaching import attach, detach
from copilot.records.care import Promise
from copilot.records.knowledge import Fact, Note
from copilot.records.scope import client_in_scope
from copilot.records.upkeep import AuditLine

LONGEST = 4_000


class ReadFact(Protocol):
    """One fact as it was read from a note's words."""

    @property
    def quote(self) -> str: ...
    @property
    def provenance(self) -> Provenance: ...
    @property
    def do_not_mention(self) -> bool: ...
    @property
    def sensitive(self) -> bool: ...


class NoteReader(Protocol):
    """Reads dated facts with provenance from a note."""

    def __call__(self, text: str, *, language: str, written_on: date) -> Iterable[ReadFact]: ...


class NoteRefused(CopilotError):
    """The note cannot be kept as it stands; the sentence says why."""


def keep_note(
    session: Session,
    desk: Desk,
    client_id: int,
    text: str,
    read_note: NoteReader,
    today: date,
    *,
    once: str = "",
    attachment_id: int | None = None,
) -> int:
    """Keep a note, the facts read from it and the file that it captions; the note's id.

    The same `once` keeps it once, however often asked.
    """
    words = text.strip()
    if desk.role is Role.TRAINER:
        raise NoteRefused("Trainers do not write notes about clients.", key="trainers_no_notes")
    if not words:
        raise NoteRefused("The note is empty. Write what you would want a colleague to know.", key="note_empty")
    if len(words) > LONGEST:
        raise NoteRefused(
            f"The note has {len(words):,} characters; {LONGEST:,} is the most. Please shorten it.",
            key="note_too_long",
            length=len(words),
            most=LONGEST,
        )
    client = client_in_scope(session, desk.scope, client_id)
    if once and (before := session.exec(select(Note).where(Note.source_id == once)).first()) is not None:
        return before.id or 0
    note = Note(
        source_id=once or None,
        client_id=client.id or 0,
        author_id=desk.user_id,
        written_on=today,
        language=desk.language,
        text=words,
    )
    session.add(note)
    try:
        session.flush()
    except IntegrityError:  # a second tap arrived at the same moment, and the first one won
        session.rollback()
        return session.exec(select(Note.id).where(Note.source_id == once)).one() or 0
    if attachment_id is not None and not attach(session, desk.user_id, attachment_id, note.id or 0):
        raise NoteRefused("The file is no longer here. Please add it again.", key="file_gone")
    for number, read in enumerate(read_note(words, language=desk.language, written_on=today)):
        session.add(
            Fact(
                client_id=client.id or 0,
                subject=str(getattr(read, "subject", "") or ""),
                text=read.quote,
                provenance=Provenance(read.provenance).value,
                learned_on=today,
                learned_by_id=desk.user_id,
                note_id=note.id,
                valid_until=getattr(read, "valid_until", None),
                do_not_mention=read.do_not_mention,
                sensitive=read.sensitive,
            )
        )
        if getattr(read, "is_promise", False):
            session.add(
                Promise(
                    source_id=f"note:{note.id}:{number}",
                    client_id=client.id or 0,
                    made_by_id=desk.user_id,
                    made_on=today,
                    due_on=getattr(read, "due_on", None),
                    text=read.quote,
                )
            )
    session.add(AuditLine(user_id=desk.user_id, action="note kept", subject=f"note {note.id}"))
    session.commit()
    return note.id or 0


def drop_note(session: Session, desk: Desk, note_id: int) -> None:
    """Take one's own note back, with the facts and promises read from it; what was linked to them is unlinked."""
    note = session.get(Note, note_id)
    if note is None or note.author_id != desk.user_id:
        raise OutOfScope("There is no such note of yours here.")
    client_in_scope(session, desk.scope, note.client_id)
    facts = session.exec(select(Fact).where(Fact.note_id == note_id)).all()
    read_ids = [fact.id for fact in facts]
    for fact in session.exec(select(Fact).where(col(Fact.superseded_by_id).in_(read_ids))).all():
        fact.superseded_by_id = None
        session.add(fact)
    session.flush()
    session.exec(delete(Promise).where(col(Promise.source_id).startswith(f"note:{note_id}:")))
    for fact in facts:
        session.delete(fact)
    detach(session, note_id)
    session.flush()
    session.delete(note)
    session.add(AuditLine(user_id=desk.user_id, action="note taken back", subject=f"note {note_id}"))
    session.commit()
