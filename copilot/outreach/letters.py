"""An approved draft as its channel gets it: the words, and what custom and law put around them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from copilot.channels.outgoing import Outgoing
from copilot.channels.unsubscribing import unsubscribe_link
from copilot.domain.message import Channel, Purpose
from copilot.domain.policy import Policy
from copilot.outreach.approved_texts import heard_on
from copilot.records.drafts import Arrival, Draft
from copilot.records.people import Client, Store, User

_DEEPEST = 10  #: so far a thread is followed back


@dataclass(frozen=True)
class House:
    """What of the house stands on its letters."""

    name: str
    public_url: str  #: where the link that unsubscribes leads
    secret: str  #: signs that link


def outgoing(session: Session, draft: Draft, purpose: Purpose, policy: Policy, house: House, at: datetime) -> Outgoing:
    """The letter of this draft as it would leave at this moment, for the purpose that it counts for."""
    client = session.get_one(Client, draft.client_id)
    store = session.get_one(Store, client.store_id)
    writer = session.get(User, draft.associate_id) if draft.associate_id else None
    channel = Channel(draft.channel)
    sells_by_mail = channel is Channel.EMAIL and purpose is Purpose.MARKETING
    answers, thread = _thread(session, draft)
    return Outgoing(
        key=draft.key,
        channel=channel,
        purpose=purpose,
        to=draft.address,
        text=draft.text,
        subject=draft.subject,
        language=draft.language,
        to_name=client.name,
        from_name=f"{writer.name}, {house.name}" if writer else house.name,
        answers=answers,
        thread=thread,
        footer=_footer(policy, draft.language, house, store) if sells_by_mail else "",
        unsubscribe=unsubscribe_link(house.secret, house.public_url, draft.client_id, channel) if sells_by_mail else "",
        heard_at=heard_on(session, draft.client_id, channel),
        at=at,
        templates=policy.sending.templates,
    )


def _footer(policy: Policy, language: str, house: House, store: Store) -> str:
    said = policy.sending.footer
    words = said.get(language) or said.get("en", "")
    return words.replace("{house}", house.name).replace("{address}", store.address or store.city or store.name)


def _thread(session: Session, draft: Draft) -> tuple[str, tuple[str, ...]]:
    """What it answers as mailboxes call it, and what that one answered, oldest first."""
    if draft.answers_id is None:
        return "", ()
    arrival = session.exec(select(Arrival).where(Arrival.contact_id == draft.answers_id)).first()
    if arrival is None or not arrival.gateway_id.startswith("<"):
        return "", ()
    before: list[str] = []
    earlier = arrival.in_reply_to
    while earlier and earlier not in before and len(before) < _DEEPEST:
        before.append(earlier)
        own = session.exec(select(Draft.answers_id).where(Draft.gateway_id == earlier)).first()
        older = session.exec(select(Arrival).where(Arrival.contact_id == own)).first() if own else None
        earlier = older.gateway_id if older else ""
    return arrival.gateway_id, tuple(reversed(before))
