""" "Remind me then": who wants to be told when a message would be welcome; told on that day, or the reason why not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Status
from copilot.domain.message import Channel
from copilot.domain.policy import Policy
from copilot.errors import CopilotError
from copilot.outreach.approach import ways
from copilot.outreach.drafting import best_not_now
from copilot.outreach.drafts import situation_of
from copilot.outreach.notices import tell
from copilot.outreach.standing_in import looked_after_by
from copilot.outreach.waiving import whatever_the_hour
from copilot.records.care import Consent
from copilot.records.drafts import Draft, Reminder
from copilot.records.people import Client, User

WAITING, TOLD, TAKEN_BACK, DROPPED = "waiting", "told", "taken_back", "dropped"
STOPPED, CLIENT_GONE, SENT = "stopped", "client_gone", "sent"
#: What is told on the day, and what where it was dropped.
WELCOME_NOW = "welcome_now"
NOTICES = {STOPPED: "reminder_stopped", CLIENT_GONE: "reminder_gone"}
_HAS_LEFT = frozenset({Status.QUEUED, Status.SENDING, Status.UNSURE, Status.HANDED, Status.SENT})


class NothingToWaitFor(CopilotError):
    """Nobody knows a day from which this would be welcome."""


def remind_me(session: Session, desk: Desk, draft: Draft, policy: Policy, now: datetime) -> Reminder:
    """Keep that the asker wants to be told; one reminder for a client, the latest counts. The caller commits."""
    at = _welcome(session, draft, policy, now)
    if at is None:
        raise NothingToWaitFor("No day is known from which this would be welcome.", key="remind_no_day")
    reminder = waiting_for(session, desk.user_id, draft.client_id)
    if reminder is None:
        reminder = Reminder(user_id=desk.user_id, client_id=draft.client_id, draft_id=draft.id or 0, at=at, made_at=now)
    reminder.draft_id, reminder.at, reminder.made_at = draft.id or 0, at, now
    session.add(reminder)
    session.flush()
    return reminder


def take_back(session: Session, user_id: int, client_id: int) -> bool:
    """It is not wanted any more; False where none waited. The caller commits."""
    reminder = waiting_for(session, user_id, client_id)
    return reminder is not None and _settle(session, reminder, TAKEN_BACK)


def waiting_for(session: Session, user_id: int, client_id: int) -> Reminder | None:
    """The reminder of this person for this client that is still to come."""
    mine = select(Reminder).where(Reminder.user_id == user_id, Reminder.client_id == client_id, Reminder.state == WAITING)
    return session.exec(mine.order_by(col(Reminder.id).desc())).first()


def pass_on(
    session: Session, user_id: int, colleague_id: int, client_ids: Sequence[int | None], *, kept_before: datetime | None = None
) -> None:
    """The colleague is reminded of these clients from now on, with what was kept before that moment; one reminder a client."""
    waiting = select(Reminder).where(
        Reminder.user_id == user_id, Reminder.state == WAITING, col(Reminder.client_id).in_(client_ids)
    )
    if kept_before is not None:
        waiting = waiting.where(Reminder.made_at < kept_before)
    for reminder in session.exec(waiting).all():
        if waiting_for(session, colleague_id, reminder.client_id):
            _settle(session, reminder, TAKEN_BACK)
            continue
        reminder.user_id = colleague_id
        session.add(reminder)


def last_of(session: Session, draft_id: int) -> Reminder | None:
    """What was last kept for this draft, whatever became of it."""
    return session.exec(select(Reminder).where(Reminder.draft_id == draft_id).order_by(col(Reminder.id).desc())).first()


def put_off(session: Session, draft: Draft) -> bool:
    """Whether somebody will be reminded of it: that it expires before is no news then."""
    waiting = select(Reminder.id).where(Reminder.draft_id == draft.id, Reminder.state == WAITING)
    return session.exec(waiting).first() is not None


def remind_due(session: Session, policy: Policy, now: datetime) -> int:
    """Tell those whose day has come; drop what came to nothing, with the reason; how many were told. The caller commits."""
    told = 0
    for reminder in session.exec(select(Reminder).where(Reminder.state == WAITING).order_by(col(Reminder.id))).all():
        client, draft = session.get_one(Client, reminder.client_id), session.get_one(Draft, reminder.draft_id)
        if because := _came_to_nothing(session, reminder, client, draft, policy, now):
            _drop(session, reminder, client, because, now)
        elif reminder.at <= now:
            later = _welcome(session, draft, policy, now)
            if later is not None and later > now:  # somebody else wrote meanwhile
                reminder.at = later
                session.add(reminder)
            elif _settle(session, reminder, TOLD):
                _tell(session, reminder, client, WELCOME_NOW, now)
                told += 1
    session.flush()
    return told


def _welcome(session: Session, draft: Draft, policy: Policy, now: datetime) -> datetime | None:
    """From when it would be welcome; None where nothing speaks against now, or no day is known."""
    found = best_not_now(situation_of(session, draft, policy, now), draft.letter.message)
    return found.welcome_from if found and whatever_the_hour(found.findings) else None


def _came_to_nothing(session: Session, reminder: Reminder, client: Client, draft: Draft, policy: Policy, now: datetime) -> str:
    if client.status != "active":
        return CLIENT_GONE
    if draft.status in _HAS_LEFT:
        return SENT
    lines = select(Consent.id).where(Consent.client_id == client.id, col(Consent.at) >= reminder.made_at)
    if session.exec(lines.where(col(Consent.status).in_(("withdrawn", "refused")))).first() is None:
        return ""
    message = draft.letter.message
    open_ways = ways(session, client, situation_of(session, draft, policy, now), message.purpose)
    return "" if Channel(draft.channel) in {way.channel for way in open_ways} else STOPPED


def _drop(session: Session, reminder: Reminder, client: Client, because: str, now: datetime) -> None:
    if _settle(session, reminder, DROPPED, because) and because in NOTICES:
        _tell(session, reminder, client, NOTICES[because], now)


def _tell(session: Session, reminder: Reminder, client: Client, kind: str, now: datetime) -> None:
    """To whoever asked for it; to who looks after the client now, where they are no longer there."""
    asked = session.get(User, reminder.user_id)
    there = asked is not None and asked.active and asked.store_id in (None, client.store_id)
    for user_id in [reminder.user_id] if there else looked_after_by(session, client, now):
        tell(session, user_id, kind, now, client_id=client.id, draft_id=reminder.draft_id)


def _settle(session: Session, reminder: Reminder, state: str, because: str = "") -> bool:
    """End the wait, unless somebody did so at the same moment."""
    still = update(Reminder).where(col(Reminder.id) == reminder.id, col(Reminder.state) == WAITING)
    done = session.connection().execute(still.values(state=state, because=because)).rowcount == 1
    session.refresh(reminder)
    return done
