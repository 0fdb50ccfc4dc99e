"""A message that waits for a manager on the scripted page, written by somebody whom no other test knows."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session, select

from copilot.domain.draft import Letter
from copilot.domain.message import Channel, Message, Purpose
from copilot.outreach.drafts import begin
from copilot.outreach.reviewing import ask
from copilot.policies import PolicyInForce
from copilot.records.asking import desk_of
from copilot.records.care import Consent
from copilot.records.columns import now
from copilot.records.database import connect
from copilot.records.people import Client, Store, User
from copilot.records.sign_in import hash_password
from tests.chat.scripted import PASSWORD
from tests.chat.served import Served
from tests.outreach.test_reviewing import GUARD


def waiting_draft(page: Served, text: str) -> tuple[int, str, str]:
    """The draft's id, and the names of its associate and of its client; both are new."""
    engine = connect(page.database_url or f"sqlite:///{page.folder / 'copilot.db'}")
    name, moment, policy = f"rosa{uuid4().hex[:8]}", now(), PolicyInForce().now()
    with Session(engine) as session:
        london = session.exec(select(Store).where(Store.source_id == "LON")).one()
        rosa = User(source_id=name, name="Rosa Bell", store_id=london.id, password_hash=hash_password(PASSWORD))
        client = Client(source_id=f"c{name}", given_name="Odile", family_name=name, store_id=london.id)
        session.add_all([rosa, client])
        session.flush()
        session.add(Consent(client_id=client.id, channel="email", status="granted", at=moment - timedelta(days=30)))
        desk = desk_of(session, rosa, moment)
        letter = Letter(client.id, "odile@example.com", Message(Channel.EMAIL, Purpose.MARKETING, text, "The strap"))
        draft = begin(session, desk, letter, policy, moment)
        ask(session, desk, draft.id, draft.version, "She likes it direct.", GUARD, policy, moment)
        session.commit()
        found = (draft.id, name, client.name)
    engine.dispose()
    return found
