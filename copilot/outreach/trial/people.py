"""Made-up clients of a made-up store, and messages to them that were approved."""

from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.draft import Status
from copilot.domain.message import Channel, Purpose
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft
from copilot.records.people import Account, Client, Store, User

CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.POST)
STYLES = ("transactional", "unknown", "collaborative", "fan")
_number = count(1)


def furnish(engine: Engine, how_many: int, now: datetime, *, in_pairs: int = 0) -> list[int]:
    """So many clients who agreed to everything and wrote an hour ago, `in_pairs` of them two to a household; their ids."""
    with Session(engine) as session:
        store = Store(source_id="S", name="Trial", timezone="UTC", country="GB", address="1 Trial Street")
        session.add(store)
        session.flush()
        writer = User(source_id="w", name="Wren Trial", store_id=store.id)
        session.add(writer)
        session.flush()
        pairs = [Account(source_id=f"a{at}", name=f"Household {at}") for at in range(in_pairs)]
        session.add_all(pairs)
        session.flush()
        clients = [
            Client(
                source_id=f"c{at}",
                given_name=f"Client{at}",
                store_id=store.id or 0,
                associate_id=writer.id,
                timezone="UTC",
                relationship_style=STYLES[at % 4] if at >= 2 * in_pairs else STYLES[at // 2 % 4],
                account_id=pairs[at // 2].id if at < 2 * in_pairs else None,
            )
            for at in range(how_many)
        ]
        session.add_all(clients)
        session.flush()
        ids = [client.id or 0 for client in clients]
        before = now - timedelta(hours=1)
        for client_id in ids:
            session.add_all(Consent(client_id=client_id, channel=one.value, status="granted", at=before) for one in CHANNELS)
            session.add(Contact(client_id=client_id, at=before, direction="in", channel="whatsapp", text="Good morning"))
        session.commit()
        return ids


def approved(client_id: int, channel: Channel, purpose: Purpose, now: datetime) -> Draft:
    """A message that somebody released a moment ago; each has words of its own."""
    at = next(_number)
    to = {Channel.EMAIL: f"client{client_id}@trial.example", Channel.POST: ""}.get(channel, f"+447700{900000 + client_id:06d}")
    draft = Draft(
        client_id=client_id,
        associate_id=1,
        status=Status.QUEUED.value,
        channel=channel.value,
        purpose=purpose.value,
        address=to,
        subject=f"Trial {at}" if channel is Channel.EMAIL else "",
        text=f"Message number {at}: your repair waits for you at the counter.",
        key=uuid4().hex,
        approved_at=now,
        send_after=now,
    )
    draft.approved_digest = draft.letter.digest
    return draft
