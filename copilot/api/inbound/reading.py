"""A request of another system, read with care: never more than it may hold, never faster than we can file."""

import asyncio
import logging
import math
from collections.abc import Callable
from typing import TypeVar

from fastapi import HTTPException, Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from copilot.api.pace import Pace
from copilot.bootstrap import Shop

log = logging.getLogger(__name__)
T = TypeVar("T")
LARGEST = 300_000  #: bytes of a body
OFTEN = 600  #: a minute and address
_ERRORS = 20  #: forged ones, a minute and address


class Porch:
    """Where requests of one kind wait to be let in."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._calls, self._errors = Pace(OFTEN, 60), Pace(_ERRORS, 60)

    async def body(self, request: Request) -> bytes:
        """All of it, or 413; 429 for whoever comes too often."""
        if wait := self._calls.wait(_caller(request)):
            raise _slower(wait)
        taken = bytearray()
        async for piece in request.stream():
            taken += piece
            if len(taken) > LARGEST:
                raise HTTPException(413, f"This is larger than {LARGEST // 1000} kB.")
        return bytes(taken)

    def refuse(self, request: Request) -> HTTPException:
        """What a request gets that nobody signed."""
        if wait := self._errors.wait(_caller(request)):
            return _slower(wait)
        log.warning("A request to %s was not signed as it should be, and refused.", request.url.path)
        return HTTPException(403, "This is not signed with the secret that we share, or too long ago.")

    async def rows(self, work: Callable[[Session], T]) -> T:
        """Do it in one transaction; 503 where the records are away, so that it is brought again."""

        def doing() -> T:
            with Session(self.shop.engine) as session:
                done = work(session)
                session.commit()
                return done

        try:
            return await asyncio.to_thread(doing)
        except SQLAlchemyError as away:
            log.error("What came in could not be filed (%s); the sender is asked to bring it again.", type(away).__name__)
            raise HTTPException(503, "The records cannot be reached just now. Bring it again.", {"retry-after": "60"}) from away


def _caller(request: Request) -> str:
    return request.client.host if request.client else ""


def _slower(wait: float) -> HTTPException:
    return HTTPException(429, "Too many at once.", {"retry-after": str(math.ceil(wait))})
