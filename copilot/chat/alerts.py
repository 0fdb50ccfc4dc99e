"""Somebody taps on a piece of news: what it is about opens in the conversation, and an answer is one tap away."""

from typing import Any

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.beside import card_element
from copilot.chat.command_answers import reply
from copilot.chat.desk import desk_now
from copilot.chat.doubting import doubt_element
from copilot.chat.drafting.putting import draft_element
from copilot.chat.drafting.reminding import opened_on_the_day
from copilot.chat.panel import as_text
from copilot.chat.review.opening import desk_element
from copilot.chat.review.outcome import KINDS as DECIDED
from copilot.chat.review.outcome import outcome_element
from copilot.chat.review.threads import begin_thread
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.outreach.doubting import MAYBE_STOP
from copilot.outreach.notices import notice_of
from copilot.outreach.reminders import WELCOME_NOW
from copilot.outreach.replies import UNPLACED
from copilot.outreach.settling import about
from copilot.records.drafts import Notice
from copilot.records.people import Client
from copilot.records.scope import client_in_scope

_WHERE = {UNPLACED: "place_it"}  #: what is decided in the office


async def heard(shop: Shop, said: object) -> None:
    """What the page's own script says when a piece of news is tapped; anything else it says is not for us."""
    if isinstance(said, dict) and said.get("copilot") == "notice" and isinstance(said.get("id"), int):
        await opened(shop, said["id"])


async def opened(shop: Shop, notice_id: int) -> None:
    """Show it, and take it off the list."""
    desk = await cl.make_async(desk_now)(shop)

    def read() -> tuple[Notice, Client | None, int | None]:
        with Session(shop.engine, expire_on_commit=False) as session:
            notice = notice_of(session, desk.user_id, notice_id)
            notice.seen_at = notice.seen_at or shop.now()
            session.add(notice)
            client = client_in_scope(session, desk.scope, notice.client_id) if notice.client_id else None
            doubted = about(session, notice.contact_id) if notice.kind == MAYBE_STOP and notice.contact_id else None
            session.commit()
            return notice, client, doubted

    notice, client, doubted = await cl.make_async(read)()
    said = words("alerts", desk.language)
    name = client.name if client else said["somebody"]
    sentence = say("alerts", notice.kind if notice.kind in said else "other", desk.language, name=name)
    await begin_thread(client.name if client else sentence)
    if notice.kind == WELCOME_NOW and client is not None and notice.draft_id is not None:
        await opened_on_the_day(shop, desk, notice.draft_id, client, as_text(sentence))
        return
    await reply("\n\n".join(_parts(notice, sentence, said)), desk, **_below(notice, client, desk, doubted))


def _parts(notice: Notice, sentence: str, said: Any) -> list[str]:
    quotes = notice.words and notice.kind != MAYBE_STOP  # its own element shows it
    quoted = "\n".join(f"> {line}" for line in as_text(notice.words).splitlines()) if quotes else ""
    where = said[_WHERE[notice.kind]] if notice.kind in _WHERE else ""
    return [part for part in (as_text(sentence), quoted, where) if part]


def _below(notice: Notice, client: Client | None, desk: Desk, arrival_id: int | None) -> dict[str, Any]:
    """What stands under it: the draft it is about, or the client's card and the words that ask for an answer."""
    if client is None:
        return {}
    shown: dict[str, Any] = {"about": (client.id,)}
    if notice.kind == "waiting" and desk.scope.leads:
        shown["below"] = [desk_element(desk)]
    elif notice.draft_id is not None and notice.kind != "waiting":
        decided = [outcome_element(notice.draft_id, desk.language)] if notice.kind in DECIDED else []
        shown["below"] = [*decided, draft_element(notice.draft_id, desk.language)]
    elif notice.contact_id is not None:
        doubted = [doubt_element(arrival_id, desk.language)] if arrival_id else []
        shown["below"] = [*doubted, card_element(client.id or 0, desk.language)]
        question = say("alerts", "answer_to", desk.language, name=client.name)
        shown["questions"] = [question] if notice.kind == "replied" else []
    return shown
