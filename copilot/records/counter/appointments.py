"""Visits: booked, moved, cancelled. What an appointment said before each change is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk, Role
from copilot.errors import OutOfScope
from copilot.records.care import Appointment
from copilot.records.columns import now
from copilot.records.counter.opening import is_open
from copilot.records.counter.refusing import ChangedMeanwhile, CounterRefused
from copilot.records.counter.writing import client_to_change, told
from copilot.records.people import Client, Store, User
from copilot.records.scope import clients_within
from copilot.records.upkeep import RowChange

NEAR = timedelta(minutes=60)  #: two appointments of one person this near are a clash
LONGEST = 300


@dataclass(frozen=True)
class Visit:
    """When, what for, with whom."""

    starts_at: datetime
    purpose: str
    associate_id: int | None


def moment_of(store: Store, day: str, time: str, at: datetime) -> datetime:
    """The moment that a day and a time mean on the store's clock; refused if it has passed."""
    try:
        local = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(store.timezone))
    except ValueError as wrong:
        raise CounterRefused("Enter the day and the time.", key="when_missing", field="time" if day else "day") from wrong
    if local <= at:
        raise CounterRefused("This moment has passed.", key="when_past", field="day")
    if local > at + timedelta(days=731):
        raise CounterRefused("This is more than two years from now.", key="when_far", field="day")
    return local


def doubts(session: Session, store: Store, visit: Visit, *, but_not: int | None = None) -> list[tuple[str, dict[str, str]]]:
    """What somebody should know before booking: the store is shut, or the associate has another appointment."""
    zone = ZoneInfo(store.timezone)
    found: list[tuple[str, dict[str, str]]] = []
    if is_open(store.opening_hours, visit.starts_at.astimezone(zone)) is False:
        found.append(("store_shut", {"hours": store.opening_hours}))
    for other in session.exec(
        select(Appointment).where(
            Appointment.associate_id == visit.associate_id,
            Appointment.status == "booked",
            col(Appointment.starts_at) > visit.starts_at - NEAR,
            col(Appointment.starts_at) < visit.starts_at + NEAR,
        )
    ):
        if visit.associate_id is not None and other.id != but_not:
            who = session.get(User, visit.associate_id)
            found.append(("clash", {"who": who.name if who else "", "time": f"{other.starts_at.astimezone(zone):%H:%M}"}))
    return found


def colleagues(session: Session, store_id: int) -> list[User]:
    """Who may receive a client in a store."""
    serving = [Role.ASSOCIATE.value, Role.MANAGER.value]
    here = select(User).where(User.store_id == store_id, col(User.active).is_(True), col(User.role).in_(serving))
    return list(session.exec(here.order_by(col(User.name))))


def appointment_in_scope(session: Session, desk: Desk, appointment_id: int) -> Appointment:
    """The appointment of a client whom the asker may see, or OutOfScope as for none."""
    found = session.exec(
        select(Appointment)
        .join(Client, col(Client.id) == Appointment.client_id)
        .where(Appointment.id == appointment_id, clients_within(desk.scope))
    ).first()
    if found is None:
        raise OutOfScope("There is no such appointment here.")
    return found


def book(session: Session, desk: Desk, client_id: int, visit: Visit, *, once: str) -> int:
    """A new appointment in the client's store; its id. The same `once` books it once."""
    client = client_to_change(session, desk, client_id)
    _check(session, client, visit)
    if (before := session.exec(select(Appointment).where(Appointment.source_id == once)).first()) is not None:
        return before.id or 0
    appointment = Appointment(
        source_id=once,
        client_id=client_id,
        store_id=client.store_id,
        associate_id=visit.associate_id,
        starts_at=visit.starts_at,
        purpose=visit.purpose.strip(),
    )
    session.add(appointment)
    session.flush()
    told(session, desk, "appointment booked", f"appointment {appointment.id}")
    return appointment.id or 0


def move(session: Session, desk: Desk, appointment_id: int, visit: Visit, *, seen: Mapping[str, object]) -> int:
    """Another time, purpose or colleague, if it still stands as it was `seen`; the id of the line that keeps the old one."""
    appointment = _held(session, desk, appointment_id, seen)
    _check(session, session.get_one(Client, appointment.client_id), visit)
    before = as_seen(appointment)
    appointment.starts_at, appointment.purpose, appointment.associate_id = (
        visit.starts_at,
        visit.purpose.strip(),
        visit.associate_id,
    )
    return _changed(session, desk, appointment, before, "appointment moved")


def cancel(session: Session, desk: Desk, appointment_id: int, *, seen: Mapping[str, object]) -> int:
    """It will not take place, if it still stands as it was `seen`; the id of the line that keeps it as it was."""
    appointment = _held(session, desk, appointment_id, seen)
    before = as_seen(appointment)
    appointment.status = "cancelled"
    return _changed(session, desk, appointment, before, "appointment cancelled")


def unbook(session: Session, desk: Desk, appointment_id: int, *, seen: Mapping[str, object]) -> None:
    """Take back what was just booked, if nobody changed it since."""
    appointment = _held(session, desk, appointment_id, seen)
    session.delete(appointment)
    told(session, desk, "appointment taken back", f"appointment {appointment_id}")
    session.flush()


def undo_change(session: Session, desk: Desk, change_id: int) -> None:
    """As it was before the asker's last change, which stays on record with its undoing."""
    change = session.get(RowChange, change_id)
    if change is None or change.kind != "appointment" or change.user_id != desk.user_id:
        raise CounterRefused("This cannot be undone any more.", key="undo_gone")
    appointment = _held(session, desk, change.row_id, change.after)
    before = as_seen(appointment)
    was = change.before
    appointment.starts_at = datetime.fromisoformat(str(was["starts_at"]))
    appointment.purpose, appointment.status = str(was["purpose"]), str(was["status"])
    appointment.associate_id = int(str(was["associate_id"])) if was["associate_id"] is not None else None
    _changed(session, desk, appointment, before, "appointment change undone")


def as_seen(appointment: Appointment) -> dict[str, object]:
    """Everything that can be changed about it, as plain values: what tells two states apart."""
    return {
        "starts_at": appointment.starts_at.isoformat(),
        "purpose": appointment.purpose,
        "associate_id": appointment.associate_id,
        "status": appointment.status,
    }


def _check(session: Session, client: Client, visit: Visit) -> None:
    if visit.starts_at <= now():
        raise CounterRefused("This moment has passed.", key="when_past", field="day")
    if len(visit.purpose) > LONGEST:
        raise CounterRefused(f"Use up to {LONGEST} letters.", key="text_too_long", field="purpose", most=LONGEST)
    if visit.associate_id is not None and visit.associate_id not in {c.id for c in colleagues(session, client.store_id)}:
        raise CounterRefused("Choose a colleague of this store.", key="no_such_colleague", field="associate_id")


def _held(session: Session, desk: Desk, appointment_id: int, seen: Mapping[str, object]) -> Appointment:
    appointment = appointment_in_scope(session, desk, appointment_id)
    client_to_change(session, desk, appointment.client_id)
    session.refresh(appointment)
    if as_seen(appointment) != dict(seen):
        raise ChangedMeanwhile(in_words(session, appointment))
    return appointment


def in_words(session: Session, appointment: Appointment) -> str:
    """For the person who is told what it says now."""
    store = session.get(Store, appointment.store_id)
    local = appointment.starts_at.astimezone(ZoneInfo(store.timezone if store else "UTC"))
    status = "" if appointment.status == "booked" else f" ({appointment.status})"
    return f"{local:%Y-%m-%d %H:%M}{', ' if appointment.purpose else ''}{appointment.purpose}{status}"


def _changed(session: Session, desk: Desk, appointment: Appointment, before: dict[str, object], action: str) -> int:
    change = RowChange(
        client_id=appointment.client_id,
        kind="appointment",
        row_id=appointment.id or 0,
        user_id=desk.user_id,
        before=before,
        after=as_seen(appointment),
    )
    session.add_all([appointment, change])
    told(session, desk, action, f"appointment {appointment.id}")
    session.flush()
    return change.id or 0
