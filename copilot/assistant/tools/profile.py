"""Who a client is."""

from datetime import date

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter, day
from copilot.domain.source import Found, Source
from copilot.records.buying import totals
from copilot.records.people import Account, Client, ContactPoint, Store, User
from copilot.records.scope import client_in_scope, clients_within


@tool(response_format="content_and_artifact")
def client_profile(client_id: int, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """Show who a client is: names, language, ways to reach them, household or company, whose book, style, visits."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        every_point = session.exec(
            select(ContactPoint)
            .where(ContactPoint.client_id == client_id)
            .order_by(col(ContactPoint.preferred).desc(), col(ContactPoint.id))
        ).all()
        points = [p for p in every_point if p.used_until is None]
        earlier = sorted((p for p in every_point if p.used_until), key=lambda p: p.used_until or date.min, reverse=True)
        account = session.get(Account, client.account_id) if client.account_id else None
        members = (
            session.exec(
                select(Client).where(
                    Client.account_id == client.account_id, Client.id != client_id, clients_within(counter.scope)
                )
            ).all()
            if account
            else []
        )
        associate = session.get(User, client.associate_id) if client.associate_id else None
        store = session.get(Store, client.store_id)
        bought = totals(session, counter.scope, [client_id])
        data = {
            "id": client.id,
            "name": client.name,
            "called": client.called,
            "salutation": client.salutation,
            "language": client.language,
            "timezone": client.timezone,
            "city": client.city,
            "country": client.country,
            "postcode": client.postcode,
            "store": store.name if store else "",
            "associate": associate.name if associate else "",
            "own": client.associate_id == counter.desk.user_id,
            "style": client.relationship_style,
            "style_set_by": client.style_set_by,
            "since": client.since,
            "status": client.status,
            "status_on": client.status_on,
            "contact_points": [
                {"kind": p.kind, "value": p.value, "preferred": p.preferred, "verified_on": p.verified_on} for p in points
            ],
            "earlier_points": [{"kind": p.kind, "value": p.value, "used_until": p.used_until} for p in earlier],
            "account": {"kind": account.kind, "name": account.name, "role": client.account_role} if account else None,
            "members": [{"id": m.id, "name": m.name, "called": m.called, "role": m.account_role} for m in members],
            "purchases": bought.purchases,
            "spent": bought.spent,
            "first_purchase": bought.first,
            "last_purchase": bought.last,
        }
    place = " ".join(p for p in (client.city, client.postcode, client.country) if p)
    spent = ", ".join(m.in_words() for m in bought.spent) or "nothing"
    style = f"{client.relationship_style} ({client.style_set_by or 'not yet set'})"
    lines = [
        f"{client.name} (called {client.called}), writes {client.language}, {place}",
        f"Book: {data['associate'] or 'nobody'}. Style: {style}. Status: {client.status}.",
        f"Client since {day(client.since)}. Purchases: {bought.purchases}, spent {spent}, last on {day(bought.last)}.",
        *(f"{p.kind}: {p.value}{' (preferred)' if p.preferred else ''}" for p in points),
        *(f"{p.kind} no longer in use since {day(p.used_until)}: {p.value}" for p in earlier),
    ]
    if account:
        lines.append(f"{account.kind} {account.name}: {client.account_role or 'member'}")
        lines += [f"also in it: {m.name} ({m.account_role}) client_id {m.id}" for m in members]
    body = "\n".join(lines)
    source = Source("client", str(client_id), client.name, body, client_id=client_id, on=client.since)
    others = tuple(
        Source("client", str(m.id), m.name, f"{m.account_role or 'member'} of {account.name if account else ''}", client_id=m.id)
        for m in members
    )
    return f"{body}\n[{source.mark}]", Found("client_profile", (source, *others), data)
