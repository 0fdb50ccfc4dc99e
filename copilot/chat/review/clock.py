"""Whose clock the desk shows: that of the shop where the client is looked after."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.records.people import Client, Store


def clock_of(session: Session, client: Client) -> ZoneInfo:
    """The clock of the client's shop."""
    return ZoneInfo(session.get_one(Store, client.store_id).timezone)


def midnight(session: Session, desk: Desk) -> datetime:
    """When today began at the asker's desk."""
    first = select(Store).order_by(col(Store.id))  # of the whole house, as `desk_of` has it
    store = session.get(Store, desk.store_id) if desk.store_id else session.exec(first).first()
    return datetime.combine(desk.today, time(), tzinfo=ZoneInfo(store.timezone if store else "UTC"))
