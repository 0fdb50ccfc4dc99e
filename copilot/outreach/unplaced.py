"""Messages of which a person must say whose they are. Who leads a store sees those that may be of its clients."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.draft import WrongMove
from copilot.domain.policy import Policy
from copilot.errors import OutOfScope
from copilot.outreach.doubting import MAYBE_STOP
from copilot.outreach.replies import DISMISSED, WAITING, Hear, place
from copilot.outreach.whose import clients_at
from copilot.reading.stopping import understood
from copilot.records.drafts import Arrival
from copilot.records.people import Client
from copilot.records.scope import client_in_scope
from copilot.records.upkeep import AuditLine


def waiting(session: Session, desk: Desk) -> list[tuple[Arrival, list[Client]]]:
    """What waits, the oldest first, each with the clients whom its address reaches."""
    if not desk.scope.leads:
        return []
    unplaced = select(Arrival).where(Arrival.state == WAITING, Arrival.because != MAYBE_STOP)
    lines = session.exec(unplaced.order_by(col(Arrival.at), col(Arrival.id))).all()
    found = [(one, _reached(session, one)) for one in lines]
    return [(one, _theirs(desk, some)) for one, some in found if _may_see(desk, some)]


def settle(
    session: Session, desk: Desk, arrival_id: int, client_id: int, policy: Policy, now: datetime, hear: Hear = understood
) -> Arrival:
    """It is of this client: file it. The caller commits."""
    arrival = _waiting(session, desk, arrival_id)
    client = client_in_scope(session, desk.scope, client_id)
    return place(session, arrival, client, policy, now, desk.user_id, hear)


def dismiss(session: Session, desk: Desk, arrival_id: int, now: datetime) -> Arrival:
    """It is nobody's: an advertisement, a wrong number. The caller commits."""
    arrival = _waiting(session, desk, arrival_id)
    arrival.state, arrival.settled_by_id = DISMISSED, desk.user_id
    session.add(arrival)
    session.add(AuditLine(at=now, user_id=desk.user_id, action="message dismissed", subject=f"arrival {arrival.id}"))
    session.flush()
    return arrival


def _waiting(session: Session, desk: Desk, arrival_id: int) -> Arrival:
    arrival = session.exec(select(Arrival).where(Arrival.id == arrival_id).with_for_update()).first()
    if not desk.scope.leads or arrival is None or not _may_see(desk, _reached(session, arrival)):
        raise OutOfScope(f"There is no message {arrival_id} here.")
    if arrival.state != WAITING or arrival.because == MAYBE_STOP:
        raise WrongMove("Somebody has dealt with this message already.", key="arrival_settled")
    return arrival


def _reached(session: Session, arrival: Arrival) -> list[Client]:
    if arrival.because == MAYBE_STOP and arrival.client_id is not None:
        return [session.get_one(Client, arrival.client_id)]
    return clients_at(session, arrival.channel, arrival.sender)


def _may_see(desk: Desk, clients: Sequence[Client]) -> bool:
    return not clients or bool(_theirs(desk, clients))


def _theirs(desk: Desk, clients: Sequence[Client]) -> list[Client]:
    return [one for one in clients if desk.scope.store_id in (None, one.store_id)]
