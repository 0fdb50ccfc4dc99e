"""Which drafts an outbox has to look at: those whose time has come, and those that another one left behind."""

import random
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from copilot.domain.draft import Status
from copilot.records.drafts import Draft

_BATCH = 50


def due(engine: Engine, now: datetime) -> list[int]:
    """Some of what may leave by now, those that wait longest."""
    come = or_(col(Draft.send_after).is_(None), col(Draft.send_after) <= now)
    waiting = select(Draft.id).where(Draft.status == Status.QUEUED.value, come)
    return _shuffled(engine, waiting.order_by(col(Draft.send_after), col(Draft.id)))


def stranded(engine: Engine, before: datetime) -> list[int]:
    """Some of what was claimed before this moment and is still being sent."""
    left = select(Draft.id).where(Draft.status == Status.SENDING.value, col(Draft.claimed_at) <= before)
    return _shuffled(engine, left.order_by(col(Draft.claimed_at)))


def _shuffled(engine: Engine, query: Any) -> list[int]:
    """In no order: several workers at the same front would stand in each other's way."""
    with Session(engine) as session:
        found = [one for one in session.exec(query.limit(_BATCH)).all() if one is not None]
    random.shuffle(found)
    return found
