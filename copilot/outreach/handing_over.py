"""A book goes over whole: somebody leaves, or changes stores, and a colleague has their clients from then on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from copilot.domain.desk import Desk, Visibility
from copilot.domain.draft import ENDED, Status
from copilot.errors import OutOfScope
from copilot.outreach.notices import tell
from copilot.outreach.reminders import pass_on
from copilot.outreach.standing_in import CoverRefused, colleagues, person
from copilot.records.drafts import Draft, DraftEvent
from copilot.records.knowledge import Note
from copilot.records.people import Client, User
from copilot.records.upkeep import AuditLine

HANDED, BACK = "book handed over", "book handed back"
_STEP = "hand_over"
#: Whose it is does not matter any more: it has left, is leaving, or has ended.
_THEIRS_STILL = [one.value for one in Status if one not in ENDED and one is not Status.SENDING]


@dataclass(frozen=True)
class Book:
    """What somebody looks after."""

    clients: int
    drafts: int


@dataclass(frozen=True)
class HandedOver:
    """One book that went over, and can come back."""

    mark: str
    at: datetime
    to_id: int
    clients: int


def book_of(session: Session, desk: Desk, user_id: int) -> Book:
    """How much would go over."""
    person(session, desk, user_id)
    clients = session.exec(select(func.count()).where(Client.associate_id == user_id, Client.status != "merged")).one()
    return Book(clients, session.exec(select(func.count()).where(*_drafts(user_id))).one())


def hand_over(session: Session, desk: Desk, user_id: int, colleague_id: int, note: str, now: datetime) -> HandedOver:
    """Every client, unfinished draft and reminder of this person is the colleague's from now on, with a note for each client.

    Only who leads there does this, also with their own book. The caller commits.
    """
    user = _led(session, desk, user_id)
    if colleague_id not in [one.id for one in colleagues(session, desk, user_id)]:
        raise CoverRefused("Choose a colleague of the same store.", key="cover_who")
    mark = f"{user_id}-{colleague_id}-{uuid4().hex[:10]}"
    clients = session.exec(select(Client).where(Client.associate_id == user_id, Client.status != "merged")).all()
    for client in clients:
        client.associate_id = colleague_id
        session.add(client)
        kept = Note(
            source_id=f"{_STEP}:{mark}:{client.id}",
            client_id=client.id or 0,
            author_id=desk.user_id,
            written_on=desk.today,
            language=desk.language,
            text=note,
        )
        kept.visibility = Visibility.STORE.value
        session.add(kept)
    for draft in session.exec(select(Draft).where(*_drafts(user_id))).all():
        _give(session, draft, colleague_id, desk, mark, now)
    pass_on(session, user_id, colleague_id, [client.id for client in clients])
    detail = f"{mark}: {len(clients)}"
    session.add(AuditLine(at=now, user_id=desk.user_id, action=HANDED, subject=f"user {user.id}", detail=detail))
    tell(session, colleague_id, "handed_over", now)
    session.flush()
    return HandedOver(mark, now, colleague_id, len(clients))


def hand_back(session: Session, desk: Desk, user_id: int, mark: str, now: datetime) -> int:
    """Undo it: who is still the colleague's is this person's again, and the notes are gone; how many. The caller commits."""
    _led(session, desk, user_id)
    done = next((one for one in handed_over(session, desk, user_id) if one.mark == mark), None)
    if done is None:
        raise OutOfScope("There is no such hand-over here.")
    notes = session.exec(select(Note).where(col(Note.source_id).startswith(f"{_STEP}:{mark}:", autoescape=True))).all()
    back = []
    for note in notes:
        client = session.get_one(Client, note.client_id)
        if client.associate_id == done.to_id:
            client.associate_id = user_id
            session.add(client)
            back.append(client.id)
        session.delete(note)
    pass_on(session, done.to_id, user_id, back, kept_before=done.at)
    moved = select(Draft).join(DraftEvent, col(DraftEvent.draft_id) == Draft.id)
    for draft in session.exec(moved.where(DraftEvent.step == _STEP, DraftEvent.comment == mark, *_drafts(done.to_id))).all():
        _give(session, draft, user_id, desk, f"back {mark}", now)
    detail = f"{mark}: {len(back)}"
    session.add(AuditLine(at=now, user_id=desk.user_id, action=BACK, subject=f"user {user_id}", detail=detail))
    session.flush()
    return len(back)


def handed_over(session: Session, desk: Desk, user_id: int) -> list[HandedOver]:
    """The books of this person that went over and have not come back, the latest first."""
    person(session, desk, user_id)
    lines = select(AuditLine).where(AuditLine.subject == f"user {user_id}", col(AuditLine.action).in_([HANDED, BACK]))
    found: list[HandedOver] = []
    undone: set[str] = set()
    for line in session.exec(lines.order_by(col(AuditLine.id).desc())).all():
        mark, _, clients = line.detail.partition(": ")
        if line.action == BACK:
            undone.add(mark)
        elif mark not in undone:
            found.append(HandedOver(mark, line.at, int(mark.split("-")[1]), int(clients)))
    return found


def _led(session: Session, desk: Desk, user_id: int) -> User:
    user = person(session, desk, user_id)
    if not desk.scope.leads:
        raise OutOfScope(f"There is no user {user_id} here.")
    return user


def _drafts(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return (col(Draft.associate_id) == user_id, col(Draft.status).in_(_THEIRS_STILL))


def _give(session: Session, draft: Draft, user_id: int, desk: Desk, mark: str, now: datetime) -> None:
    draft.associate_id, draft.version, draft.changed_at = user_id, draft.version + 1, now
    session.add(draft)
    line = DraftEvent(draft_id=draft.id or 0, at=now, by_id=desk.user_id, step=_STEP, status=draft.status, comment=mark)
    line.digest = draft.letter.digest
    session.add(line)
