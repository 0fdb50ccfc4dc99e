"""One tap in practice: who asks is read from the rows, and what goes wrong is said where it was tapped."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import chainlit as cl
from babel.dates import format_date, format_datetime
from sqlmodel import Session

from copilot.assistant.client_voice import ClientVoice
from copilot.bootstrap import Shop
from copilot.chat.cards import Shown
from copilot.chat.desk import desk_now
from copilot.chat.words import say, words
from copilot.domain.desk import Desk, Role
from copilot.domain.policy import Policy
from copilot.domain.wording import locale_of
from copilot.errors import CopilotError, OutOfScope
from copilot.rehearsal.conversation import Conversation, Examine

Act = Callable[[Shop, dict[str, Any]], Awaitable[object]]
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Practising:
    """Who practises or follows, with what, and when."""

    desk: Desk
    examine: Examine  #: the guard that runs in production
    policy: Policy
    now: datetime
    voice: Callable[[Conversation, Sequence[str]], ClientVoice]
    glance: Examine  #: the same without a model elsewhere: it answers while somebody types

    def say(self, key: str, **values: object) -> str:
        """A sentence of the practice, in the asker's language."""
        return say("practice", key, self.desk.language, **values)

    def day(self, at: datetime) -> str:
        """A day and an hour as the asker's language writes them."""
        return str(format_datetime(at, "d MMM y, HH:mm", locale=locale_of(self.desk.language)))

    def date(self, on: date) -> str:
        """A day as the asker's language writes it."""
        return str(format_date(on, "d MMM y", locale=locale_of(self.desk.language)))


Tap = Callable[[Session, Practising, dict[str, Any]], Shown]


class PracticeRefused(CopilotError):
    """What was asked cannot be done like this; its words are those of the practice."""


def tapped(tap: Tap, roles: frozenset[Role] = EVERYBODY) -> Act:
    """The tap as an action of the page, for these roles: one transaction, kept whole or not at all."""

    async def act(shop: Shop, payload: dict[str, Any]) -> object:
        desk = await cl.make_async(desk_now)(shop)

        def rows() -> Shown:
            who = Practising(
                desk=desk,
                examine=lambda m, s: shop.guard.check(m, s),  # its weights are read when it is first asked
                policy=shop.policy.now(),
                now=shop.now(),
                voice=shop.client_voice,
                glance=lambda m, s: shop.guard.glance(m, s),
            )
            with Session(shop.engine) as session:
                found = tap(session, who, payload)
                session.commit()
                return {"ok": True, **found}

        if desk.role not in roles:
            return {"ok": False, "words": words("practice", desk.language)["not_yours"]}
        try:
            return await cl.make_async(rows)()
        except CopilotError as refused:
            return told(refused, desk.language)

    return act


def told(refused: CopilotError, language: str) -> Shown:
    """A refusal as the practice shows it."""
    if isinstance(refused, OutOfScope):
        return {"ok": False, "words": words("practice", language)["gone"]}
    if refused.key and refused.key in words("practice", language):
        return {"ok": False, "words": say("practice", refused.key, language, **refused.values)}
    return {"ok": False, "words": str(refused)}


def text_of(payload: dict[str, Any], key: str, longest: int) -> str:
    """Words that were typed; what is longer is refused, never cut."""
    given = payload.get(key)
    given = given if isinstance(given, str) else ""
    if len(given) > longest:
        raise PracticeRefused("This is too long.", key="too_long", length=len(given), most=longest)
    return given
