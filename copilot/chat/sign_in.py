"""Signing in with name and password, and out again."""

import asyncio
from datetime import UTC, datetime

import chainlit as cl
from chainlit.auth import get_token_from_cookies
from fastapi import Request
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.tokens import ends_at
from copilot.records import signed_in
from copilot.records.asking import user_named
from copilot.records.people import User
from copilot.records.sign_in import check_password


async def check(shop: Shop, name: str, password: str) -> cl.User | None:
    """The user, if name and password go together and they may come in."""

    def rows() -> User | None:
        with Session(shop.engine, expire_on_commit=False) as session:
            user = user_named(session, name)
            if not check_password(user, password):
                return None
            session.commit()
            return user

    user = await asyncio.to_thread(rows)
    if user is None:
        return None
    return cl.User(
        identifier=user.source_id,
        display_name=user.name,
        # To the microsecond, so that ending all sign-ins "until now" ends exactly those.
        metadata={"role": user.role, "at": datetime.now(UTC).isoformat()},
    )


async def begin(shop: Shop, user: cl.User, token: str, place: str) -> None:
    """From now on this token counts, until it ends by itself, lies idle, or is ended."""
    until = ends_at(token)

    def rows() -> None:
        with Session(shop.engine) as session:
            owner = user_named(session, user.identifier)
            if owner is None or until is None:
                return  # disabled at this very moment: the token will not count
            at, idle = datetime.fromisoformat(user.metadata["at"]), shop.settings.session_idle_minutes
            signed_in.begin(session, owner, token, at=at, until=until, idle_minutes=idle, place=place)
            session.commit()

    await asyncio.to_thread(rows)


async def end(shop: Shop, request: Request) -> None:
    """Sign out: this token counts no more, wherever it was copied to."""
    token = get_token_from_cookies(request.cookies)

    def rows() -> None:
        with Session(shop.engine) as session:
            signed_in.end(session, token or "", datetime.now(UTC))
            session.commit()

    await asyncio.to_thread(rows)
