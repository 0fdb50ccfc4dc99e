"""What the open page asks every few seconds: is there news for whoever sits here? Only they hear of it."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.asker import asker
from copilot.chat.language import spoken
from copilot.chat.words import say, words
from copilot.outreach.notices import how_many_unseen, seen, unseen
from copilot.records.drafts import Notice
from copilot.records.people import Client

T = TypeVar("T")
SHOWN = 20


class Seen(BaseModel):
    """Which of them were looked at; none named: all."""

    ids: list[int] = Field(default_factory=list, max_length=1000)


def routes(shop: Shop) -> APIRouter:
    """/alerts"""
    router = APIRouter(prefix="/alerts")

    async def mine(question: Callable[[Session, int], T]) -> T:
        user_id = asker.get()
        if user_id is None:
            raise HTTPException(401, words("errors", spoken.get())["sign_in_first"])

        def ask() -> T:
            with Session(shop.engine) as session:
                found = question(session, user_id)
                session.commit()
                return found

        return await asyncio.to_thread(ask)

    @router.get("")
    async def news() -> dict[str, Any]:
        language = spoken.get()

        def read(session: Session, user_id: int) -> dict[str, Any]:
            lines = [{"id": one.id, "words": told(session, one, language)} for one in unseen(session, user_id, first=SHOWN)]
            return {"count": how_many_unseen(session, user_id), "notices": lines}

        return await mine(read)

    @router.post("/seen")
    async def looked(which: Seen) -> dict[str, bool]:
        await mine(lambda session, user_id: seen(session, user_id, shop.now(), which.ids))
        return {"ok": True}

    return router


def told(session: Session, notice: Notice, language: str) -> str:
    """One sentence of what happened; the words of a client or a manager are not in it."""
    client = session.get(Client, notice.client_id) if notice.client_id else None
    kind = notice.kind if notice.kind in words("alerts", language) else "other"
    name = client.name if client else words("alerts", language)["somebody"]
    return say("alerts", kind, language, name=name)
