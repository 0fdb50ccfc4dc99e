"""Keeping what was dropped in: at first for its owner alone, then with a note, for whoever may read that note."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from copilot.domain.desk import Desk, Scope
from copilot.errors import OutOfScope
from copilot.records.attachment import Attachment, AttachmentPiece
from copilot.records.columns import now
from copilot.records.knowledge import Note
from copilot.records.people import Client
from copilot.records.scope import clients_within, notes_within

UNKEPT = timedelta(days=1)  #: so long somebody may still make up their mind


def drop_in(session: Session, desk: Desk, mime: str, content: bytes, sha256: str, pieces: Iterable[tuple[int, str]] = ()) -> int:
    """Put a file down that belongs to no note yet, with the words inside it by page; what others left unkept for a day is
    forgotten. The caller commits."""
    session.exec(delete(Attachment).where(col(Attachment.note_id).is_(None), col(Attachment.at) < now() - UNKEPT))
    dropped = Attachment(user_id=desk.user_id, mime=mime, content=content, sha256=sha256)
    session.add(dropped)
    session.flush()
    session.add_all(AttachmentPiece(attachment_id=dropped.id or 0, page=page, text=text) for page, text in pieces)
    return dropped.id or 0


def attach(session: Session, user_id: int, attachment_id: int, note_id: int) -> bool:
    """Keep one's own file with a note; False when it is no longer there. The caller commits."""
    mine = update(Attachment).where(
        col(Attachment.id) == attachment_id, col(Attachment.user_id) == user_id, col(Attachment.note_id).is_(None)
    )
    if session.exec(mine.values(note_id=note_id)).rowcount != 1:
        return False
    note = session.get_one(Note, note_id)
    for piece in session.exec(select(AttachmentPiece).where(AttachmentPiece.attachment_id == attachment_id)):
        piece.note_id, piece.client_id = note_id, note.client_id
    return True


def detach(session: Session, note_id: int) -> None:
    """The note goes: its files are as if just dropped in, for their owner to think again. The caller commits."""
    session.exec(update(Attachment).where(col(Attachment.note_id) == note_id).values(note_id=None, at=now()))
    for piece in session.exec(select(AttachmentPiece).where(AttachmentPiece.note_id == note_id)):
        piece.note_id = piece.client_id = None


def attachment_for(session: Session, scope: Scope, attachment_id: int) -> Attachment:
    """The file, for whoever may read its note, or who just dropped it in; OutOfScope for anybody else."""
    found = session.get(Attachment, attachment_id)
    if found is not None and found.note_id is None and found.user_id == scope.user_id:
        return found
    if found is not None and found.note_id is not None and found.note_id in _readable(session, scope, [found.note_id]):
        return found
    raise OutOfScope(f"There is no file {attachment_id} here.")


def attached_to(session: Session, scope: Scope, note_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """By note that may be read: the id and kind of each file kept with it, without its content."""
    readable = _readable(session, scope, note_ids) if note_ids else set()
    found: dict[int, list[tuple[int, str]]] = {}
    rows = session.exec(
        select(Attachment.id, Attachment.note_id, Attachment.mime)
        .where(col(Attachment.note_id).in_(readable))
        .order_by(col(Attachment.id))
    ).all()
    for attachment_id, note_id, mime in rows:
        found.setdefault(note_id or 0, []).append((attachment_id or 0, mime))
    return found


def _readable(session: Session, scope: Scope, note_ids: Sequence[int]) -> set[int]:
    rows = session.exec(
        select(Note.id)
        .join(Client, col(Client.id) == Note.client_id)
        .where(col(Note.id).in_(note_ids), clients_within(scope), notes_within(scope))
    )
    return {note_id for note_id in rows if note_id is not None}
