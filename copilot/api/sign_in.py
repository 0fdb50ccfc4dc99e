"""Signing in over HTTP: as Chainlit's page expects it, with a pause for who guesses."""

import asyncio
import math
from typing import Annotated

from chainlit.auth import create_jwt, set_auth_cookie
from chainlit.config import config
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import OAuth2PasswordRequestForm

from copilot.api.throttle import Throttle, place
from copilot.bootstrap import Shop
from copilot.chat.language import TAGS, spoken
from copilot.chat.sign_in import begin, check
from copilot.chat.words import words

LONGEST = 1_000  #: a longer name or password is not one


def _words(error: str) -> str:
    """A refusal in the page's language: Chainlit's page shows it as it comes."""
    words = config.load_translation(TAGS[spoken.get()])
    return str(words["auth"]["login"]["errors"].get(error, error))


def routes(shop: Shop) -> APIRouter:
    """POST /login, before Chainlit's own."""
    router, throttle = APIRouter(), Throttle(shop.engine, "sign in", lambda: shop.now())

    @router.post("/login")
    async def sign_in(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Response:
        address = address_of(request)
        wait = await asyncio.to_thread(throttle.begin, form.username, address)
        if wait > 0:
            raise HTTPException(429, in_words(wait), headers={"retry-after": str(math.ceil(wait))})
        fits = len(form.username) <= LONGEST and len(form.password) <= LONGEST
        user = await check(shop, form.username, form.password) if fits else None
        if user is None:
            raise HTTPException(401, _words("credentialssignin"))
        await asyncio.to_thread(throttle.succeeded, form.username, address)
        token = create_jwt(user)
        await begin(shop, user, token, place(form.username, address))
        response = JSONResponse({"success": True})
        set_auth_cookie(request, response, token)
        return response

    return router


def address_of(request: Request) -> str:
    """Where a request comes from; a proxy's word for it counts only where the settings trust that proxy."""
    return request.client.host if request.client else ""


def in_words(wait: float) -> str:
    """How long to wait, as one would say it."""
    said = words("sign_in", spoken.get())
    if wait <= 90:
        return said["wait_seconds"].format(seconds=max(2, math.ceil(wait)))
    return said["wait_minutes"].format(minutes=math.ceil(wait / 60))
