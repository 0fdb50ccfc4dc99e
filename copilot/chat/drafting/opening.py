"""One's own drafts: the list of them, and one of them opened again."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import chainlit as cl
from sqlmodel import Session, col, select

from copilot.bootstrap import Shop
from copilot.chat.cards import Shown, Speech
from copilot.chat.desk import desk_now
from copilot.chat.drafting.putting import draft_element
from copilot.chat.panel import without_links
from copilot.chat.proposing import show_beside
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.domain.draft import ENDED, Status
from copilot.outreach.drafts import draft_in_scope, stood_in_for
from copilot.records.drafts import Draft
from copilot.records.people import Client
from copilot.records.scope import clients_within

LIST = "DraftList"
LISTED = 60  #: of one state, the newest; how many older ones there are is said
#: What waits for its associate first.
_ORDER = (
    Status.SENT_BACK, Status.UNSURE, Status.FAILED, Status.HANDED, Status.WRITING, Status.WAITING, Status.QUEUED, Status.SENDING,
)  # fmt: skip


async def opened(shop: Shop, payload: dict[str, Any]) -> object:
    """A draft that the asker may see, in a message of its own; what can be done with it, the card says."""
    desk = await cl.make_async(desk_now)(shop)
    draft_id = payload.get("draft_id")

    def named() -> tuple[str, int]:
        known = draft_id if isinstance(draft_id, int) and 0 <= draft_id < 2**31 else 0
        with Session(shop.engine) as session:
            draft = draft_in_scope(session, desk, known, shop.now())
            return session.get_one(Client, draft.client_id).name, draft.client_id

    name, client_id = await cl.make_async(named)()
    message = cl.Message(
        say("drafting", "title", desk.language, name=without_links(name)),
        metadata={"client_ids": [client_id], "drafted": [client_id]},
    )
    await message.send()
    await show_beside(draft_element(int(payload["draft_id"]), desk.language), message.id)
    return {"ok": True}


async def listed(shop: Shop, payload: dict[str, Any]) -> object:
    """The asker's open drafts, what waits for them first."""
    desk = await cl.make_async(desk_now)(shop)

    def rows() -> Shown:
        with Session(shop.engine) as session:
            return {"ok": True, **groups_of(session, desk, shop.now())}

    return await cl.make_async(rows)()


def groups_of(session: Session, desk: Desk, now: datetime) -> dict[str, Any]:
    """The drafts by state, each with whom it is for, its first words and its age."""
    speech = Speech(desk.language, desk.today)
    mine = (desk.user_id, *stood_in_for(session, desk.user_id, now))
    found = session.exec(
        select(Draft, Client)
        .join(Client, col(Client.id) == Draft.client_id)
        .where(col(Draft.associate_id).in_(mine), clients_within(desk.scope))
        .where(col(Draft.status).not_in([one.value for one in ENDED]))
        .order_by(col(Draft.changed_at).desc())
    ).all()
    said = words("drafting", desk.language)
    groups = []
    for status in _ORDER:
        rows = [_row(draft, client, speech) for draft, client in found if draft.status == status][:LISTED]
        if rows:
            groups.append({"status": status.value, "label": said[f"list_{status.value}"], "rows": rows})
    left = len(found) - sum(len(group["rows"]) for group in groups)
    return {
        "groups": groups,
        "older": say("drafting", "list_older", desk.language, n=left) if left else "",
        "none": said["list_none"],
    }


def _row(draft: Draft, client: Client, speech: Speech) -> Shown:
    guard = words("guard", speech.language)
    first = " ".join(draft.text.split())
    on = draft.changed_at.date()
    return {
        "id": draft.id,
        "name": client.name,
        "hint": f"{guard[f'channel_{draft.channel}']} · {speech.ago(on)}",
        "first": first if len(first) < 90 else first[:88] + "…",
    }


def list_element(language: str) -> cl.CustomElement:
    """The list; what stands in it is read whenever it is shown."""
    said = words("drafting", language)
    props = {"words": {key: said[key] for key in ("list_title", "loading", "unreachable")}}
    return cl.CustomElement(id=str(uuid4()), name=LIST, props=props)
