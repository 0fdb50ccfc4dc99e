"""A number or an address that changed: the new one takes over, the old one stays with the day until which it was used."""

from datetime import date

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.records.counter.reaching import checked
from copilot.records.counter.refusing import ChangedMeanwhile, CounterRefused
from copilot.records.counter.writing import client_to_change, told
from copilot.records.people import ContactPoint, Store


def in_use(session: Session, client_id: int) -> list[ContactPoint]:
    """The ways to reach a client today, the preferred first."""
    return list(
        session.exec(
            select(ContactPoint)
            .where(ContactPoint.client_id == client_id, col(ContactPoint.used_until).is_(None))
            .order_by(col(ContactPoint.preferred).desc(), col(ContactPoint.id))
        )
    )


def country_of(session: Session, store_id: int | None) -> str:
    """The country in which a number without +44 is dialled: the store's."""
    store = session.get(Store, store_id) if store_id else None
    return store.country if store else ""


def change_contact_point(
    session: Session, desk: Desk, client_id: int, kind: str, value: str, today: date, *, replaces: int | None = None
) -> int:
    """Keep a new number or address, in place of the one named or beside the others; its id."""
    client = client_to_change(session, desk, client_id)
    shown, normalised = checked(kind, value, country_of(session, client.store_id))
    current = in_use(session, client_id)
    old = next((point for point in current if point.id == replaces), None)
    if replaces is not None and old is None:
        raise ChangedMeanwhile(next((point.value for point in current if point.kind == kind), "–"))
    if any(point.kind == kind and point.normalised == normalised for point in current):
        raise CounterRefused(f"{shown} is there already.", key="same_already", field="contact", value=shown)
    new = ContactPoint(
        client_id=client_id,
        kind=kind,
        value=shown,
        normalised=normalised,
        verified_on=today,
        preferred=old.preferred if old else not current,
        changed_by_id=desk.user_id,
    )
    session.add(new)
    session.flush()
    if old is not None:
        old.used_until, old.replaced_by_id, old.changed_by_id = today, new.id, desk.user_id
        session.add(old)
    told(session, desk, "contact point changed", f"contact_point {new.id}")
    session.flush()
    return new.id or 0


def undo_contact_point(session: Session, desk: Desk, client_id: int, point_id: int) -> None:
    """Take a number back that was just written down; the one before is in use again."""
    client_to_change(session, desk, client_id)
    new = session.get(ContactPoint, point_id)
    if new is None or new.client_id != client_id or new.changed_by_id != desk.user_id:
        raise CounterRefused("This cannot be undone any more.", key="undo_gone")
    if new.used_until is not None:
        raise ChangedMeanwhile(next((point.value for point in in_use(session, client_id) if point.kind == new.kind), "–"))
    for old in session.exec(select(ContactPoint).where(ContactPoint.replaced_by_id == point_id)).all():
        old.used_until, old.replaced_by_id = None, None
        session.add(old)
    session.flush()
    session.delete(new)
    told(session, desk, "contact point change undone", f"contact_point {point_id}")
    session.flush()
