"""What was lately written: a new message does not repeat it."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from copilot.records.care import Contact
from copilot.records.drafts import Draft
from copilot.records.people import Client

_REMEMBERED = timedelta(days=90)  #: so long a text counts among those that a new one must not repeat
_MOST_REMEMBERED = 120


def lately(session: Session, client: Client, now: datetime) -> list[str]:
    """The texts that were drafted in the client's store, and sent to the client."""
    drafts = session.exec(
        select(Draft.text)
        .join(Client, col(Client.id) == Draft.client_id)
        .where(Client.store_id == client.store_id, Draft.created_at >= now - _REMEMBERED)
        .order_by(col(Draft.created_at).desc(), col(Draft.id).desc())
        .limit(_MOST_REMEMBERED)
    ).all()
    sent = session.exec(
        select(Contact.text)
        .where(
            Contact.client_id == client.id, Contact.direction == "out", Contact.text != "", Contact.at >= now - 4 * _REMEMBERED
        )
        .order_by(col(Contact.at).desc())
        .limit(_MOST_REMEMBERED)
    ).all()
    return [*drafts, *sent]
