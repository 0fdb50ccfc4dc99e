"""What clients agreed to and took back, as what makes them fit: the latest line of the ledger for a channel counts."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, exists, not_, or_

from copilot.records.because import Because, Reason
from copilot.records.care import Consent
from copilot.records.people import Client

ANY = "any"  #: whatever the channel


def consent_is(status: str, channel: str) -> ColumnElement[bool]:
    """The latest ledger line for marketing on the channel (or on any) has this status."""
    return exists().where(col(Consent.client_id) == Client.id, *_latest((status,), channel))


def consent(
    statuses: Collection[str], channel: str, clock: timedelta, since: date | None = None, until: date | None = None
) -> Reason:
    """The latest ledger line for marketing on the channel (or on any) has one of these, and was written in this time."""
    conditions = _latest(statuses, channel)
    conditions += [col(Consent.at) >= _midnight(since) - clock] if since else []
    conditions += [col(Consent.at) < _midnight(until + timedelta(days=1)) - clock] if until else []

    def agreed(line: Consent) -> Because:
        on = (line.at + clock).date()
        words = f"{line.channel} {line.status} on {on:%-d %B %Y}"
        return Because("consent", line.id or 0, words, line.how, what=line.channel, on=on, at=line.status)

    return Reason("consent", Consent, conditions, agreed)


def _latest(statuses: Collection[str], channel: str) -> list[ColumnElement[bool]]:
    later = aliased(Consent)
    same = and_(later.client_id == Consent.client_id, later.channel == Consent.channel, later.purpose == Consent.purpose)
    newer = exists().where(same, or_(later.at > Consent.at, and_(later.at == Consent.at, col(later.id) > col(Consent.id))))
    named = [col(Consent.channel) == channel] if channel not in ("", ANY) else []
    return [col(Consent.purpose) == "marketing", col(Consent.status).in_(statuses), not_(newer), *named]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
