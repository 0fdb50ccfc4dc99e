"""POST /api/v1/check: the guard as a service, for any program that sends messages to clients."""

import asyncio
import logging
from time import perf_counter
from typing import Annotated, Literal

from fastapi import Body, FastAPI, HTTPException, Query, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from sqlmodel import Session, select

from copilot.api.check_shapes import CheckOut, ForClient, Refusal, Wanted, answer
from copilot.api.gate import Gate
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.domain.message import Message
from copilot.errors import OutOfScope
from copilot.guard.judging import unjudged
from copilot.outreach.advice import Advice, Gathered, advise, gather_for
from copilot.policies import benchmark_policy
from copilot.reading.cases import Case
from copilot.records.asking import desk_of
from copilot.records.people import Client, User

log = logging.getLogger(__name__)
_AT_ONCE = 2  #: messages judged side by side, so that a program in a hurry does not slow the page down
_NOBODY = "There is no such client here. Check the id; a number is this copilot's own, a text is your system's."
_NO_CLIENTS = "Whom this token belongs to has no clients. Use a token of somebody who has, or send the whole case."
_ABOUT = (
    "Says of a message to a client whether it keeps the right distance and comes at the right moment: what is wrong, where, why, "
    "and how to say it better. Nothing is sent and nothing is kept. `copilot token add USER --name CRM` makes a token; it sees "
    "what that user sees. A message that cannot be judged comes back as `hold`."
)
_WORDS = {
    401: "No token, or one that counts no more.",
    403: "The token's owner has no clients.",
    404: "No such client in the token's scope.",
    413: "The body is larger than 2 MB.",
    422: "Something that was sent cannot be read; `fields` names each.",
    429: "Too many calls; `retry-after` says for how many seconds to wait.",
    503: "The records cannot be reached.",
}
CLIENT_EXAMPLE = {
    "summary": "A client whom this copilot knows",
    "value": {
        "client": "C-0001",
        "message": {
            "channel": "sms",
            "purpose": "marketing",
            "text": "The rose gold studs came in on Monday. Shall I put a pair aside for you?",
        },
    },
}
CASE_EXAMPLE = {
    "summary": "A whole case",
    "value": {
        "vertical": "jewellery",
        "now": "2026-03-14T15:20:00+00:00",
        "client": {
            "name": "Ada Ferrars",
            "timezone": "Europe/London",
            "style": "collaborative",
            "consents": [{"channel": "sms", "purpose": "marketing", "status": "granted", "at": "2025-02-01"}],
        },
        "facts": [{"id": "f1", "text": "A friend says she flies to Lisbon in May", "source": "third_party", "at": "2026-03-01"}],
        "store": [{"id": "s1", "text": "Rose gold studs, GBP 420, in stock, arrived 2026-03-10"}],
        "contacts": [],
        "draft": {
            "channel": "sms",
            "purpose": "marketing",
            "text": "The rose gold studs are here, GBP 420. Just the thing for Lisbon in May!",
        },
    },
}


def service(shop: Shop) -> FastAPI:
    """The interface for programs, mounted at /api/v1; its description lies at /api/v1/openapi.json."""
    api = FastAPI(title=f"{shop.settings.house_name}: the guard", version="1", description=_ABOUT, docs_url=None, redoc_url=None)
    api.add_middleware(Gate, shop=shop)
    at_once = asyncio.Semaphore(_AT_ONCE)
    token = HTTPBearer(auto_error=False, scheme_name="token", description="A token of `copilot token add`.")

    @api.post(
        "/check",
        summary="Check a message before it goes out",
        dependencies=[Security(token)],
        responses={status: {"model": Refusal, "description": words} for status, words in _WORDS.items()},
    )
    async def check(
        request: Request,
        wanted: Annotated[Wanted, Body(openapi_examples={"client": CLIENT_EXAMPLE, "case": CASE_EXAMPLE})],
        policy: Annotated[
            Literal["house", "benchmark"],
            Query(description="Of a whole case: the house's contact policy, or the one under which the benchmark is labelled."),
        ] = "house",
    ) -> CheckOut:
        """Takes a client's id with a message, or a whole case: the client, what is known and how, the history, the draft."""
        began = perf_counter()
        async with at_once:
            advice = await asyncio.to_thread(_checked, shop, request.state.user_id, wanted, policy)
        return answer(advice, spoken.get(), perf_counter() - began)

    @api.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"error": error.detail, "fields": {}}, error.status_code, error.headers)

    @api.exception_handler(RequestValidationError)
    async def unread(request: Request, error: RequestValidationError) -> JSONResponse:
        fields = {_field(one["loc"]): str(one["msg"]).removeprefix("Value error, ") for one in error.errors()}
        named = "; ".join(f"{field}: {why}" for field, why in fields.items())
        words = f"This cannot be read. {named}. /api/v1/openapi.json describes every field."
        return JSONResponse({"error": words, "fields": fields}, 422)

    return api


def _checked(shop: Shop, user_id: int, wanted: ForClient | Case, policy: str) -> Advice:
    message = _message(wanted)
    try:
        gathered = _gathered(shop, user_id, wanted, message, policy)
    except OutOfScope:
        raise HTTPException(404, _NOBODY) from None
    except HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - what cannot even be gathered is held: a caller who gets no answer may send
        log.error("A message could not be gathered for: %s", type(error).__name__)
        return Advice(message, unjudged())
    return advise(lambda: shop.guard, message, gathered, at_leisure=True)


def _message(wanted: ForClient | Case) -> Message:
    if isinstance(wanted, Case):
        return wanted.message()
    given = wanted.message
    return Message(given.channel, given.purpose, given.text, given.subject)


def _gathered(shop: Shop, user_id: int, wanted: ForClient | Case, message: Message, policy: str) -> Gathered:
    if isinstance(wanted, Case):
        return Gathered(wanted.situation(benchmark_policy() if policy == "benchmark" else shop.policy.now()))
    with Session(shop.engine) as session:
        now = shop.now()
        desk = desk_of(session, session.get_one(User, user_id), now)
        if not desk.scope.sees_clients:
            raise HTTPException(403, _NO_CLIENTS)
        return gather_for(session, desk, _client_id(session, wanted.client), message, shop.policy.now(), now)


def _client_id(session: Session, given: int | str) -> int:
    """Our own number for a client; one that nobody has where there is none, for whoever asks must not learn which."""
    if isinstance(given, int):
        return given if 0 <= given < 2**31 else 0
    return session.exec(select(Client.id).where(Client.source_id == given)).first() or 0


def _field(loc: tuple[int | str, ...]) -> str:
    """The field as its sender knows it, without what tells the two forms of a body apart."""
    return ".".join(map(str, loc[2:])) or "body"
