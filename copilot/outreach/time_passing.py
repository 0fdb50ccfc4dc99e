"""What time does to a draft: it expires, and before that somebody is told. Nothing is ever sent because nobody looked."""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Role
from copilot.domain.draft import Status, Step, WrongMove
from copilot.domain.policy import Policy
from copilot.outreach.moving import take
from copilot.outreach.notices import tell
from copilot.outreach.reminders import put_off, remind_due
from copilot.records.drafts import Draft, Notice
from copilot.records.people import Client, User
from copilot.records.practice_words import erase_old_words

_WITH_SOMEBODY = (Status.WRITING, Status.SENT_BACK, Status.WAITING, Status.HANDED)
EXPIRING, EXPIRED = "expiring", "expired"


def expire(session: Session, policy: Policy, now: datetime) -> int:
    """End what nobody touched in time, and approvals that are too old; how many. The caller commits."""
    overdue = select(Draft).where(col(Draft.status).in_([one.value for one in _WITH_SOMEBODY]), col(Draft.expires_at) <= now)
    oldest = now - timedelta(days=policy.sending.approval_days)
    stale = select(Draft).where(
        Draft.status == Status.QUEUED.value, col(Draft.approved_at) <= oldest, col(Draft.send_after) <= now
    )
    ended = 0
    for draft in [*session.exec(overdue).all(), *session.exec(stale).all()]:
        try:
            take(session, draft, Step.EXPIRE, now, ended_because=EXPIRED)
        except WrongMove:  # somebody was quicker, and has it in hand
            continue
        ended += 1
        for user_id in _whom(session, draft, waiting=False):
            tell(session, user_id, EXPIRED, now, client_id=draft.client_id, draft_id=draft.id)
    return ended


def sweep(engine: Engine, policy: Policy, now: datetime) -> None:
    """What the minutes bring: drafts that expire, a word before they do, reminders, and old words of practice that go."""
    with Session(engine) as session:
        erase_old_words(session, policy.practice_days, now)
        expire(session, policy, now)
        remind(session, policy, now)
        session.commit()
    with Session(engine) as session:
        remind_due(session, policy, now)
        session.commit()


def remind(session: Session, policy: Policy, now: datetime) -> int:
    """Tell who has it, once, before a draft or a review expires; how many drafts. The caller commits."""
    soon = now + timedelta(hours=policy.sending.remind_hours)
    told = select(Notice.draft_id).where(Notice.kind == EXPIRING, col(Notice.at) >= Draft.changed_at, Notice.draft_id == Draft.id)
    open_still = [one.value for one in (Status.WRITING, Status.SENT_BACK, Status.WAITING)]
    due = session.exec(
        select(Draft).where(
            col(Draft.status).in_(open_still), col(Draft.expires_at) > now, col(Draft.expires_at) <= soon, ~told.exists()
        )
    ).all()
    for draft in due:
        for user_id in _whom(session, draft, waiting=draft.status == Status.WAITING):
            tell(session, user_id, EXPIRING, now, client_id=draft.client_id, draft_id=draft.id)
    return len(due)


def managers_of(session: Session, draft: Draft) -> list[int]:
    """Who is told that it waits: the managers of its client's store and of the house, without the one who wrote it.

    Where there is none, the administrators.
    """
    store_id = session.get_one(Client, draft.client_id).store_id
    here = or_(User.store_id == store_id, col(User.store_id).is_(None))
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        leads = session.exec(select(User.id).where(User.role == role.value, here, col(User.active)).order_by(col(User.id))).all()
        if found := [one for one in leads if one is not None and one != draft.associate_id]:
            return found
    return []


def _whom(session: Session, draft: Draft, *, waiting: bool) -> list[int]:
    if waiting:
        return managers_of(session, draft)
    return [draft.associate_id] if draft.associate_id and not put_off(session, draft) else []
