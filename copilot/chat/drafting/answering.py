"""One tap on a draft: who asks is read from the rows, the version must be the one that was shown, and what goes wrong is said."""

from collections.abc import Awaitable, Callable
from typing import Any

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.cards import Shown
from copilot.chat.desk import desk_now
from copilot.chat.drafting.card import Place, draft_shown, is_mine
from copilot.chat.payload import whole_number
from copilot.chat.verdict_words import reason_in
from copilot.chat.words import say, words
from copilot.domain.draft import Status, WrongMove
from copilot.errors import ChannelError, CopilotError, OutOfScope
from copilot.outreach.drafts import draft_in_scope
from copilot.outreach.reviewing import NeedsReview, NotAllowed
from copilot.outreach.writing_again import type_in
from copilot.reading.cases import LONGEST_MESSAGE
from copilot.records.drafts import Draft

Act = Callable[[Shop, dict[str, Any]], Awaitable[object]]
#: Does something with the draft; what it returns goes to the page beside the card.
Tap = Callable[[Session, Place, Draft, dict[str, Any]], Shown]
LONGEST_SUBJECT = 500


class Asked(CopilotError):
    """Something must be said before this can be done."""


def tapped(tap: Tap, *, looking: bool = False) -> Act:
    """The tap as an action of the page: one transaction, and the whole card as it stands afterwards."""

    async def act(shop: Shop, payload: dict[str, Any]) -> object:
        desk = await cl.make_async(desk_now)(shop)

        def rows() -> Shown:
            place = Place(desk, shop.guard, shop.policy.now(), shop.now(), shop.settings.demo, shop.writer)
            with Session(shop.engine) as session:
                return done(session, place, payload, tap, looking=looking)

        return await cl.make_async(rows)()

    return act


def done(session: Session, place: Place, payload: dict[str, Any], tap: Tap, *, looking: bool) -> Shown:
    """Do it in one transaction; the whole card as it stands afterwards, or why nothing was done."""
    language = place.desk.language
    try:
        draft = draft_in_scope(session, place.desk, whole_number(payload, "draft_id"), place.now)
        if not looking and not is_mine(session, place, draft):
            raise OutOfScope("There is no such draft here.")
        if not looking and draft.version != whole_number(payload, "version"):
            raise WrongMove("Somebody changed this draft a moment ago. Look at it again.", key="draft_moved_on")
        more = tap(session, place, draft, payload)
        session.refresh(draft)
        shown = {"ok": True, "card": draft_shown(session, place, draft), **more}
        session.commit()
        return shown
    except OutOfScope:
        return {"ok": False, "gone": True, "words": words("drafting", language)["gone"]}
    except WrongMove as late:
        key = late.key if late.key in words("drafting", language) else "stale"
        return _as_it_stands(session, place, payload, {"stale": True, "words": words("drafting", language)[key]})
    except NeedsReview as needed:
        why = words("drafting", language).get(f"why_{needed.why.key}", "")
        reasons = [reason_in(one, language) for one in needed.verdict.findings if one.severity != "note"]
        said = [why, *dict.fromkeys(reasons)] if needed.why.key in ("held", "revise") else [why, needed.why.because]
        return _as_it_stands(session, place, payload, {"review": [one for one in said if one]})
    except NotAllowed as refused:
        return _as_it_stands(session, place, payload, {"words": " ".join(reason_in(one, language) for one in refused.findings)})
    except (CopilotError, ChannelError) as refused:
        return {"ok": False, "words": _said(refused, language)}


def _as_it_stands(session: Session, place: Place, payload: dict[str, Any], why: Shown) -> Shown:
    """Nothing was done; the card as the rows have it, with what was typed kept in it where that could be."""
    session.rollback()
    draft = draft_in_scope(session, place.desk, whole_number(payload, "draft_id"), place.now)
    if "stale" not in why:
        type_in_fields(session, place, draft, payload)
    shown = draft_shown(session, place, draft)
    session.commit()
    return {"ok": False, "card": shown, **why}


def _said(refused: CopilotError, language: str) -> str:
    for screen in ("drafting", "errors"):
        if refused.key and refused.key in words(screen, language):
            return say(screen, refused.key, language, **refused.values)
    return str(refused)


def type_in_fields(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> None:
    """Keep what stands in the fields, where anything does."""
    text, subject = payload.get("text"), payload.get("subject")
    if not isinstance(text, str):
        return
    subject = " ".join(subject.split()) if isinstance(subject, str) else draft.subject
    if len(text) > LONGEST_MESSAGE or len(subject) > LONGEST_SUBJECT:
        raise Asked("This is too long.", key="draft_too_long", length=len(text), most=LONGEST_MESSAGE)
    if draft.status in (Status.WRITING, Status.SENT_BACK):
        type_in(session, place.desk, draft, subject, text, place.policy, place.now)
