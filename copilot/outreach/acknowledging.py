"""The one thing that ever leaves without a person: a stop is answered, once, in the policy's own words."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session, col, select

from copilot.channels.addresses import one_line
from copilot.domain.draft import Status
from copilot.domain.message import Channel, Purpose
from copilot.domain.policy import Policy
from copilot.records.drafts import Arrival, Draft, DraftEvent
from copilot.records.people import Client

WITHIN = timedelta(minutes=5)  #: later than that it is not sent any more
_CAN = (Channel.EMAIL.value, Channel.SMS.value, Channel.WHATSAPP.value)
_ONE_IN = timedelta(days=1)  #: a machine that answers our answer is not answered again


def is_acknowledgement(draft: Draft, policy: Policy) -> bool:
    """Whether this is exactly that answer, and the policy still wants it sent."""
    said = policy.sending
    return (
        said.acknowledge
        and draft.automatic
        and draft.purpose == Purpose.REPLY.value
        and draft.text in said.acknowledgement.values()
    )


def acknowledge(session: Session, client: Client, arrival: Arrival, policy: Policy, now: datetime) -> Draft | None:
    """Queue the answer to a stop that just came in; None where there is none to give. The caller commits."""
    said = policy.sending
    text = said.acknowledgement.get(client.language) or said.acknowledgement.get("en", "")
    if not said.acknowledge or not text or arrival.channel not in _CAN or now - arrival.at > WITHIN:
        return None
    lately = select(Draft.id).where(Draft.address == arrival.sender, col(Draft.automatic), col(Draft.created_at) > now - _ONE_IN)
    if session.exec(lately).first() is not None:
        return None
    subject = one_line(arrival.subject)
    re = subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
    draft = Draft(
        client_id=client.id or 0,
        status=Status.QUEUED.value,
        channel=arrival.channel,
        purpose=Purpose.REPLY.value,
        occasion="stop",
        language=client.language if client.language in said.acknowledgement else "en",
        address=arrival.sender,
        subject=re[:200] if arrival.channel == Channel.EMAIL else "",
        text=text,
        first_text=text,
        written_by="policy",
        answers_id=arrival.contact_id,
        created_at=now,
        changed_at=now,
        approved_at=now,
        send_after=now,
        key=uuid4().hex,
        automatic=True,
        policy=f"{policy.name} {policy.version}",
    )
    draft.first_subject = draft.subject
    draft.approved_digest = draft.letter.digest
    session.add(draft)
    session.flush()
    first = DraftEvent(draft_id=draft.id or 0, at=now, step="begin", status=draft.status, policy=draft.policy)
    first.subject_after, first.text_after, first.digest = draft.subject, draft.text, draft.approved_digest
    session.add(first)
    session.flush()
    return draft
