"""Signing in over HTTP: as Chainlit's page expects it, with a pause for who guesses."""

import math
from typing import Annotated

from chainlit.auth import create_jwt, set_auth_cookie
from chainlit.config import config
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import OAuth2PasswordRequestForm

from copilot.api.pages import browser_language
from copilot.api.throttle import Throttle
from copilot.bootstrap import Shop
from copilot.chat.sign_in import check

LONGEST = 1_000  #: a longer name or password is not one


def _words(request: Request, error: str) -> str:
    """A refusal in the browser's language: Chainlit's page shows it as it comes."""
    words = config.load_translation(browser_language(request))
    return str(words["auth"]["login"]["errors"].get(error, error))


def routes(shop: Shop) -> APIRouter:
    """POST /login, before Chainlit's own."""
    router, throttle = APIRouter(), Throttle()

    @router.post("/login")
    async def sign_in(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Response:
        address = request.client.host if request.client else ""
        wait = throttle.wait(form.username, address)
        if wait > 0:
            raise HTTPException(429, _words(request, "waitabit"), headers={"retry-after": str(math.ceil(wait))})
        fits = len(form.username) <= LONGEST and len(form.password) <= LONGEST
        user = await check(shop, form.username, form.password) if fits else None
        if user is None:
            throttle.failed(form.username, address)
            raise HTTPException(401, _words(request, "credentialssignin"))
        throttle.forget(form.username, address)
        response = JSONResponse({"success": True})
        set_auth_cookie(request, response, create_jwt(user))
        return response

    return router
