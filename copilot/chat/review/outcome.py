"""What the associate hears of a decision: in their open chat at once, else when they next open a conversation.

A line counts as seen only once their page has shown it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import chainlit as cl
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession, ws_sessions_id
from sqlmodel import Session, col, select

from copilot.bootstrap import Shop
from copilot.chat.asker import asker, who_asks
from copilot.chat.cards import Shown
from copilot.chat.drafting.putting import draft_element
from copilot.chat.language import language_for
from copilot.chat.panel import without_links
from copilot.chat.payload import whole_number
from copilot.chat.proposing import show_beside
from copilot.chat.review.answering import tapped
from copilot.chat.review.shown import Looking, decided_shown
from copilot.chat.review.threads import begin_thread
from copilot.chat.verdict_words import reason_in
from copilot.chat.words import say, words
from copilot.domain.verdict import Severity
from copilot.errors import OutOfScope
from copilot.outreach.drafts import draft_in_scope, stood_in_for
from copilot.outreach.review_record import last_decision
from copilot.outreach.verdicts import from_data
from copilot.records.drafts import Draft, Notice
from copilot.records.people import Client, User

ELEMENT = "ReviewOutcome"
KINDS = ("approved", "sent_back", "rejected")
_JSX = tuple("outcome_lesson outcome_text difference before after loading unreachable retry".split())


@dataclass(frozen=True)
class Outcome:
    """One decision that its associate has not seen yet."""

    draft_id: int
    user_id: int
    signs_in_as: str
    chosen: str  #: their language, where they chose one
    client_id: int
    client: str
    kind: str  #: a key of the page's words


async def reach(shop: Shop, draft_ids: Iterable[int]) -> None:
    """Say it in every chat that the associate has open at this moment."""
    for outcome in await cl.make_async(_unseen)(shop, draft_ids=tuple(draft_ids)):
        for session in list(ws_sessions_id.values()):
            if session.user and session.user.identifier == outcome.signs_in_as:
                # In a task of its own: whoever decided stays who asks here.
                await asyncio.create_task(_push(session, outcome))


async def catch_up(shop: Shop) -> None:
    """What was decided while the asker was away, in the conversation that they open."""
    for outcome in await cl.make_async(_unseen)(shop, user_id=who_asks()):
        await _say(outcome, _language(outcome, cl.context.session))


async def _push(session: WebsocketSession, outcome: Outcome) -> None:
    init_ws_context(session)
    asker.set(outcome.user_id)
    language = _language(outcome, session)
    await _say(outcome, language)


async def _say(outcome: Outcome, language: str) -> None:
    text = say("review", outcome.kind, language, name=outcome.client)
    await begin_thread(text)
    message = cl.Message(without_links(text), metadata={"client_ids": [outcome.client_id], "model": "builtin", "refused": False})
    await message.send()
    await show_beside(outcome_element(outcome.draft_id, language, message.thread_id), message.id)
    if outcome.kind == "outcome_sent_back":
        await show_beside(draft_element(outcome.draft_id, language), message.id)


def outcome_element(draft_id: int, language: str, thread_id: str = "") -> cl.CustomElement:
    """What was decided, read anew whenever it is shown; kept with the conversation is the draft's id."""
    said = words("review", language)
    props = {"draft_id": draft_id, "thread_id": thread_id, "words": {key: said[key] for key in _JSX}}
    return cl.CustomElement(name=ELEMENT, props=props, display="inline")


def outcome_of(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """What was decided about a draft of the asker's own, why, and both texts where they differ; seen from now on."""
    draft = draft_in_scope(session, looking.desk, whole_number(payload, "id"), looking.now)
    decided = last_decision(session, draft)
    mine = (looking.desk.user_id, *stood_in_for(session, looking.desk.user_id, looking.now))
    if decided is None or draft.associate_id not in mine:
        raise OutOfScope("There is no such message here.")
    told = select(Notice).where(Notice.draft_id == draft.id, Notice.user_id == looking.desk.user_id)
    for notice in session.exec(told.where(col(Notice.kind).in_(KINDS), col(Notice.seen_at).is_(None))).all():
        notice.seen_at = looking.now
        session.add(notice)
    language, shown = looking.desk.language, decided_shown(decided, looking)
    verdict = from_data(draft.verdict) if draft.verdict and not decided.before else None
    found = [one for one in verdict.findings if one.severity is not Severity.NOTE] if verdict else []
    return {
        **shown,
        "comment_title": say("review", "outcome_comment", language, by=decided.by),
        "subject": draft.subject,
        "text": draft.text,
        "lesson": [
            {"title": words("guard", language)[f"kind_{one.kind.value}"], "reason": reason_in(one, language)} for one in found
        ],
    }


def _unseen(shop: Shop, *, draft_ids: tuple[int, ...] = (), user_id: int | None = None) -> list[Outcome]:
    """The latest of each draft that nobody's page has shown yet."""
    rows = select(Notice, Draft, Client, User).join(Draft, col(Draft.id) == Notice.draft_id)
    rows = rows.join(Client, col(Client.id) == Draft.client_id).join(User, col(User.id) == Notice.user_id)
    rows = rows.where(col(Notice.kind).in_(KINDS), col(Notice.seen_at).is_(None))
    rows = rows.where(Notice.user_id == user_id) if user_id is not None else rows.where(col(Notice.draft_id).in_(draft_ids))
    with Session(shop.engine) as session:
        latest: dict[int, Outcome] = {}
        for notice, draft, client, user in session.exec(rows.order_by(col(Notice.id))).all():
            decided = last_decision(session, draft)
            edited = "_edited" if notice.kind == "approved" and decided and decided.before else ""
            latest[draft.id or 0] = Outcome(
                draft_id=draft.id or 0,
                user_id=user.id or 0,
                signs_in_as=user.source_id,
                chosen=user.language,
                client_id=client.id or 0,
                client=client.name,
                kind=f"outcome_{notice.kind}{edited}",
            )
        return list(latest.values())


def _language(outcome: Outcome, session: object) -> str:
    return language_for(outcome.chosen, str(getattr(session, "language", "")))


ACTIONS = {"review_outcome": tapped(outcome_of, only_leads=False)}
