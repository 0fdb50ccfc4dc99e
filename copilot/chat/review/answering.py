"""One tap on the review desk: who asks is read from the rows, and what goes wrong is said on the desk itself."""

from collections.abc import Awaitable, Callable
from typing import Any

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.cards import Shown
from copilot.chat.desk import desk_now
from copilot.chat.review.shown import Looking
from copilot.chat.verdict_words import reason_in
from copilot.chat.words import say, words
from copilot.domain.draft import WrongMove
from copilot.errors import CopilotError, OutOfScope
from copilot.outreach.reviewing import NotAllowed

Act = Callable[[Shop, dict[str, Any]], Awaitable[object]]
Tap = Callable[[Session, Looking, dict[str, Any]], Shown]


class DeskRefused(CopilotError):
    """What was asked of the desk cannot be done like this; its words are those of the review desk."""


def tapped(tap: Tap, *, only_leads: bool = True) -> Act:
    """The tap as an action of the page: one transaction, kept whole or not at all."""

    async def act(shop: Shop, payload: dict[str, Any]) -> object:
        desk = await cl.make_async(desk_now)(shop)

        def rows() -> Shown:
            looking = Looking(desk, lambda: shop.guard, shop.policy.now(), shop.now())
            with Session(shop.engine) as session:
                found = tap(session, looking, payload)
                session.commit()
                return {"ok": True, **found}

        if only_leads and not desk.scope.leads:
            return {"ok": False, "gone": True, "words": words("review", desk.language)["not_yours"]}
        try:
            return await cl.make_async(rows)()
        except CopilotError as refused:
            return told(refused, desk.language)

    return act


def told(refused: CopilotError, language: str) -> Shown:
    """A refusal as the desk shows it; anything that is not one of ours goes on."""
    said = words("review", language)
    if isinstance(refused, WrongMove):
        return {"ok": False, "stale": True, "words": said["stale"]}
    if isinstance(refused, NotAllowed):
        reasons = " ".join(reason_in(finding, language) for finding in refused.findings)
        return {"ok": False, "words": say("review", "no_consent", language, reasons=reasons)}
    if isinstance(refused, OutOfScope):
        return {"ok": False, "gone": True, "words": said["gone"]}
    for screen in ("review", "errors", "drafting"):
        if refused.key and refused.key in words(screen, language):
            return {"ok": False, "words": say(screen, refused.key, language, **refused.values)}
    return {"ok": False, "words": str(refused)}


def text_of(payload: dict[str, Any], key: str, longest: int = 4_000) -> str:
    """Words that were typed; what is longer than the desk takes is refused, never cut."""
    given = payload.get(key)
    given = given if isinstance(given, str) else ""
    if len(given) > longest:
        raise DeskRefused("This is too long.", key="too_long_here", length=len(given), most=longest)
    return given
