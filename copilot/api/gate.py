"""What every call to the interface for programs passes first: a token that counts, at a bearable pace, with a body that fits."""

import math
from dataclasses import dataclass

from fastapi import HTTPException
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copilot.api.pace import Pace
from copilot.bootstrap import Shop
from copilot.records.api_tokens import whose_token

LARGEST = 2 * 1024 * 1024  #: bytes of a body; a client of 5,000 notes fits
OFTEN = 120  #: checks a minute and token
_NOBODY = "Send a token: `Authorization: Bearer TOKEN`. An administrator makes one with `copilot token add`."
_STRANGER = "This token counts no more, or never did. Ask an administrator for a new one (`copilot token add`)."
_TOO_LARGE = "This is larger than 2 MB. Leave out what is older than the policy looks back, or send the client's id instead."
_AWAY = "The records cannot be reached just now. Try again in a minute; until then hold the message."


@dataclass(frozen=True)
class Refused:
    """An answer without a check."""

    status: int
    words: str
    wait: float = 0.0


class Gate:
    """Lets a request through with the number of the user in whose name it asks, in `request.state.user_id`."""

    def __init__(self, app: ASGIApp, shop: Shop) -> None:
        self.app, self.shop = app, shop
        self.calls, self.errors = Pace(OFTEN, 60), Pace(20, 60)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        found = await self._caller(scope)
        if isinstance(found, Refused):
            headers = {"retry-after": str(math.ceil(found.wait))} if found.wait else {}
            headers |= {"www-authenticate": "Bearer"} if found.status == 401 else {}
            await JSONResponse({"error": found.words, "fields": {}}, found.status, headers)(scope, receive, send)
            return
        scope.setdefault("state", {})["user_id"] = found
        await self.app(scope, _up_to(LARGEST, receive), send)

    async def _caller(self, scope: Scope) -> int | Refused:
        headers = Headers(scope=scope)
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            return Refused(401, _NOBODY)

        def rows() -> tuple[int, int] | None:
            with Session(self.shop.engine) as session:
                owner = whose_token(session, secret.strip(), self.shop.now())
                return (owner[0], owner[1].id or 0) if owner else None

        try:
            found = await run_in_threadpool(rows)
        except SQLAlchemyError:
            return Refused(503, _AWAY)
        if found is None:
            wait = self.errors.wait(scope["client"][0] if scope.get("client") else "")
            return _slower(wait) if wait else Refused(401, _STRANGER)
        if wait := self.calls.wait(str(found[0])):
            return _slower(wait)
        length = headers.get("content-length", "0")
        return found[1] if length.isdecimal() and int(length) <= LARGEST else Refused(413, _TOO_LARGE)


def _slower(wait: float) -> Refused:
    return Refused(429, f"Too many calls: at most {OFTEN} checks a minute. Go on in {math.ceil(wait)} seconds.", wait)


def _up_to(most: int, receive: Receive) -> Receive:
    """What arrives, refused once it is more than that, whatever it said of its length before."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return bounded
