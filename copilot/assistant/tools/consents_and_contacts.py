"""Whether we may write, and what was said last."""

from datetime import timedelta
from typing import Any

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter, day
from copilot.domain.source import Found, Source
from copilot.records.care import Consent, Contact
from copilot.records.people import User
from copilot.records.scope import client_in_scope

SHOWN = 20  #: contacts shown to a model; the counts cover all of them


@tool(response_format="content_and_artifact")
def consents_and_contacts(client_id: int, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """Show on which channels a client agreed to hear from us, and all messages, calls and letters with them, the latest first."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        ledger = session.exec(
            select(Consent).where(Consent.client_id == client_id).order_by(col(Consent.at), col(Consent.id))
        ).all()
        rows = session.exec(
            select(Contact, User.name)
            .outerjoin(User, col(User.id) == Contact.associate_id)
            .where(Contact.client_id == client_id)
            .order_by(col(Contact.at).desc(), col(Contact.id).desc())
        ).all()
    latest = {(line.channel, line.purpose): line for line in ledger}
    consents: list[dict[str, Any]] = []
    contacts: list[dict[str, Any]] = []
    sources: list[Source] = []
    for line in latest.values():
        on = counter.local(line.at).date()
        words = f"{line.channel}, {line.purpose}: {line.status} on {day(on)}{f' ({line.how})' if line.how else ''}"
        source = Source("consent", str(line.id), f"{line.channel}: {line.status}", words, client_id=client_id, on=on)
        sources.append(source)
        consents.append(
            {
                "mark": source.mark,
                "channel": line.channel,
                "purpose": line.purpose,
                "status": line.status,
                "on": on,
                "how": line.how,
                "words": words,
            }
        )
    for contact, associate in rows:
        at = counter.local(contact.at)
        who = f"from {client.called}" if contact.direction == "in" else f"by {associate or 'us'}"
        words = f"{day(at.date())} {at:%H:%M}, {contact.channel} {who}: {contact.text}"
        source = Source(
            "contact",
            str(contact.id),
            f"{contact.channel} {who}",
            words,
            client_id=client_id,
            on=at.date(),
            author=associate or "",
        )
        sources.append(source)
        contacts.append(
            {
                "mark": source.mark,
                "on": at.date(),
                "at": f"{at:%H:%M}",
                "direction": contact.direction,
                "channel": contact.channel,
                "purpose": contact.purpose,
                "text": contact.text,
                "by": associate or "",
                "answered": contact.answered,
                "words": words,
            }
        )
    month = counter.today - timedelta(days=30)
    marketing = sum(1 for c in contacts if c["direction"] == "out" and c["purpose"] == "marketing" and c["on"] >= month)
    text = "\n".join(
        ["Consents:"]
        + ([f"{c['words']} [{c['mark']}]" for c in consents] or ["none on record: no marketing message on any channel"])
        + [f"Contacts ({len(contacts)} in all; marketing messages in the last 30 days: {marketing}), latest first:"]
        + [
            f"{c['words']}{'' if c['answered'] or c['direction'] == 'in' else ' (unanswered)'} [{c['mark']}]"
            for c in contacts[:SHOWN]
        ]
    )
    whole = Source("ledger", f"contacts-{client_id}", f"{client.name}: consents and contacts", text, client_id=client_id)
    return f"{text}\n[{whole.mark}]", Found(
        "consents_and_contacts",
        (*sources, whole),
        {
            "client_id": client_id,
            "name": client.name,
            "called": client.called,
            "status": client.status,
            "style": client.relationship_style,
            "consents": consents,
            "contacts": contacts,
            "marketing_30_days": marketing,
            "ledger": whole.mark,
        },
    )
