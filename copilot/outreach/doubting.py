"""Messages of which a person must say whether they ask us to stop: until then nothing that sells leaves for their writer."""

from sqlmodel import Session, col, or_, select

from copilot.reading.stopping import Asks
from copilot.records.drafts import Arrival
from copilot.records.people import ContactPoint

MAYBE_STOP = Asks.MAYBE_STOP.value


def in_doubt(session: Session, client_id: int) -> bool:
    """Whether such a message waits: of this client, or from an address that is also theirs."""
    theirs = select(ContactPoint.normalised).where(ContactPoint.client_id == client_id)
    waits = select(Arrival.id).where(
        Arrival.state == "waiting",
        Arrival.means == MAYBE_STOP,
        or_(Arrival.client_id == client_id, col(Arrival.sender).in_(theirs)),
    )
    return session.exec(waits).first() is not None
