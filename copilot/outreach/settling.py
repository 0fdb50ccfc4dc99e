"""Whether a message in doubt is a stop: whoever looks after its writer says, or who leads the store; and takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Status, Step, WrongMove
from copilot.domain.policy import Policy
from copilot.errors import CopilotError, OutOfScope
from copilot.outreach.doubting import MAYBE_STOP
from copilot.outreach.ledger import take_back
from copilot.outreach.locking import lock
from copilot.outreach.moving import take
from copilot.outreach.notices import tell
from copilot.outreach.replies import BY_LINK, FILED, WAITING, decide
from copilot.outreach.standing_in import leading, looked_after_by, standing_in
from copilot.reading.stopping import Asks
from copilot.records.drafts import Arrival, Draft
from copilot.records.people import Client, User
from copilot.records.scope import client_in_scope
from copilot.records.upkeep import AuditLine

WITHIN = timedelta(minutes=10)  #: later than that a stop is the client's own to take back
_STOP, _NO_STOP, _TAKEN_BACK = "message was a stop", "message was no stop", "decision on a message taken back"
_STOPS = (Asks.STOP_ALL.value, Asks.STOP_CHANNEL.value)


class NotTakenBack(CopilotError):
    """What was said of the message holds; the key says why."""


@dataclass(frozen=True)
class Doubt:
    """A message that was or is in doubt, and what was said of it."""

    arrival: Arrival
    client: Client
    said: Asks | None = None  #: None: nobody has said yet
    by: str = ""
    at: datetime | None = None
    may_take_back: bool = False


def doubt(session: Session, desk: Desk, arrival_id: int, now: datetime) -> Doubt:
    """The message, for whom it is to decide; OutOfScope for everybody else, as if there were none."""
    return _seen(session, desk, session.get(Arrival, arrival_id), now)


def about(session: Session, contact_id: int) -> int | None:
    """The message that was filed as this contact."""
    return session.exec(select(Arrival.id).where(Arrival.contact_id == contact_id)).first()


def in_hand(session: Session, desk: Desk, now: datetime) -> list[Doubt]:
    """Those that wait for this person's word, the oldest first."""
    lines = select(Arrival).where(Arrival.state == WAITING, Arrival.because == MAYBE_STOP)
    return _theirs(session, desk, session.exec(lines.order_by(col(Arrival.at), col(Arrival.id))).all(), now)


def said_since(session: Session, desk: Desk, since: datetime, now: datetime) -> list[Doubt]:
    """Of which somebody said it since then, the latest first."""
    lines = select(AuditLine).where(col(AuditLine.action).in_((_STOP, _NO_STOP)), col(AuditLine.at) >= since)
    ids = [line.subject.removeprefix("arrival ") for line in session.exec(lines.order_by(col(AuditLine.id).desc())).all()]
    rows = [session.get(Arrival, int(one)) for one in dict.fromkeys(ids)]
    return [one for one in _theirs(session, desk, [row for row in rows if row is not None], now) if one.said is not None]


def say(session: Session, desk: Desk, arrival_id: int, asks: Asks, policy: Policy, now: datetime) -> Arrival:
    """It asks us to stop this way, or altogether, or it does not: done at once. The caller commits."""
    found = _locked(session, desk, arrival_id, now)
    arrival = found.arrival
    if arrival.state != WAITING or arrival.because != MAYBE_STOP:
        raise WrongMove("Somebody has dealt with this message already.", key="arrival_settled")
    _note(session, desk, arrival, _STOP if asks.stops else _NO_STOP, now)
    return decide(session, arrival, found.client, asks, policy, now, desk.user_id)


def unsay(session: Session, desk: Desk, arrival_id: int, now: datetime) -> Arrival:
    """It is in doubt again; what a stop had closed is open as before, its withdrawn drafts stay withdrawn. The caller commits.

    NotTakenBack where the client has been told that we stopped, has stopped us since, or ten minutes are over.
    """
    found = _locked(session, desk, arrival_id, now)
    arrival, client_id = found.arrival, found.client.id or 0
    if found.said is None or found.at is None:
        raise WrongMove("Nobody has said anything of this message.", key="arrival_settled")
    if not found.may_take_back:
        raise OutOfScope(f"There is no message {arrival_id} here.")
    if found.said.stops:
        if now - found.at > WITHIN:
            raise NotTakenBack("Ten minutes are over: only the client can take a stop back.", key="doubt_too_late")
        if _stopped_since(session, arrival, found.at):
            raise NotTakenBack("The client has asked us to stop since.", key="doubt_stopped_since")
        _unanswer(session, desk, arrival, found.at, now)
        take_back(session, client_id, str(arrival.id), "a colleague had taken a message for a stop", now)
    arrival.state, arrival.because, arrival.means, arrival.settled_by_id = WAITING, MAYBE_STOP, MAYBE_STOP, None
    session.add(arrival)
    _note(session, desk, arrival, _TAKEN_BACK, now)
    for user_id in {*looked_after_by(session, found.client, now), *leading(session, found.client.store_id)} - {desk.user_id}:
        tell(session, user_id, MAYBE_STOP, now, client_id=client_id, contact_id=arrival.contact_id)
    session.flush()
    return arrival


def _seen(session: Session, desk: Desk, arrival: Arrival | None, now: datetime) -> Doubt:
    line = _last_said(session, arrival) if arrival is not None else None
    said = line if line is not None and line.action != _TAKEN_BACK and arrival and arrival.state == FILED else None
    if arrival is None or arrival.client_id is None or not (said or arrival.because == MAYBE_STOP):
        raise OutOfScope("There is no such message here.")
    client = client_in_scope(session, desk.scope, arrival.client_id)
    theirs = client.associate_id is not None and desk.user_id in (
        client.associate_id,
        standing_in(session, client.associate_id, now),
    )
    if not (theirs or desk.scope.leads):
        raise OutOfScope("There is no such message here.")
    if said is None:
        return Doubt(arrival, client)
    asks = Asks(arrival.means) if arrival.means in _STOPS else Asks.NOTHING
    user = session.get(User, said.user_id) if said.user_id else None
    mine = desk.scope.leads or said.user_id == desk.user_id
    return Doubt(arrival, client, asks, user.name if user else "", said.at, mine)


def _theirs(session: Session, desk: Desk, rows: Sequence[Arrival], now: datetime) -> list[Doubt]:
    found = []
    for row in rows:
        try:
            found.append(_seen(session, desk, row, now))
        except OutOfScope:
            continue
    return found


def _locked(session: Session, desk: Desk, arrival_id: int, now: datetime) -> Doubt:
    """As it is with nobody else's hand on it."""
    lock(session, doubt(session, desk, arrival_id, now).client.id or 0)
    return _seen(session, desk, session.get(Arrival, arrival_id, populate_existing=True), now)


def _last_said(session: Session, arrival: Arrival) -> AuditLine | None:
    lines = select(AuditLine).where(AuditLine.subject == f"arrival {arrival.id}")
    lines = lines.where(col(AuditLine.action).in_((_STOP, _NO_STOP, _TAKEN_BACK)))
    return session.exec(lines.order_by(col(AuditLine.id).desc())).first()


def _note(session: Session, desk: Desk, arrival: Arrival, action: str, now: datetime) -> None:
    session.add(AuditLine(at=now, user_id=desk.user_id, action=action, subject=f"arrival {arrival.id}"))


def _stopped_since(session: Session, arrival: Arrival, at: datetime) -> bool:
    later = select(Arrival.id).where(
        Arrival.client_id == arrival.client_id, Arrival.id != arrival.id, col(Arrival.at) >= at, col(Arrival.means).in_(_STOPS)
    )
    pressed = select(AuditLine.id).where(AuditLine.action == BY_LINK, AuditLine.subject == f"client {arrival.client_id}")
    return any(session.exec(one).first() is not None for one in (later, pressed.where(col(AuditLine.at) >= at)))


def _unanswer(session: Session, desk: Desk, arrival: Arrival, at: datetime, now: datetime) -> None:
    """What tells the client that we stopped does not leave; where it has left, they were told and it holds."""
    told = select(Draft).where(Draft.answers_id == arrival.contact_id, col(Draft.automatic), col(Draft.created_at) >= at)
    for draft in session.exec(told).all():
        if draft.status == Status.QUEUED:
            take(session, draft, Step.WITHDRAW, now, by_id=desk.user_id, ended_because="given_up")
        elif draft.status != Status.WITHDRAWN:
            raise NotTakenBack("The client was told already that we stopped.", key="doubt_told")
